// Foreign keys whose own side has no index.
// Words: the referencing table holds the foreign key's columns; to check a delete or an update of the
// key on the other side, it is searched for them. An index serves that if its first keys are those
// columns, in any order.
// A table must not be judged by an index that a search by those columns alone cannot use.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/conjuncts.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/made_keys.hpp"
#include "lint/schema/partition_tree.hpp"
#include "lint/script/scene.hpp"

namespace copilot::lint {

namespace {

// A search by columns finds no nulls, so a predicate that only leaves nulls out does no harm.
bool leaves_out_nulls_only(const catalog::Relation& table, const std::string& predicate,
                           std::span<const int> columns) {
  for (std::string_view conjunct : conjuncts(predicate)) {
    const catalog::Column* column = table.column(not_null_column(conjunct));
    if (column == nullptr) return false;
    if (!column->not_null &&
        std::find(columns.begin(), columns.end(), column->number) == columns.end())
      return false;
  }
  return true;
}

bool serves(const catalog::Relation& table, const catalog::Index& index,
            std::span<const int> columns, bool temporal) {
  const bool method = index.method == "btree" || (index.method == "hash" && columns.size() == 1) ||
                      (index.method == "gist" && temporal);
  if (!method || index.keys.size() < columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (std::find(columns.begin(), columns.end(), index.keys[i].column) == columns.end())
      return false;
  for (int column : columns)
    if (std::none_of(index.keys.begin(),
                     index.keys.begin() + static_cast<std::ptrdiff_t>(columns.size()),
                     [&](const catalog::IndexKey& key) { return key.column == column; }))
      return false;
  return leaves_out_nulls_only(table, index.predicate, columns);
}

bool served(const Subject& subject, const catalog::Relation& table, std::span<const int> columns,
            bool temporal) {
  const auto usable = subject.usable_indexes(table);
  return std::any_of(usable.begin(), usable.end(), [&](const catalog::Index* index) {
    return serves(table, *index, columns, temporal);
  });
}

// Columns of a partition, which may stand in another order there.
std::vector<int> same_columns(const catalog::Relation& root, const catalog::Relation& leaf,
                              std::span<const int> columns) {
  std::vector<int> numbers;
  for (int number : columns) {
    const catalog::Column* named = root.column(number);
    const catalog::Column* column = named == nullptr ? nullptr : leaf.column(named->name);
    numbers.push_back(column == nullptr ? -1 : column->number);
  }
  return numbers;
}

std::vector<const catalog::Relation*> leaves_without(const Subject& subject,
                                                     const PartitionTree& tree,
                                                     const catalog::Relation& table,
                                                     const catalog::Constraint& key) {
  std::vector<const catalog::Relation*> without;
  for (const catalog::Relation* leaf : tree.leaves(table))
    if (!served(subject, *leaf, same_columns(table, *leaf, key.columns), key.temporal))
      without.push_back(leaf);
  return without;
}

const char* on_delete_text(char action) {
  switch (action) {
    case 'r':
      return "RESTRICT";
    case 'c':
      return "CASCADE";
    case 'n':
      return "SET NULL";
    case 'd':
      return "SET DEFAULT";
  }
  return "NO ACTION";
}

std::string middle(const catalog::Relation& table, const catalog::Constraint& key) {
  std::string names;
  for (int number : key.columns)
    if (const catalog::Column* column = table.column(number))
      names += (names.empty() ? "" : "_") + column->name;
  return names;
}

// One index a partition, each built without stopping writes, then joined to one on the parent.
std::string partitioned_fix(const catalog::Model& model, const catalog::Relation& table,
                            std::span<const catalog::Relation* const> partitions,
                            const std::string& columns, const std::string& stem) {
  const std::string name = new_index_name(model, table, stem);
  const std::string method = " (" + columns + ");\n";
  std::string sql = "CREATE INDEX " + base::quote_identifier(name) + " ON ONLY " +
                    model.qualified(table) + method;
  const catalog::Schema* schema = model.schema(table.schema);
  const std::string whole = base::quote_qualified(schema == nullptr ? "" : schema->name, name);
  for (const catalog::Relation* partition : partitions) {
    const std::string part = new_index_name(model, *partition, stem);
    const catalog::Schema* home = model.schema(partition->schema);
    sql += "CREATE INDEX CONCURRENTLY " + base::quote_identifier(part) + " ON " +
           model.qualified(*partition) + method;
    sql += "ALTER INDEX " + whole + " ATTACH PARTITION " +
           base::quote_qualified(home == nullptr ? "" : home->name, part) + ";\n";
  }
  sql.pop_back();
  return sql;
}

void propose(const Subject& subject, const PartitionTree& tree, const catalog::Relation& table,
             const catalog::Constraint& key, base::Finding& finding) {
  constexpr std::size_t most_partitions = 32;
  const catalog::Model& model = subject.model();
  const std::string columns = column_list(table, key.columns);
  const std::string stem = middle(table, key);
  if (stem.empty() || key.temporal) return;
  const auto partitions = tree.children(table);
  if (table.kind == 'p' && !partitions.empty()) {
    const bool flat = std::none_of(partitions.begin(), partitions.end(),
                                   [](const auto* each) { return each->kind == 'p'; });
    if (flat && partitions.size() <= most_partitions) {
      finding.fix_kind = "sql";
      finding.fix = partitioned_fix(model, table, partitions, columns, stem);
    } else {
      finding.fix_kind = "manual";
      finding.fix = "CREATE INDEX ON ONLY " + model.qualified(table) + " (" + columns +
                    "); then CREATE INDEX CONCURRENTLY on each partition, and ALTER INDEX ... "
                    "ATTACH PARTITION for each of them.";
    }
  } else {
    const std::string name = new_index_name(model, table, stem);
    const catalog::Schema* schema = model.schema(table.schema);
    const bool plain = table.kind == 'p' || (subject.of_script() && table.statement > 0);
    finding.fix_kind = "sql";
    finding.fix = std::string("CREATE INDEX ") + (plain ? "" : "CONCURRENTLY ") +
                  base::quote_identifier(name) + " ON " + model.qualified(table) + " (" + columns +
                  ");";
    finding.undo = std::string("DROP INDEX ") + (plain ? "" : "CONCURRENTLY ") +
                   base::quote_qualified(schema == nullptr ? "" : schema->name, name) + ";";
  }
  finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
  finding.fix_duration = "reads the table twice";
}

void judge_index(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const PartitionTree tree(model);
  for (const catalog::Constraint* key : subject.constraints('f')) {
    const catalog::Relation* table = model.relation(key->table);
    if (table == nullptr || !key->enforced || key->columns.empty()) continue;
    reporter.looked_at(1);
    if (served(subject, *table, key->columns, key->temporal)) continue;
    std::size_t without = 0;
    if (table->kind == 'p') {
      without = leaves_without(subject, tree, *table, *key).size();
      if (without == 0 && !tree.leaves(*table).empty()) continue;
    }
    const catalog::Relation* other = model.relation(key->foreign_table);
    const double rows = tree.rows(*table);
    const bool known_new = subject.of_script() && table->statement > 0;
    // Nothing is lost yet where there is next to nothing to search, or nothing known of it.
    const bool matters = known_new || (rows < 0 ? subject.of_script() : !tree.tiny(*table));
    const std::string name = model.qualified(*table);
    const std::string columns = column_list(*table, key->columns);
    base::Finding& finding = reporter.add(
        matters ? base::Severity::warning : base::Severity::notice, subject.about(*key),
        "Foreign key " + base::quote_identifier(key->name) + " of " + name + " (" + columns +
            ") has no index to search by");
    const std::string target = other == nullptr ? "the other table" : model.qualified(*other);
    finding.detail = "Each delete in " + target + ", and each update of its key, searches " + name +
                     " for rows that refer to it; without an index that reads the whole table, "
                     "while the deleted rows stay locked. Joins by these columns read it as well.";
    finding.evidence["table"] = name;
    finding.evidence["columns"] = columns;
    finding.evidence["references"] = target;
    finding.evidence["on_delete"] = on_delete_text(key->on_delete);
    if (rows >= 0) finding.evidence["rows"] = static_cast<std::int64_t>(rows);
    if (without > 0) finding.evidence["partitions_without"] = without;
    if (key->on_delete == 'a' || key->on_delete == 'r')
      finding.caveats.push_back("If nothing is ever deleted from " + target +
                                ", nor joined to it, the index is not worth its cost in writes.");
    propose(subject, tree, *table, *key, finding);
  }
}

bool same_table(const base::ObjectName& a, const base::ObjectName& b) {
  return a.name == b.name && (a.schema == b.schema || a.schema.empty() || b.schema.empty());
}

bool serves(const MadeIndex& index, const MadeForeignKey& key) {
  if (index.partial || index.keys.size() < key.columns.size() ||
      !same_table(index.table, key.table))
    return false;
  const auto end = index.keys.begin() + static_cast<std::ptrdiff_t>(key.columns.size());
  return std::is_permutation(index.keys.begin(), end, key.columns.begin(), key.columns.end());
}

// Of tables that nobody knows but the script: their indexes are not known either.
void judge_unseen(const Journey& journey, Reporter& reporter) {
  std::vector<MadeIndex> indexes;
  for (const Moment& moment : journey.moments)
    for (MadeIndex& each : indexes_made_by(*moment.statement)) indexes.push_back(std::move(each));
  for (const Moment& moment : journey.moments)
    for (const MadeForeignKey& key : foreign_keys_made_by(*moment.statement)) {
      const catalog::Relation* table =
          journey.after.find_relation(key.table.schema, key.table.name, moment.session.search_path);
      if (table == nullptr || !assumed(*table) || key.columns.empty()) continue;
      if (std::any_of(indexes.begin(), indexes.end(),
                      [&](const MadeIndex& index) { return serves(index, key); }))
        continue;
      const std::string name = full_name(moment, key.table);
      const std::string columns = quoted_list(key.columns);
      base::Finding& finding = reporter.unknown(
          about(moment, key),
          "Whether the new foreign key of " + name + " (" + columns +
              ") has an index to search by is not known",
          "The table is not in the schema that the script was judged against, and the script makes "
          "no such index.");
      finding.evidence["table"] = name;
      finding.evidence["columns"] = columns;
      finding.fix = "Unless there is one: CREATE INDEX CONCURRENTLY ON " + name + " (" + columns +
                    "); before the foreign key.";
    }
}

constexpr Rule without_index{
    .identity = {"fk_without_index",
                 "index",
                 base::Severity::warning,
                 "Foreign keys without an index",
                 "A delete or a change of the key in the referenced table searches the referencing "
                 "one; without an index it reads all of it, once for every row, and locks last as "
                 "long. An index serves where its first keys are the columns of the foreign key, "
                 "in any order: (b, a) serves (a, b), (z, a, b) does not, and a partial one only "
                 "if all it leaves out is nulls of these columns; a hash index serves one column. "
                 "Other linters ask for the exact order, take partial ones, or any that contains "
                 "the columns. A warning from 10,000 rows or in a script; a partitioned table is "
                 "judged once, and is fine where each partition has its index.",
                 "CREATE INDEX CONCURRENTLY on the columns of the foreign key.",
                 "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_index,
    .judge_script = judge_unseen};

}  // namespace

Family foreign_key_index_rules() {
  static constexpr const Rule* table[] = {&without_index};
  return table;
}

}  // namespace copilot::lint
