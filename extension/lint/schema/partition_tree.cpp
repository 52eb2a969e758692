// Finding partitions.
// Words: see partition_tree.hpp.
// What a script dropped must not be found; a table that a script attaches below itself ends no walk.
#include "lint/schema/partition_tree.hpp"

#include <unordered_set>

namespace copilot::lint {

namespace {

constexpr double tiny_rows = 10000;
constexpr std::int64_t tiny_pages = 1280;  // 10 MB

}  // namespace

PartitionTree::PartitionTree(const catalog::Model& model) {
  for (const catalog::Relation& relation : model.relations)
    if (relation.partition && !relation.dropped)
      for (catalog::Oid parent : relation.parents) children_[parent].push_back(&relation);
}

std::span<const catalog::Relation* const> PartitionTree::children(
    const catalog::Relation& table) const {
  const auto found = children_.find(table.oid);
  if (found == children_.end()) return {};
  return found->second;
}

std::vector<const catalog::Relation*> PartitionTree::below(const catalog::Relation& table) const {
  std::vector<const catalog::Relation*> found;
  const auto first = children(table);
  std::vector<const catalog::Relation*> waiting(first.rbegin(), first.rend());
  std::unordered_set<catalog::Oid> seen{table.oid};
  while (!waiting.empty()) {
    const catalog::Relation* next = waiting.back();
    waiting.pop_back();
    if (!seen.insert(next->oid).second) continue;
    found.push_back(next);
    const auto more = children(*next);
    waiting.insert(waiting.end(), more.rbegin(), more.rend());
  }
  return found;
}

std::vector<const catalog::Relation*> PartitionTree::leaves(const catalog::Relation& table) const {
  if (table.kind != 'p') return {&table};
  std::vector<const catalog::Relation*> found = below(table);
  std::erase_if(found, [](const catalog::Relation* each) { return each->kind == 'p'; });
  return found;
}

double PartitionTree::rows(const catalog::Relation& table) const {
  double sum = 0;
  for (const catalog::Relation* leaf : leaves(table)) {
    if (leaf->rows < 0) return -1;
    sum += leaf->rows;
  }
  return sum;
}

bool PartitionTree::tiny(const catalog::Relation& table) const {
  std::int64_t pages = 0;
  for (const catalog::Relation* leaf : leaves(table)) pages += leaf->pages;
  const double counted = rows(table);
  return counted >= 0 && counted < tiny_rows && pages < tiny_pages;
}

}  // namespace copilot::lint
