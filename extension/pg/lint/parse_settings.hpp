// SET and RESET, and set_config where it stands for them.
// Words: a value is one of a list, such as each schema of search_path.
// It must not know what a setting means, but which are lists of names.
#pragma once

#include <optional>

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

std::vector<std::string> values_of(const VariableSetStmt& node);
base::SetVariable set_variable(const VariableSetStmt& node);
// SELECT set_config('search_path', '', false), as dumps have it; nothing for another query.
std::optional<base::SetVariable> set_config(const SelectStmt& node);
std::optional<base::SetVariable> set_config(const FuncCall& call);

}  // namespace copilot::pg::parse
