// The families of rules: each the table of one file's rules.
// Words: a family judges one kind of object or of statement.
// A family that is not in the list of rules.cpp does not exist.
#pragma once

#include <span>

#include "lint/rule.hpp"

namespace copilot::lint {

using Family = std::span<const Rule* const>;

}  // namespace copilot::lint
