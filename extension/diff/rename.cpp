// Rename: by what is left of a fact without its name.
// Words: see rename.hpp; a print is the text of everything but the name.
// It must not look at data: two empty tables alike are not the same table.
#include "diff/rename.hpp"

#include <algorithm>
#include <unordered_map>

namespace copilot::diff {

namespace {

std::string print_of(const Fact& fact, std::size_t parent) {
  std::string print = std::to_string(static_cast<int>(fact.kind)) + " " + std::to_string(parent);
  for (const Property& each : fact.properties) {
    print += '\n';
    print += each.name;
    print += '=';
    print += each.value;
  }
  return print;
}

// Only what a new name does not change hangs on it.
bool plain(const Facts& facts, std::size_t place) {
  const auto& children = facts.children(place);
  return std::all_of(children.begin(), children.end(), [&](std::size_t child) {
    return facts[child].kind == Kind::comment || facts[child].kind == Kind::security_label;
  });
}

using Candidates = std::unordered_map<std::string, std::vector<std::size_t>>;

std::string columns_print(const Facts& facts, std::size_t table) {
  std::vector<std::string> columns;
  for (const std::size_t child : facts.children(table))
    if (facts[child].kind == Kind::column)
      columns.push_back(facts[child].address.substr(facts[table].address.size()) + " " +
                        std::string(facts[child]["type"]));
  std::sort(columns.begin(), columns.end());
  std::string print;
  for (const std::string& column : columns) print += column.substr(column.rfind('.') + 1) + '\n';
  return print;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> certain_renames(
    const Facts& from, const Facts& to, const std::vector<std::size_t>& partners_to,
    const std::vector<std::size_t>& partners_from) {
  auto can = [](const Fact& fact) {
    return fact.parent != none && !fact.derived && rules_of(fact.kind).rename != nullptr;
  };
  Candidates left, right;
  for (std::size_t place = 0; place < from.size(); ++place)
    if (partners_to[place] == none && can(from[place]) && plain(from, place) &&
        partners_to[from[place].parent] != none)
      left[print_of(from[place], partners_to[from[place].parent])].push_back(place);
  if (left.empty()) return {};
  for (std::size_t place = 0; place < to.size(); ++place)
    if (partners_from[place] == none && can(to[place]) && plain(to, place))
      right[print_of(to[place], to[place].parent)].push_back(place);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& [print, places] : left) {
    const auto found = right.find(print);
    if (found != right.end() && places.size() == 1 && found->second.size() == 1)
      pairs.emplace_back(places.front(), found->second.front());
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

std::string likely_rename(const Comparison& comparison, std::size_t place) {
  const Facts& from = comparison.from;
  const Facts& to = comparison.to;
  const Fact& fact = from[place];
  if (comparison.partner_to(place) != none) return {};
  std::vector<std::size_t> found;
  if (fact.kind == Kind::table) {
    const std::string print = columns_print(from, place);
    for (std::size_t other = 0; other < to.size(); ++other)
      if (to[other].kind == Kind::table && comparison.partner_from(other) == none &&
          columns_print(to, other) == print)
        found.push_back(other);
  } else if (fact.kind == Kind::column && fact.parent != none &&
             comparison.partner_to(fact.parent) != none) {
    for (const std::size_t other : to.children(comparison.partner_to(fact.parent)))
      if (to[other].kind == Kind::column && comparison.partner_from(other) == none &&
          to[other]["type"] == fact["type"])
        found.push_back(other);
  }
  if (found.size() != 1) return {};
  return "This may be a rename: " + to[found.front()].object +
         " comes, which is like it. If so, rename it instead, and compare again.";
}

}  // namespace copilot::diff
