// Published tables on which UPDATE and DELETE fail, as nothing tells subscribers which row is meant.
// Words: the replica identity is what tells a row: the primary key by default, a unique index, or all
// of it (FULL). Of a partitioned table that of each leaf counts.
// A publication of inserts alone must not be judged.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/partition_tree.hpp"

namespace copilot::lint {

namespace {

using catalog::Relation;

bool identifies(const catalog::Index& index) {
  return !index.dropped && index.valid && index.unique && index.immediate;
}

bool has_identity(const catalog::Model& model, const Relation& table) {
  if (table.replica_identity == 'f') return true;
  if (table.replica_identity == 'n') return false;
  return std::any_of(table.indexes.begin(), table.indexes.end(), [&](std::size_t at) {
    const catalog::Index& index = model.indexes[at];
    return identifies(index) &&
           (table.replica_identity == 'i' ? index.replica_identity : index.primary);
  });
}

const char* why_not(const Relation& table) {
  switch (table.replica_identity) {
    case 'n':
      return "Its replica identity is NOTHING.";
    case 'i':
      return "The index that was its replica identity is gone or not valid.";
  }
  return "It has no primary key that is not deferrable, and its replica identity is the default.";
}

// A unique index that could be the identity: no nulls, no expressions, no predicate.
const catalog::Index* candidate(const catalog::Model& model, const Relation& table) {
  for (std::size_t at : table.indexes) {
    const catalog::Index& index = model.indexes[at];
    if (!identifies(index) || !index.predicate.empty() || index.keys.empty()) continue;
    const bool plain = std::all_of(index.keys.begin(), index.keys.end(), [&](const auto& key) {
      const catalog::Column* column = key.column > 0 ? table.column(key.column) : nullptr;
      return column != nullptr && column->not_null;
    });
    if (plain) return &index;
  }
  return nullptr;
}

std::string fix_of(const catalog::Model& model, const Relation& leaf) {
  const std::string alter = "ALTER TABLE " + model.qualified(leaf) + " REPLICA IDENTITY ";
  if (const catalog::Index* index = candidate(model, leaf))
    return alter + "USING INDEX " + base::quote_identifier(index->name) + ";";
  return alter + "FULL;";
}

std::string undo_of(const catalog::Model& model, const Relation& leaf) {
  return "ALTER TABLE " + model.qualified(leaf) + " REPLICA IDENTITY " +
         (leaf.replica_identity == 'n' ? "NOTHING;" : "DEFAULT;");
}

// The topmost table of a partition.
const Relation& root_of(const catalog::Model& model, const Relation& table) {
  constexpr int deepest = 64;
  const Relation* at = &table;
  for (int depth = 0; depth < deepest && at->partition && !at->parents.empty(); ++depth) {
    const Relation* parent = model.relation(at->parents.front());
    if (parent == nullptr) break;
    at = parent;
  }
  return *at;
}

using Published = std::map<catalog::Oid, std::vector<std::string>>;  // leaf, publications

void publish(const PartitionTree& tree, const Relation& table, const std::string& publication,
             Published& published) {
  if (!table.table() || table.dropped || table.persistence != 'p') return;
  for (const Relation* leaf : tree.leaves(table)) {
    std::vector<std::string>& names = published[leaf->oid];
    if (std::find(names.begin(), names.end(), publication) == names.end())
      names.push_back(publication);
  }
}

Published published_by(const Subject& subject, const PartitionTree& tree) {
  const catalog::Model& model = subject.model();
  Published published;
  for (const catalog::Publication* each : subject.publications()) {
    if (!each->updates && !each->deletes) continue;
    const std::string name = base::quote_identifier(each->name);
    for (const catalog::PublishedTable& entry : each->tables)
      if (const Relation* table = model.relation(entry.table))
        publish(tree, *table, name, published);
    if (!each->all_tables && each->schemas.empty()) continue;
    const std::unordered_set<catalog::Oid> schemas(each->schemas.begin(), each->schemas.end());
    for (const Relation& table : model.relations) {
      const catalog::Schema* home = model.schema(table.schema);
      const bool of_system =
          home != nullptr && (home->name == "information_schema" || home->name.starts_with("pg_"));
      if (!of_system && (each->all_tables || schemas.contains(table.schema)))
        publish(tree, table, name, published);
    }
  }
  return published;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& each : names) text += (text.empty() ? "" : ", ") + each;
  return text;
}

void judge(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const PartitionTree tree(model);
  struct Failing {
    std::vector<const Relation*> leaves;
    std::vector<std::string> publications;
  };
  std::unordered_map<catalog::Oid, Failing> failing;  // by the topmost table
  std::vector<const Relation*> roots;
  for (const auto& [oid, publications] : published_by(subject, tree)) {
    const Relation* leaf = model.relation(oid);
    if (leaf == nullptr || !subject.covers(*leaf)) continue;
    reporter.looked_at(1);
    if (has_identity(model, *leaf)) continue;
    const Relation& root = root_of(model, *leaf);
    if (subject.of_script() && root.statement == 0 && leaf->statement == 0) continue;
    auto [entry, added] = failing.try_emplace(root.oid);
    if (added) roots.push_back(&root);
    entry->second.leaves.push_back(leaf);
    for (const std::string& each : publications)
      if (std::find(entry->second.publications.begin(), entry->second.publications.end(), each) ==
          entry->second.publications.end())
        entry->second.publications.push_back(each);
  }
  for (const Relation* root : roots) {
    const Failing& entry = failing.at(root->oid);
    const Relation& first = *entry.leaves.front();
    const std::string name = model.qualified(*root);
    base::Finding& finding =
        reporter.add(base::Severity::critical, subject.about(*root),
                     "UPDATE and DELETE fail on " + name + ": it is published by " +
                         joined(entry.publications) + " and has no replica identity");
    finding.detail = std::string(why_not(first)) +
                     " PostgreSQL refuses a change that it could not tell subscribers of.";
    finding.evidence["publications"] = entry.publications;
    finding.evidence["replica_identity"] = std::string(1, first.replica_identity);
    if (root != &first) finding.evidence["partitions"] = entry.leaves.size();
    constexpr std::size_t most = 100;
    for (std::size_t i = 0; i < entry.leaves.size() && i < most; ++i) {
      finding.fix += (i == 0 ? "" : "\n") + fix_of(model, *entry.leaves[i]);
      finding.undo += (i == 0 ? "" : "\n") + undo_of(model, *entry.leaves[i]);
    }
    finding.fix_kind = "sql";
    finding.fix_lock = "ACCESS EXCLUSIVE, for a moment";
    finding.fix_duration = "instant";
    finding.caveats = {
        "FULL writes whole old rows to the WAL, and subscribers search for them "
        "row by row: a primary key is better where there can be one.",
        "No harm yet to a table that is only ever inserted into."};
  }
}

constexpr Rule without_identity{
    .identity =
        {"publication_table_without_identity",
         "schema",
         base::Severity::critical,
         "Published tables that cannot be updated",
         "UPDATE and DELETE are refused on a table that is published for them and has no "
         "replica identity; often that is noticed only when the application fails. Judged: "
         "tables of publications that publish updates or deletes, listed, by schema or all, "
         "whose identity is NOTHING, the default without a usable primary key, or an index "
         "that is gone. Partitions are judged each, since they do not inherit it, and "
         "reported at the topmost table.",
         "A primary key, REPLICA IDENTITY USING INDEX, or FULL.",
         "https://www.postgresql.org/docs/current/logical-replication-publication.html",
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge};

}  // namespace

Family publication_rules() {
  static constexpr const Rule* table[] = {&without_identity};
  return table;
}

}  // namespace copilot::lint
