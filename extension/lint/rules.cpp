// The list of families.
// Words: see families.hpp.
// The order is that of checks() and of findings of the same severity.
#include "lint/rules.hpp"

#include "lint/families.hpp"

namespace copilot::lint {

namespace {

// A line a family.
constexpr Family (*families[])() = {};

}  // namespace

std::vector<const Rule*> rules() {
  std::vector<const Rule*> all;
  for (const auto& family : families)
    for (const Rule* rule : family()) all.push_back(rule);
  return all;
}

const Rule* rule_named(std::string_view id) {
  for (const Rule* rule : rules())
    if (id == rule->identity.id) return rule;
  return nullptr;
}

}  // namespace copilot::lint
