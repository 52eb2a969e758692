// Objects of the kinds that have no facts but their name: roles, servers, publications, ...
// Words: see base/ddl.hpp.
// It must not be asked for a kind that has a visitor of its own.
#pragma once

#include <optional>

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

// Nothing where the statement is of none of these kinds.
std::optional<base::StatementBody> other_object(Statement& statement, const Node* node);

}  // namespace copilot::pg::parse
