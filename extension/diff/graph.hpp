// Graph: puts nodes in an order in which each comes after those it waits for.
// Words: a rank decides among nodes that could come next, the least first; a cycle is broken at its least rank.
// Its work is that of sorting: nodes times their logarithm, and edges.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/interrupts.hpp"

namespace copilot::diff {

class Graph {
 public:
  std::size_t add(std::string rank);
  void before(std::size_t first, std::size_t second);
  std::vector<std::size_t> order(base::Interrupts& interrupts) const;

 private:
  std::vector<std::string> ranks_;
  std::vector<std::vector<std::size_t>> after_;
};

}  // namespace copilot::diff
