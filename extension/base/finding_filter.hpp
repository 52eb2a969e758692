// What a caller asks of the rules: which categories, how bad at least, about what.
// Words: see finding.hpp and rule.hpp.
// An unknown name is an error that lists what is allowed: an empty answer would read as "all is
// well".
#pragma once

#include "base/judgement.hpp"

namespace copilot::base {

// The rules of these categories, in the order of the table; no list means all.
Rules rules_in(const Rules& rules, const std::optional<std::vector<std::string>>& categories);

// From the text form of a text[]; nothing for null.
std::optional<std::vector<std::string>> categories_from(const std::optional<std::string>& array);

Filter filter_from(const std::optional<std::string>& min_severity,
                   const std::optional<std::string>& object);

}  // namespace copilot::base
