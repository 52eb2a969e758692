// Indexes whose order was made by another version of a collation.
// Words: the version of a collation is that of the library that sorts; the recorded one is that with
// which it was last declared right.
// A provider that has no versions must not be reported: nothing is known of it.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"

namespace copilot::lint {

namespace {

constexpr catalog::Oid default_collation = 100;

// Indexes that sort by a collation. Those of partitions too: each has an order of its own.
std::vector<const catalog::Index*> sorted_by(const Subject& subject, catalog::Oid collation) {
  std::vector<const catalog::Index*> found;
  for (const catalog::Index& index : subject.model().indexes) {
    if (index.dropped || index.partitioned || !subject.covers(index)) continue;
    if (std::any_of(index.keys.begin(), index.keys.end(),
                    [&](const auto& key) { return key.collation == collation; }))
      found.push_back(&index);
  }
  return found;
}

void report(const Subject& subject, Reporter& reporter, About about, const std::string& what,
            const std::string& recorded, const std::string& actual, const std::string& refresh,
            const std::vector<const catalog::Index*>& indexes) {
  const bool any_unique =
      std::any_of(indexes.begin(), indexes.end(), [](const auto* index) { return index->unique; });
  base::Finding& finding = reporter.add(
      indexes.empty() ? base::Severity::notice : base::Severity::warning, std::move(about),
      what + " was recorded with version " + recorded + ", the library now has " + actual + ": " +
          (indexes.empty() ? "no index of what was judged is sorted by it"
                           : std::to_string(indexes.size()) + " indexes may be out of order"));
  finding.detail = std::string(
                       "If the new version sorts differently, searches by these indexes miss "
                       "rows that are there") +
                   (any_unique ? ", and unique ones let duplicates in" : "") +
                   ". Range partitions and merge joins rely on the order as well.";
  finding.evidence["recorded_version"] = recorded;
  finding.evidence["actual_version"] = actual;
  finding.evidence["index_count"] = indexes.size();
  constexpr std::size_t most = 100;
  base::Json names = base::Json::array();
  std::string fix;
  for (std::size_t i = 0; i < indexes.size() && i < most; ++i) {
    const std::string name = subject.model().qualified(*indexes[i]);
    names.push_back(name);
    fix += "REINDEX INDEX CONCURRENTLY " + name + ";\n";
  }
  if (indexes.size() > most)
    fix += "-- and " + std::to_string(indexes.size() - most) + " more: ask again after these\n";
  finding.evidence["indexes"] = names;
  finding.fix_kind = "sql";
  finding.fix = fix + (indexes.size() > most ? "" : refresh);
  finding.fix_lock = "SHARE UPDATE EXCLUSIVE on each table: reads and writes go on";
  finding.fix_duration = "as long as building the indexes";
  finding.caveats = {"Refreshing the version alone only silences the warning: reindex first.",
                     "Indexes of other schemas and of extensions are not listed."};
  if (any_unique)
    finding.caveats.push_back(
        "A unique index that let duplicates in cannot be made anew before they "
        "are gone.");
}

void judge(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  const catalog::Model& model = subject.model();
  for (const catalog::Collation& each : model.collations) {
    if (each.oid == default_collation || each.version.empty() || each.actual_version.empty())
      continue;
    reporter.looked_at(1);
    if (each.version == each.actual_version) continue;
    const auto indexes = sorted_by(subject, each.oid);
    const catalog::Schema* schema = model.schema(each.schema);
    const std::string name =
        base::quote_qualified(schema == nullptr ? "pg_catalog" : schema->name, each.name);
    report(subject, reporter, {"collation", name, 0}, "Collation " + name, each.version,
           each.actual_version, "ALTER COLLATION " + name + " REFRESH VERSION;", indexes);
  }
  const catalog::Database& database = model.database;
  if (database.collation_version.empty() || database.actual_collation_version.empty()) return;
  reporter.looked_at(1);
  if (database.collation_version == database.actual_collation_version) return;
  report(subject, reporter, subject.about_database(),
         "The default collation of database " + base::quote_identifier(database.name),
         database.collation_version, database.actual_collation_version,
         "ALTER DATABASE " + base::quote_identifier(database.name) + " REFRESH COLLATION VERSION;",
         sorted_by(subject, default_collation));
}

constexpr Rule version_mismatch{
    .identity =
        {"index_collation_version_mismatch",
         "index",
         base::Severity::warning,
         "Indexes sorted by another version of their collation",
         "An upgrade of the operating system can change how texts are sorted; an index that "
         "was built before is then out of order: searches miss rows, unique indexes let "
         "duplicates in. Judged: collations, and the database's own (15 and later), whose "
         "recorded version is not that of the library; one finding for each, with the "
         "indexes that are sorted by it.",
         "REINDEX INDEX CONCURRENTLY, then ALTER COLLATION or DATABASE ... REFRESH VERSION.",
         "https://www.postgresql.org/docs/current/sql-altercollation.html",
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge};

}  // namespace

Family collation_rules() {
  static constexpr const Rule* table[] = {&version_mismatch};
  return table;
}

}  // namespace copilot::lint
