// Graph: a topological order by a queue of those that wait for nobody.
// Words: see graph.hpp.
// An edge that is given twice counts twice, on both ends alike.
#include "diff/graph.hpp"

#include <set>

namespace copilot::diff {

std::size_t Graph::add(std::string rank) {
  ranks_.push_back(std::move(rank));
  after_.emplace_back();
  return ranks_.size() - 1;
}

void Graph::before(std::size_t first, std::size_t second) {
  if (first != second) after_[first].push_back(second);
}

std::vector<std::size_t> Graph::order(base::Interrupts& interrupts) const {
  std::vector<std::size_t> waits(ranks_.size(), 0);
  for (const auto& each : after_)
    for (const std::size_t later : each) ++waits[later];
  auto less = [this](std::size_t left, std::size_t right) {
    const int order = ranks_[left].compare(ranks_[right]);
    return order != 0 ? order < 0 : left < right;
  };
  std::set<std::size_t, decltype(less)> ready(less), waiting(less);
  for (std::size_t node = 0; node < ranks_.size(); ++node)
    (waits[node] == 0 ? ready : waiting).insert(node);
  std::vector<std::size_t> order;
  order.reserve(ranks_.size());
  while (!ready.empty() || !waiting.empty()) {
    if (order.size() % 1024 == 0) interrupts.poll();
    auto& source = ready.empty() ? waiting : ready;
    const std::size_t node = *source.begin();
    source.erase(source.begin());
    order.push_back(node);
    for (const std::size_t later : after_[node]) {
      if (waits[later] == 0 || --waits[later] > 0) continue;
      if (waiting.erase(later) > 0) ready.insert(later);
    }
  }
  return order;
}

}  // namespace copilot::diff
