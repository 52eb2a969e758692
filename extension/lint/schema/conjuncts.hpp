// Conjuncts: what a condition demands, taken apart at its outermost ANDs.
// Words: a conjunct is a piece without the parentheses around it. A column that all of a conjunct says
// is not null is its column.
// It must not guess: a condition with an outermost OR is one conjunct.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copilot::lint {

std::string_view without_parentheses(std::string_view condition);
std::vector<std::string_view> conjuncts(std::string_view condition);

// The name, as it is stored, or empty: of COLUMN IS NOT NULL, and nothing else.
std::string not_null_column(std::string_view conjunct);

}  // namespace copilot::lint
