// Partitions that lack an index or a key the others have.
// Words: a part is a partition's index that is attached to the parent's; the parent's is valid only if
// each partition has its part. A local key is one that partitions have and their parent has not.
// A key that few partitions have must not be missed in all others: that may be meant.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/partition_tree.hpp"

namespace copilot::lint {

namespace {

using catalog::Index;
using catalog::Relation;

constexpr std::size_t most_listed = 32;

using Parts = std::unordered_map<catalog::Oid, std::vector<const Index*>>;  // by the parent's index

// The partitions, at any depth, that stop an index of a parent from being valid.
std::vector<const Relation*> without_part(const PartitionTree& tree, const catalog::Model& model,
                                          const Parts& parts, const Index& whole) {
  std::vector<const Relation*> found;
  std::vector<const Index*> waiting = {&whole};
  std::unordered_set<catalog::Oid> seen;  // a script can attach an index below itself
  while (!waiting.empty()) {
    const Index* index = waiting.back();
    waiting.pop_back();
    if (!seen.insert(index->oid).second) continue;
    const Relation* table = model.relation(index->table);
    if (table == nullptr) continue;
    std::unordered_map<catalog::Oid, const Index*> attached;
    if (const auto at = parts.find(index->oid); at != parts.end())
      for (const Index* part : at->second) attached.emplace(part->table, part);
    for (const Relation* child : tree.children(*table)) {
      const auto part = attached.find(child->oid);
      if (part == attached.end())
        found.push_back(child);
      else if (!part->second->valid)
        part->second->partitioned ? waiting.push_back(part->second) : found.push_back(child);
    }
  }
  return found;
}

// The same index on a partition, whose columns may be numbered otherwise.
std::optional<Index> same_on(const catalog::Model& model, const Relation& parent,
                             const Relation& partition, const Index& whole) {
  Index part = whole;
  part.table = partition.oid;
  part.partitioned = partition.kind == 'p';
  part.options.clear();
  const auto map = [&](int& number) {
    const catalog::Column* from = parent.column(number);
    const catalog::Column* to = from == nullptr ? nullptr : partition.column(from->name);
    if (to != nullptr) number = to->number;
    return to != nullptr;
  };
  for (catalog::IndexKey& key : part.keys)
    if (key.column > 0 && !map(key.column)) return {};
  for (int& column : part.included)
    if (!map(column)) return {};
  part.name = new_index_name(model, partition, whole.name);
  return part;
}

void propose(const catalog::Model& model, const Relation& parent, const Index& whole,
             const std::vector<const Relation*>& missing, base::Finding& finding) {
  finding.fix_kind = "manual";
  finding.fix =
      "CREATE INDEX CONCURRENTLY with the same keys on each of these partitions, then ALTER "
      "INDEX " +
      model.qualified(whole) + " ATTACH PARTITION ...;";
  finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
  if (missing.size() > most_listed || whole.unique) return;
  std::string sql;
  for (const Relation* each : missing) {
    const bool direct =
        std::find(each->parents.begin(), each->parents.end(), parent.oid) != each->parents.end();
    const auto part = same_on(model, parent, *each, whole);
    const catalog::Schema* schema = model.schema(each->schema);
    if (!direct || each->kind == 'p' || !part || schema == nullptr) return;
    sql += (sql.empty() ? "" : "\n") + index_definition(model, *part, part->name, part->predicate) +
           "\nALTER INDEX " + model.qualified(whole) + " ATTACH PARTITION " +
           base::quote_qualified(schema->name, part->name) + ";";
  }
  finding.fix_kind = "sql";
  finding.fix = sql;
}

base::Json names_of(const catalog::Model& model, const std::vector<const Relation*>& tables) {
  base::Json names = base::Json::array();
  for (std::size_t i = 0; i < tables.size() && i < most_listed; ++i)
    names.push_back(model.qualified(*tables[i]));
  return names;
}

std::string first_of(const catalog::Model& model, const std::vector<const Relation*>& tables) {
  return model.qualified(*tables.front()) +
         (tables.size() > 1 ? " and " + std::to_string(tables.size() - 1) + " more" : "");
}

void judge_parts(const Subject& subject, Reporter& reporter, const PartitionTree& tree) {
  const catalog::Model& model = subject.model();
  Parts parts;
  for (const Index& index : model.indexes)
    if (index.parent != 0 && !index.dropped) parts[index.parent].push_back(&index);
  for (const Index* index : subject.indexes()) {
    if (!index->partitioned) continue;
    reporter.looked_at(1);
    const Relation* table = model.relation(index->table);
    if (index->valid || table == nullptr) continue;
    const auto missing = without_part(tree, model, parts, *index);
    if (missing.empty()) continue;
    base::Finding& finding =
        reporter.add(base::Severity::warning, subject.about(*index),
                     "Index " + model.qualified(*index) + " of " + model.qualified(*table) +
                         " is not valid: no part of it on " + first_of(model, missing));
    finding.detail =
        "A partition without its part is read as a whole; and as long as one is "
        "missing, a new partition gets its part but the index as such counts for "
        "nothing, a unique one enforces nothing.";
    finding.evidence["table"] = model.qualified(*table);
    finding.evidence["partitions"] = names_of(model, missing);
    finding.evidence["missing"] = missing.size();
    finding.related = {"index_invalid", "invalid_indexes"};
    propose(model, *table, *index, missing, finding);
  }
}

// What a key says, by the names of its columns, so that it compares between partitions.
std::string signature(const Relation& table, const catalog::Constraint& key) {
  std::vector<std::string> names;
  for (int number : key.columns)
    if (const catalog::Column* column = table.column(number))
      names.push_back(base::quote_identifier(column->name));
  std::sort(names.begin(), names.end());
  std::string text = key.type == 'p' ? "PRIMARY KEY (" : "UNIQUE (";
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text + ")";
}

void judge_keys(const Subject& subject, Reporter& reporter, const PartitionTree& tree) {
  const catalog::Model& model = subject.model();
  for (const Relation* table : subject.tables()) {
    if (table->kind != 'p') continue;
    reporter.looked_at(1);
    const auto leaves = tree.leaves(*table);
    std::map<std::string, std::unordered_set<const Relation*>> holders;
    for (const Relation* leaf : leaves)
      for (std::size_t at : leaf->constraints) {
        const catalog::Constraint& key = model.constraints[at];
        if (!key.dropped && key.parent == 0 && (key.type == 'p' || key.type == 'u'))
          holders[signature(*leaf, key)].insert(leaf);
      }
    for (const auto& [what, having] : holders) {
      if (having.size() == leaves.size() || having.size() * 2 < leaves.size() || having.size() < 2)
        continue;
      std::vector<const Relation*> missing = leaves;
      std::erase_if(missing,
                    [&, &held = having](const Relation* each) { return held.contains(each); });
      base::Finding& finding =
          reporter.add(base::Severity::warning, subject.about(*table),
                       "Partitions of " + model.qualified(*table) + " lack " + what +
                           ", which others have: " + first_of(model, missing));
      finding.detail =
          "It was made partition by partition, and forgotten on these: what it enforces "
          "does not hold there.";
      finding.evidence["key"] = what;
      finding.evidence["partitions"] = names_of(model, missing);
      finding.evidence["missing"] = missing.size();
      finding.evidence["having"] = having.size();
      finding.fix_kind = "manual";
      finding.fix = "CREATE UNIQUE INDEX CONCURRENTLY on each of them, then ALTER TABLE ... ADD " +
                    what + " USING INDEX; on the parent, if the key holds the partition key.";
      finding.fix_lock = "SHARE UPDATE EXCLUSIVE, then ACCESS EXCLUSIVE for a moment";
      break;
    }
  }
}

void judge(const Subject& subject, Reporter& reporter) {
  const PartitionTree tree(subject.model());
  judge_parts(subject, reporter, tree);
  if (!subject.of_script()) judge_keys(subject, reporter, tree);
}

constexpr Rule unattached{
    .identity = {"partition_index_unattached",
                 "index",
                 base::Severity::warning,
                 "Partitions without the index of their parent",
                 "An index that was made ON ONLY the parent is not valid until each partition has "
                 "its part. Judged: indexes of partitioned tables that are not valid, with the "
                 "partitions that lack a part; and primary keys or unique constraints that most "
                 "partitions have by themselves, and some have not.",
                 "CREATE INDEX CONCURRENTLY on the partition, ALTER INDEX ... ATTACH PARTITION.",
                 "https://www.postgresql.org/docs/current/ddl-partitioning.html",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge};

}  // namespace

Family partition_index_rules() {
  static constexpr const Rule* table[] = {&unattached};
  return table;
}

}  // namespace copilot::lint
