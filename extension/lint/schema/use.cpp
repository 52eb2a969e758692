// Tables that nobody fills or reads, or that are read by going through all of them.
// Words: a scan is one pass over a table or an index that was begun; those of dumps, of parallel
// workers and of building indexes are counted too.
// Nothing may be judged over less than a week, nor of tables that are read in no time anyway.
#include <algorithm>

#include "lint/families.hpp"
#include "lint/schema/counted.hpp"

namespace copilot::lint {

namespace {

using catalog::Relation;

// No row, as far as counters and the planner's numbers tell.
bool is_empty(const Relation& leaf) {
  if (!leaf.activity || leaf.activity->live_rows > 0 || leaf.rows > 0) return false;
  if (leaf.bytes) return *leaf.bytes == 0 || leaf.rows == 0;
  return leaf.rows == 0 || leaf.pages == 0;
}

void judge_empty(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) {
    reporter.decide(base::Verdict::not_applicable("What a script makes was never used"));
    return;
  }
  const PartitionTree tree(subject.model());
  for (const Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    const auto leaves = tree.leaves(*table);
    if (leaves.empty()) continue;
    reporter.looked_at(1);
    bool all = true;
    for (const Relation* leaf : leaves) all = all && is_empty(*leaf);
    if (!all) continue;
    const Counted use = counted(tree, *table);
    const std::string name = subject.model().qualified(*table);
    base::Finding& finding =
        reporter.add(base::Severity::notice, subject.about(*table), "Table " + name + " is empty");
    finding.detail = use.sum.writes > 0
                         ? "Rows were written to it since counting began, and are gone."
                         : "Nothing was written to it since counting began.";
    finding.evidence["writes"] = use.sum.writes;
    if (subject.model().counted_seconds >= 0)
      finding.evidence["counted_days"] = counted_days(subject);
    if (table->kind == 'p') finding.evidence["partitions"] = leaves.size();
    finding.caveats = {"By the counters, which a crash empties."};
    finding.verify_sql = "SELECT EXISTS (SELECT FROM " + name + ");";
    finding.fix_kind = "manual";
    finding.fix = "Find out who was to use it; drop it if nobody is.";
  }
}

void judge_unread(const Subject& subject, Reporter& reporter) {
  if (!counted_long_enough(subject, reporter)) return;
  const auto least = static_cast<double>(reporter.parameters().integer("rows"));
  const PartitionTree tree(subject.model());
  for (const Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    const Counted use = counted(tree, *table);
    if (!use.known || use.leaves == 0) continue;
    reporter.looked_at(1);
    const double rows = std::max(use.rows, static_cast<double>(use.sum.live_rows));
    if (use.sum.seq_scans + use.sum.index_scans > 0 || rows < least) continue;
    const std::string name = subject.model().qualified(*table);
    base::Finding& finding = reporter.add(
        base::Severity::notice, subject.about(*table),
        "Table " + name + " was not read for " + std::to_string(counted_days(subject)) + " days");
    finding.detail = "No scan of it or of its indexes was counted, " +
                     (use.sum.writes > 0
                          ? "while " + std::to_string(use.sum.writes) + " rows were written to it."
                          : std::string("and nothing was written to it."));
    finding.evidence["counted_days"] = counted_days(subject);
    finding.evidence["rows"] = static_cast<std::int64_t>(rows);
    finding.evidence["writes"] = use.sum.writes;
    finding.related = {"table_empty"};
    finding.confidence = 0.8;
    finding.caveats = {"Reads on standbys are counted there.",
                       "What is read once a month or in an emergency looks the same."};
    finding.fix_kind = "manual";
    finding.fix = "Find out what it is kept for; archive it with pg_dump -t before dropping it.";
  }
}

void judge_scans(const Subject& subject, Reporter& reporter) {
  if (!counted_long_enough(subject, reporter)) return;
  const double least_scans = reporter.parameters().real("scans_per_day");
  const double least_share = reporter.parameters().real("share");
  const double days = subject.model().counted_seconds / 86400.0;
  const PartitionTree tree(subject.model());
  for (const Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    const Counted use = counted(tree, *table);
    if (!use.known || use.rows <= 0 || tree.tiny(*table)) continue;
    reporter.looked_at(1);
    const auto scans = static_cast<double>(use.sum.seq_scans);
    const auto all = static_cast<double>(use.sum.seq_scans + use.sum.index_scans);
    if (scans <= 0 || scans / days < least_scans || scans / all < least_share) continue;
    // What stops early, as LIMIT does, is no search for lack of an index.
    const double read = static_cast<double>(use.sum.seq_rows_read) / scans;
    if (read < 0.5 * use.rows / static_cast<double>(use.leaves)) continue;
    const std::string name = subject.model().qualified(*table);
    const auto percent = static_cast<int>(100 * scans / all + 0.5);
    base::Finding& finding =
        reporter.add(base::Severity::warning, subject.about(*table),
                     "Table " + name + " is read as a whole " +
                         std::to_string(static_cast<std::int64_t>(scans / days + 0.5)) +
                         " times a day, " + std::to_string(percent) + " % of all scans");
    finding.detail = "Over " + std::to_string(counted_days(subject)) + " days such a scan read " +
                     std::to_string(static_cast<std::int64_t>(read + 0.5)) +
                     " rows on average; an index may be missing for what is searched for.";
    finding.evidence["counted_days"] = counted_days(subject);
    finding.evidence["seq_scans"] = use.sum.seq_scans;
    finding.evidence["index_scans"] = use.sum.index_scans;
    finding.evidence["seq_rows_read"] = use.sum.seq_rows_read;
    finding.evidence["rows"] = static_cast<std::int64_t>(use.rows);
    finding.confidence = 0.6;
    finding.caveats = {"Parallel workers, dumps and the building of indexes count as scans too.",
                       "Queries that need most rows are right to read all of them."};
    finding.fix_kind = "manual";
    finding.fix =
        "Look which statements read it, SELECT * FROM copilot.top_queries('rows'), and "
        "index what they search by: CREATE INDEX CONCURRENTLY ON " +
        name + " (...);";
    finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
  }
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/monitoring-stats.html";

constexpr Rule empty{
    .identity = {"table_empty",
                 "schema",
                 base::Severity::notice,
                 "Empty tables",
                 "A table without rows may be a leftover; as often it is new, or a queue that is "
                 "drained, so the rule is off. Judged: tables, and partitioned ones as a whole, "
                 "without rows by the counters and by the planner's number.",
                 "Find out who was to use it.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .judge_schema = judge_empty};

constexpr Parameter unread_parameters[] = {{"rows", "1000", "Rows from which a table is judged."}};

constexpr Rule never_read{
    .identity =
        {"table_never_read",
         "schema",
         base::Severity::notice,
         "Tables that nobody reads",
         "A table that is only written to costs in every backup and write. Judged: tables of "
         "at least 1,000 rows without any scan since the counters were reset, at least 7 "
         "days ago; before that it is too early.",
         "Find out what it is kept for.",
         manual,
         {},
         {},
         nullptr,
         nullptr},
    .parameters = unread_parameters,
    .judge_schema = judge_unread};

constexpr Parameter scan_parameters[] = {
    {"scans_per_day", "50.0", "Scans of the whole table a day from which it is judged."},
    {"share", "0.5", "Their share of all scans."}};

constexpr Rule missing_index{
    .identity =
        {"table_missing_index_by_stats",
         "index",
         base::Severity::warning,
         "Tables that are read as a whole again and again",
         "Where most scans of a big table read all of it, an index is often missing. Judged: "
         "tables over 10,000 rows or 10 MB that were read as a whole at least 50 times a day "
         "over at least 7 days, in at least half of all scans, with most of their rows read "
         "each time. Counters do not tell who scanned: a hint, never a certainty.",
         "An index for the statements that read the table.",
         manual,
         {},
         {},
         nullptr,
         nullptr},
    .parameters = scan_parameters,
    .judge_schema = judge_scans};

}  // namespace

Family use_rules() {
  static constexpr const Rule* table[] = {&empty, &never_read, &missing_index};
  return table;
}

}  // namespace copilot::lint
