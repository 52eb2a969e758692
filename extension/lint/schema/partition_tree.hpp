// PartitionTree: which tables are partitions of which, to any depth.
// Words: a leaf is what holds rows; an ordinary table is its own leaf. Rows are the planner's numbers.
// It must not recurse: trees can be deep.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "catalog/model.hpp"

namespace copilot::lint {

class PartitionTree {
 public:
  explicit PartitionTree(const catalog::Model& model);

  std::span<const catalog::Relation* const> children(const catalog::Relation& table) const;
  // In the order of the model, those of a partition after it.
  std::vector<const catalog::Relation*> below(const catalog::Relation& table) const;
  std::vector<const catalog::Relation*> leaves(const catalog::Relation& table) const;

  // Of all leaves together; below 0 where one was never analysed.
  double rows(const catalog::Relation& table) const;
  // Known to be so small that reading all of it costs next to nothing.
  bool tiny(const catalog::Relation& table) const;

 private:
  std::unordered_map<catalog::Oid, std::vector<const catalog::Relation*>> children_;
};

}  // namespace copilot::lint
