// Cycles: the sets of tables that reach each other by references.
// Words: an edge goes from the table that refers to the one it refers to; a strongly connected
// component is a largest set of tables each of which reaches all others.
// It must not recurse, whatever the depth of the graph.
#pragma once

#include <unordered_map>
#include <vector>

#include "catalog/objects.hpp"

namespace copilot::lint {

class Cycles {
 public:
  void add(catalog::Oid from, catalog::Oid to);

  // The components of two and more, each in the order in which its tables came.
  std::vector<std::vector<catalog::Oid>> find() const;

 private:
  std::size_t place(catalog::Oid oid);

  std::unordered_map<catalog::Oid, std::size_t> place_of_;
  std::vector<catalog::Oid> oids_;
  std::vector<std::vector<std::size_t>> edges_;
};

}  // namespace copilot::lint
