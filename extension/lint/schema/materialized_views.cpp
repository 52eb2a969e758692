// Materialized views that cannot be refreshed while they are read.
// Words: REFRESH ... CONCURRENTLY needs a unique index over columns alone, without a predicate.
// A view that is no materialized one must not be looked at.
#include <algorithm>

#include "lint/families.hpp"

namespace copilot::lint {

namespace {

bool refreshes(const catalog::Index& index) {
  return index.unique && index.immediate && index.predicate.empty() &&
         std::all_of(index.keys.begin(), index.keys.end(),
                     [](const auto& key) { return key.column > 0; });
}

void judge(const Subject& subject, Reporter& reporter) {
  for (const catalog::Relation* view : subject.relations("m")) {
    if (subject.of_script() && view->statement == 0) continue;
    reporter.looked_at(1);
    const auto indexes = subject.usable_indexes(*view);
    if (std::any_of(indexes.begin(), indexes.end(),
                    [](const catalog::Index* index) { return refreshes(*index); }))
      continue;
    const std::string name = subject.model().qualified(*view);
    base::Finding& finding =
        reporter.add(base::Severity::notice, subject.about(*view),
                     "Materialized view " + name + " has no unique index to be refreshed by");
    finding.detail =
        "REFRESH MATERIALIZED VIEW CONCURRENTLY needs one; without, each refresh holds "
        "ACCESS EXCLUSIVE, and nobody can read the view until it is done.";
    if (view->rows >= 0) finding.evidence["rows"] = static_cast<std::int64_t>(view->rows);
    finding.fix_kind = "manual";
    finding.fix =
        "CREATE UNIQUE INDEX CONCURRENTLY ON " + name + " (the columns that tell its rows apart);";
    finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads go on";
    finding.caveats = {"Needless where the view is small, or refreshed when nobody reads it."};
  }
}

constexpr Rule without_unique_index{
    .identity =
        {"matview_without_unique_index",
         "schema",
         base::Severity::notice,
         "Materialized views that block their readers",
         "Without a unique index a materialized view can only be refreshed under a lock that "
         "stops all reading. Judged: materialized views without a valid unique index over "
         "columns alone and all rows.",
         "CREATE UNIQUE INDEX CONCURRENTLY, then REFRESH ... CONCURRENTLY.",
         "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html",
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge};

}  // namespace

Family materialized_view_rules() {
  static constexpr const Rule* table[] = {&without_unique_index};
  return table;
}

}  // namespace copilot::lint
