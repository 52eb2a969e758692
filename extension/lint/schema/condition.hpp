// Condition: what the text of a policy's condition says, as far as its tokens tell it.
// Words: a steady call has constants for arguments, so that its value is the same for every row; it is
// wrapped where it stands in a subquery without a table, which is computed once a query.
// It must not be used on code that it did not read to the end: then nothing is found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copilot::lint {

// true, 1 = 1, and the like, also in parentheses.
bool always_true(std::string_view condition);

struct Wrapped {
  std::string text;                // with each of those calls in a subquery
  std::vector<std::string> calls;  // as they were written
};
// Of the functions named (schema.name, name, or schema.*), the steady calls that are not wrapped.
Wrapped wrap_steady_calls(std::string_view condition, const std::vector<std::string>& functions);

// Columns, or what looks like one, that are compared by = or IN outside of subqueries; each once.
std::vector<std::string> compared_columns(std::string_view condition);

}  // namespace copilot::lint
