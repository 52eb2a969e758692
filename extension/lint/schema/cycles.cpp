// Tarjan's search for strongly connected components, with a stack of its own.
// Words: see cycles.hpp; low is the earliest table that is reached from one.
// Its time is linear in tables and references.
#include "lint/schema/cycles.hpp"

#include <algorithm>

namespace copilot::lint {

std::size_t Cycles::place(catalog::Oid oid) {
  const auto [found, added] = place_of_.emplace(oid, oids_.size());
  if (added) {
    oids_.push_back(oid);
    edges_.emplace_back();
  }
  return found->second;
}

void Cycles::add(catalog::Oid from, catalog::Oid to) {
  const std::size_t target = place(to);
  edges_[place(from)].push_back(target);
}

std::vector<std::vector<catalog::Oid>> Cycles::find() const {
  constexpr std::size_t unseen = static_cast<std::size_t>(-1);
  const std::size_t count = oids_.size();
  std::vector<std::size_t> seen(count, unseen), low(count, 0), next(count, 0), open, path;
  std::vector<bool> is_open(count, false);
  std::vector<std::vector<catalog::Oid>> components;
  std::size_t clock = 0;
  const auto enter = [&](std::size_t at) {
    seen[at] = low[at] = clock++;
    open.push_back(at);
    is_open[at] = true;
    path.push_back(at);
  };
  for (std::size_t start = 0; start < count; ++start) {
    if (seen[start] != unseen) continue;
    enter(start);
    while (!path.empty()) {
      const std::size_t at = path.back();
      if (next[at] < edges_[at].size()) {
        const std::size_t to = edges_[at][next[at]++];
        if (seen[to] == unseen)
          enter(to);
        else if (is_open[to])
          low[at] = std::min(low[at], seen[to]);
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[at]);
      if (low[at] != seen[at]) continue;
      std::vector<std::size_t> members;
      std::size_t member = unseen;
      do {
        member = open.back();
        open.pop_back();
        is_open[member] = false;
        members.push_back(member);
      } while (member != at);
      if (members.size() < 2) continue;
      std::sort(members.begin(), members.end());
      std::vector<catalog::Oid>& component = components.emplace_back();
      for (std::size_t each : members) component.push_back(oids_[each]);
    }
  }
  return components;
}

}  // namespace copilot::lint
