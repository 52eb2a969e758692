// Indexes of parse trees, and the elements they share with exclusion constraints.
// Words: an element is a column or an expression with how it is ordered.
// It must not name an index that the statement does not.
#pragma once

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

base::StatementBody create_index(Statement& statement, const IndexStmt& node);

// The list is what stands in the parentheses.
void take_exclusions(Statement& statement, const Constraint& node, Span list,
                     base::ConstraintDefinition& constraint);

}  // namespace copilot::pg::parse
