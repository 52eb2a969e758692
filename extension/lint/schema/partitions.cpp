// Partitioned tables that refuse rows, or let them gather where nobody looks.
// Words: the default partition takes what no other wants; a gap is a stretch of values that none wants;
// an index of a parent is attached if each partition has its part of it.
// A gap that somebody left on purpose cannot be told from another: it must not be more than a hint.
#include <algorithm>
#include <map>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/partition_bounds.hpp"
#include "lint/schema/partition_tree.hpp"

namespace copilot::lint {

namespace {

using catalog::Relation;

bool is_default(const Relation& partition) {
  return partition.partition_bound == "DEFAULT";
}

// All partitioned tables of what is judged: the topmost ones, and those below them.
std::vector<const Relation*> partitioned(const Subject& subject) {
  std::vector<const Relation*> all;
  for (const Relation* each : subject.tables())
    if (each->kind == 'p') all.push_back(each);
  for (const Relation* each : subject.partitions())
    if (each->kind == 'p') all.push_back(each);
  return all;
}

// A positive number if there are rows, below 0 if nothing is known.
double rows_in(const Relation& table) {
  if (table.rows > 0) return table.rows;
  if (table.activity && table.activity->live_rows > 0)
    return static_cast<double>(table.activity->live_rows);
  if (table.pages > 0 && table.rows < 0) return 1;
  return table.rows;
}

void judge_default(const Subject& subject, Reporter& reporter) {
  const PartitionTree tree(subject.model());
  for (const Relation* partition : subject.partitions()) {
    if (!is_default(*partition) || partition->parents.empty()) continue;
    const Relation* parent = subject.model().relation(partition->parents.front());
    if (parent == nullptr) continue;
    reporter.looked_at(1);
    double rows = 0;
    for (const Relation* leaf : tree.leaves(*partition)) rows += std::max(rows_in(*leaf), 0.0);
    if (rows <= 0) continue;
    const bool alone = tree.children(*parent).size() == 1;
    const std::string name = subject.model().qualified(*partition);
    base::Finding& finding = reporter.add(
        base::Severity::warning, subject.about(*partition),
        "Default partition " + name + " of " + subject.model().qualified(*parent) + " holds rows");
    finding.detail =
        alone ? "It is the only partition: the table is partitioned in name only."
              : "A partition for these rows can no longer be added without moving them, and each "
                "new partition reads the default one under a lock that stops all use of the table.";
    finding.evidence["table"] = subject.model().qualified(*parent);
    finding.evidence["rows"] = static_cast<std::int64_t>(rows);
    finding.caveats = {"The number of rows is the planner's or the counters'."};
    finding.verify_sql = "SELECT count(*) FROM " + name + ";";
    finding.fix_kind = "manual";
    finding.fix = "In one transaction: ALTER TABLE " + subject.model().qualified(*parent) +
                  " DETACH PARTITION " + name +
                  "; make the partitions that are missing; INSERT the rows again from it by the "
                  "parent, and attach it anew once it is empty.";
    finding.fix_lock = "ACCESS EXCLUSIVE on the parent";
  }
}

void judge_childless(const Subject& subject, Reporter& reporter) {
  const PartitionTree tree(subject.model());
  for (const Relation* parent : partitioned(subject)) {
    reporter.looked_at(1);
    if (!tree.children(*parent).empty()) continue;
    const std::string name = subject.model().qualified(*parent);
    base::Finding& finding =
        reporter.add(subject.of_script() ? base::Severity::notice : base::Severity::warning,
                     subject.about(*parent), "Partitioned table " + name + " has no partition");
    finding.detail = "Each row that is written to it is refused.";
    finding.evidence["partition_key"] = parent->partition_key;
    finding.fix_kind = "manual";
    finding.fix = "CREATE TABLE ... PARTITION OF " + name + " FOR VALUES ...;";
    finding.fix_lock = "ACCESS EXCLUSIVE on the parent, for a moment";
    if (subject.of_script())
      finding.caveats = {"Fine where a program makes the partitions afterwards."};
  }
}

base::Finding& report_gap(const Subject& subject, Reporter& reporter, const Relation& parent,
                          bool has_default, const std::string& verdict) {
  const std::string name = subject.model().qualified(parent);
  base::Finding& finding =
      reporter.add(has_default ? base::Severity::notice : base::Severity::warning,
                   subject.about(parent), "Partitioned table " + name + " " + verdict);
  finding.detail = has_default ? "Such rows go to the default partition, from where they must be "
                                 "moved before their partition can be made."
                               : "Such rows are refused.";
  finding.evidence["partition_key"] = parent.partition_key;
  finding.evidence["default_partition"] = has_default;
  finding.fix_kind = "manual";
  return finding;
}

// Nothing was written for as long as was counted: a closed archive needs no new partition.
bool at_rest(const Subject& subject, const PartitionTree& tree, const Relation& parent) {
  constexpr double week = 7 * 86400.0;
  if (subject.model().counted_seconds < week) return false;
  const auto leaves = tree.leaves(parent);
  return std::all_of(leaves.begin(), leaves.end(), [](const Relation* leaf) {
    return leaf->activity && leaf->activity->writes == 0;
  });
}

void judge_end(const Subject& subject, Reporter& reporter, const PartitionTree& tree,
               const Relation& parent, const std::vector<Range>& ranges, bool has_default) {
  // A date or a local time lies up to a day beside the one of the clock.
  constexpr std::int64_t slack = std::int64_t{86400} * 1000000;
  const Bound& newest =
      std::max_element(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) {
        return a.to < b.to;
      })->to;
  const auto now = microseconds(subject.model().taken_at);
  if (!now || !newest.time || newest.end != Bound::End::value || newest.value + slack > *now ||
      subject.of_script() || at_rest(subject, tree, parent))
    return;
  base::Finding& finding =
      report_gap(subject, reporter, parent, has_default,
                 "has no partition for now: the newest one ends at " + newest.text);
  finding.evidence["newest_bound"] = newest.text;
  finding.caveats = {"Fine if the table is an archive that gets no new rows."};
  finding.fix = "CREATE TABLE ... PARTITION OF " + subject.model().qualified(parent) +
                " FOR VALUES FROM ('" + newest.text +
                "') TO (...);, and have it done ahead of time.";
  finding.fix_lock = "ACCESS EXCLUSIVE on the parent, for a moment";
}

void judge_gaps(const Subject& subject, Reporter& reporter) {
  const PartitionTree tree(subject.model());
  for (const Relation* parent : partitioned(subject)) {
    std::vector<Range> ranges;
    bool has_default = false, comparable = true;
    for (const Relation* child : tree.children(*parent)) {
      if (is_default(*child)) {
        has_default = true;
        continue;
      }
      const auto range = range_of(*child);
      comparable = comparable && range.has_value();
      if (range) ranges.push_back(*range);
    }
    if (ranges.empty() || !comparable) continue;
    reporter.looked_at(1);
    std::sort(ranges.begin(), ranges.end(),
              [](const Range& a, const Range& b) { return a.from < b.from; });
    std::string gaps, first;
    std::size_t count = 0;
    for (std::size_t i = 1; i < ranges.size(); ++i) {
      if (!(ranges[i - 1].to < ranges[i].from)) continue;
      constexpr std::size_t most = 20;
      const std::string gap = ranges[i - 1].to.text + " to " + ranges[i].from.text;
      if (++count <= most) gaps += (gaps.empty() ? "" : "; ") + gap;
      if (first.empty()) first = gap;
    }
    if (count > 0) {
      base::Finding& finding = report_gap(
          subject, reporter, *parent, has_default,
          "has no partition for " + first +
              (count > 1 ? " and " + std::to_string(count - 1) + " other stretches" : ""));
      finding.evidence["gaps"] = gaps;
      finding.caveats = {"Fine if no row can have such a value."};
      finding.fix = "CREATE TABLE ... PARTITION OF " + subject.model().qualified(*parent) +
                    " FOR VALUES FROM (...) TO (...);";
      finding.fix_lock = "ACCESS EXCLUSIVE on the parent, for a moment";
    } else {
      judge_end(subject, reporter, tree, *parent, ranges, has_default);
    }
  }
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/ddl-partitioning.html";

constexpr Rule default_populated{
    .identity = {"partition_default_populated",
                 "schema",
                 base::Severity::warning,
                 "Default partitions that hold rows",
                 "Rows in the default partition stop the partition they belong to from being made, "
                 "and are never detached or dropped with it. Judged: default partitions with rows, "
                 "by the planner's number or the counters.",
                 "Move the rows to partitions of their own.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_default};

constexpr Rule without_partitions{
    .identity = {"partitioned_without_partitions",
                 "schema",
                 base::Severity::warning,
                 "Partitioned tables without a partition",
                 "A partitioned table without a partition refuses every row. Judged: partitioned "
                 "tables, those within others too, that nothing is a partition of; a notice in a "
                 "script, as a program may make them.",
                 "CREATE TABLE ... PARTITION OF.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_childless};

constexpr Rule gap{
    .identity =
        {"partition_gap",
         "schema",
         base::Severity::warning,
         "Partitioned tables that miss a stretch",
         "A row that no partition wants is refused; often the job that makes them died, and "
         "it is noticed at midnight. Judged: ranges over one number, date or time: a gap "
         "between two partitions, or the newest one ending more than a day ago, unless "
         "nothing was written for a week. With a default partition it is a notice.",
         "Make the partitions that are missing, ahead of time.",
         manual,
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge_gaps};

}  // namespace

Family partition_rules() {
  static constexpr const Rule* table[] = {&default_populated, &without_partitions, &gap};
  return table;
}

}  // namespace copilot::lint
