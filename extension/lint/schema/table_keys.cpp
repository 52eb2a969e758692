// Tables without a primary key, or without any index.
// Words: a key is usable if it could be the primary key as it is: a valid unique index over columns that
// are NOT NULL, without predicate or expression.
// A table without any index is taken for a log: rows are added and read in bulk, never looked up.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

constexpr char keys_manual[] =
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS";

bool could_be_key(const catalog::Relation& table, const catalog::Index& index) {
  if (!index.unique || !index.immediate || !index.predicate.empty() || index.keys.empty())
    return false;
  return std::all_of(index.keys.begin(), index.keys.end(), [&](const catalog::IndexKey& key) {
    const catalog::Column* column = key.column == 0 ? nullptr : table.column(key.column);
    return column != nullptr && column->not_null;
  });
}

const catalog::Index* usable_key(const Subject& subject, const catalog::Relation& table) {
  for (const catalog::Index* index : subject.usable_indexes(table))
    if (could_be_key(table, *index)) return index;
  return nullptr;
}

bool belongs_to_constraint(const Subject& subject, const catalog::Relation& table,
                           const catalog::Index& index) {
  return std::any_of(table.constraints.begin(), table.constraints.end(), [&](std::size_t at) {
    const catalog::Constraint& constraint = subject.model().constraints[at];
    return !constraint.dropped && constraint.index == index.oid;
  });
}

std::size_t count_indexes(const Subject& subject, const catalog::Relation& table) {
  return static_cast<std::size_t>(
      std::count_if(table.indexes.begin(), table.indexes.end(),
                    [&](std::size_t at) { return !subject.model().indexes[at].dropped; }));
}

void suggest_key(const Subject& subject, const catalog::Relation& table,
                 const catalog::Index* unique, base::Finding& finding) {
  const std::string name = table_name(subject, table);
  if (unique != nullptr && !belongs_to_constraint(subject, table, *unique) && table.kind == 'r') {
    finding.fix_kind = "sql";
    finding.fix = "ALTER TABLE " + name + " ADD PRIMARY KEY USING INDEX " +
                  base::quote_identifier(unique->name) + ";";
    finding.fix_lock = "ACCESS EXCLUSIVE on " + name + ", for a moment";
    finding.fix_duration = "at once: the index is there, and its columns are NOT NULL";
    // The index belongs to the constraint then, and goes with it.
    finding.undo = "ALTER TABLE " + name + " DROP CONSTRAINT " +
                   base::quote_identifier(unique->name) + ";\n" +
                   index_definition(subject.model(), *unique, unique->name, unique->predicate);
    return;
  }
  finding.fix_kind = "manual";
  if (table.statement > 0) {
    finding.fix =
        "Declare PRIMARY KEY over the columns that tell rows apart, or add id bigint GENERATED "
        "ALWAYS AS IDENTITY PRIMARY KEY.";
    return;
  }
  finding.fix =
      "Where columns tell the rows apart: CREATE UNIQUE INDEX CONCURRENTLY ... ON " + name +
      " (...); then ALTER TABLE " + name + " ADD PRIMARY KEY USING INDEX ...; else ALTER TABLE " +
      name +
      " ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, which writes the table "
      "anew under a lock.";
  finding.fix_lock =
      "the first way: SHARE UPDATE EXCLUSIVE while the index is built, then ACCESS "
      "EXCLUSIVE for a moment; the second: ACCESS EXCLUSIVE throughout";
}

void judge_primary_key(const Subject& subject, Reporter& reporter) {
  for (const catalog::Relation* table : subject.tables()) {
    if (table->persistence == 't' || table->partition) continue;
    reporter.looked_at(1);
    if (subject.primary_key(*table) != nullptr) continue;
    const catalog::Index* unique = usable_key(subject, *table);
    const std::size_t indexes = count_indexes(subject, *table);
    const bool warning = unique == nullptr && indexes > 0;
    base::Finding& finding = reporter.add(
        warning ? base::Severity::warning : base::Severity::notice, subject.about(*table),
        "Table " + table_name(subject, *table) + " has no primary key" +
            (unique != nullptr ? ", though " + base::quote_identifier(unique->name) + " could be it"
                               : ""));
    finding.detail =
        unique != nullptr
            ? "Rows can be told apart, but replication, drivers and tools look for a primary key."
        : indexes > 0
            ? "Rows are looked up, but nothing keeps two of them from being the same; logical "
              "replication cannot update or delete any."
            : "Without any index it looks like a log that is only added to. Should rows ever be "
              "changed, nothing tells two equal ones apart.";
    finding.evidence["indexes"] = indexes;
    if (table->rows >= 0) finding.evidence["rows"] = static_cast<std::int64_t>(table->rows);
    if (unique != nullptr) finding.evidence["unique_index"] = subject.model().qualified(*unique);
    if (table->kind == 'p')
      finding.caveats.push_back(
          "The primary key of a partitioned table must contain the columns it is partitioned by.");
    finding.related = {"table_without_any_index"};
    suggest_key(subject, *table, unique, finding);
  }
}

// A table that is large, and read row by row at the cost of all rows.
bool scanned_at_large(const Subject& subject, const catalog::Relation& table, std::int64_t large) {
  if (table.rows < static_cast<double>(large) || !table.activity) return false;
  constexpr double hour = 3600;
  const double seconds = subject.model().counted_seconds;
  return seconds >= hour && static_cast<double>(table.activity->seq_scans) >= seconds / hour;
}

void judge_any_index(const Subject& subject, Reporter& reporter) {
  const std::int64_t large = reporter.parameters().integer("rows");
  for (const catalog::Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    reporter.looked_at(1);
    if (count_indexes(subject, *table) > 0) continue;
    const bool warning = scanned_at_large(subject, *table, large);
    base::Finding& finding = reporter.add(
        warning ? base::Severity::warning : base::Severity::notice, subject.about(*table),
        "Table " + table_name(subject, *table) + " has no index" +
            (warning ? ", and is read whole more than once an hour" : ""));
    finding.detail = "Each row that is looked up, changed or deleted costs a read of all rows.";
    if (table->rows >= 0) finding.evidence["rows"] = static_cast<std::int64_t>(table->rows);
    if (table->activity) {
      finding.evidence["seq_scans"] = table->activity->seq_scans;
      if (subject.model().counted_seconds >= 0)
        finding.evidence["counted_seconds"] = subject.model().counted_seconds;
    }
    if (warning) finding.related = {"table_without_primary_key", "table_missing_index_by_stats"};
    finding.fix_kind = "manual";
    finding.fix = "Add a primary key, or CREATE INDEX CONCURRENTLY ... ON " +
                  table_name(subject, *table) +
                  " (...) over the columns that conditions name; nothing where the table is only "
                  "added to, or small.";
  }
}

void judge_too_many(const Subject& subject, Reporter& reporter) {
  const std::int64_t most = reporter.parameters().integer("indexes");
  for (const catalog::Relation* table : subject.tables()) {
    reporter.looked_at(1);
    const std::size_t indexes = count_indexes(subject, *table);
    if (static_cast<std::int64_t>(indexes) <= most) continue;
    base::Finding& finding = reporter.add(
        base::Severity::notice, subject.about(*table),
        "Table " + table_name(subject, *table) + " has " + std::to_string(indexes) + " indexes");
    finding.detail = "Each insert, and each update that is not HOT, writes to every one of them.";
    finding.evidence["indexes"] = indexes;
    finding.evidence["allowed"] = most;
    finding.fix_kind = "manual";
    finding.fix = "Look at unused_indexes(), and at index_duplicate and index_redundant_prefix.";
  }
}

constexpr Rule without_primary_key{
    {"table_without_primary_key",
     "schema",
     base::Severity::warning,
     "Tables without a primary key",
     "Without one two rows may be equal, logical replication refuses updates and deletes, and "
     "tools cannot name a row. Judged: tables and partitioned tables, not partitions, not "
     "temporary ones. A warning where rows are looked up (there is an index); a notice where a "
     "unique key over NOT NULL columns would do, and where there is no index at all, as in a log.",
     "Make a unique key the primary key, or add an identity column.",
     keys_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_primary_key};

constexpr Parameter any_index_parameters[] = {
    {"rows", "100000", "From how many rows on regular reads of the whole table are a warning."}};

constexpr Rule without_any_index{
    {"table_without_any_index",
     "index",
     base::Severity::warning,
     "Tables without any index",
     "Every look-up reads the whole table. Judged: tables with no index at all; a warning where "
     "the table is large and was read whole at least once an hour since counting began, else a "
     "notice, which the missing primary key tells already.",
     "Add a primary key, or an index for the conditions in use.",
     "https://www.postgresql.org/docs/current/indexes-intro.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    any_index_parameters,
    judge_any_index};

constexpr Parameter too_many_parameters[] = {
    {"indexes", "10", "How many indexes a table may have."}};

constexpr Rule too_many_indexes{
    {"table_too_many_indexes",
     "index",
     base::Severity::notice,
     "Tables with many indexes",
     "Indexes are paid for by writes, and by the cache they fill. Judged: the number of a table's "
     "indexes, those of constraints too; whether each is of use is told by other rules.",
     "Drop those that no query uses.",
     "https://www.postgresql.org/docs/current/indexes-intro.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    too_many_parameters,
    judge_too_many};

}  // namespace

Family table_key_rules() {
  static constexpr const Rule* table[] = {&without_primary_key, &without_any_index,
                                          &too_many_indexes};
  return table;
}

}  // namespace copilot::lint
