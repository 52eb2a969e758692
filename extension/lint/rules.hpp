// The table of the module: every rule of lint.
// Words: see rule.hpp.
// This is what others may use to know the rules.
#pragma once

#include <vector>

#include "lint/rule.hpp"

namespace copilot::lint {

// In the order of checks().
std::vector<const Rule*> rules();
const Rule* rule_named(std::string_view id);

}  // namespace copilot::lint
