// Rename: by what is left of a fact without its name.
// Words: see rename.hpp; a print is the text of everything but the name.
// It must not look at data: two empty tables alike are not the same table.
#include "diff/rename.hpp"

#include <algorithm>

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
    return facts[child].kind == Kind::comment || facts[child].kind == Kind::security_label ||
           facts[child].kind == Kind::index_attachment;
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

LikelyRenames::LikelyRenames(const Comparison& comparison) : comparison_(comparison) {
  const Facts& to = comparison.to;
  for (std::size_t place = 0; place < to.size(); ++place)
    if (to[place].kind == Kind::table && comparison.partner_from(place) == none)
      tables_[columns_print(to, place)].push_back(place);
}

std::string LikelyRenames::of(std::size_t place) const {
  const Facts& to = comparison_.to;
  const Fact& fact = comparison_.from[place];
  if (comparison_.partner_to(place) != none) return {};
  std::vector<std::size_t> found;
  if (fact.kind == Kind::table) {
    const auto alike = tables_.find(columns_print(comparison_.from, place));
    if (alike != tables_.end()) found = alike->second;
  } else if (fact.kind == Kind::column && fact.parent != none &&
             comparison_.partner_to(fact.parent) != none) {
    for (const std::size_t other : to.children(comparison_.partner_to(fact.parent)))
      if (to[other].kind == Kind::column && comparison_.partner_from(other) == none &&
          to[other]["type"] == fact["type"])
        found.push_back(other);
  }
  if (found.size() != 1) return {};
  return "This may be a rename: " + to[found.front()].object +
         " comes, which is like it. If so, rename it instead, and compare again.";
}

}  // namespace copilot::diff
