// The table of the module: every rule that advise gives.
// Words: see base/rule.hpp; a family is a file of rules that judge the same kind of object.
// This is all that others may use of the module.
#pragma once

#include <span>

#include "base/rule.hpp"

namespace copilot::advise {

std::span<const base::Rule* const> rules();

}  // namespace copilot::advise
