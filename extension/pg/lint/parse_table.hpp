// Tables, columns and constraints of parse trees, and what is made from a query.
// Words: see base/ddl_parts.hpp and base/ddl_tables.hpp.
// It must not add what the server would: a primary key of the table makes no column NOT NULL.
#pragma once

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

base::StatementBody create_table(Statement& statement, const CreateStmt& node);
base::StatementBody create_foreign_table(Statement& statement, const CreateForeignTableStmt& node);
base::StatementBody create_table_as(Statement& statement, const CreateTableAsStmt& node);
base::StatementBody select_into(Statement& statement, const SelectStmt& node);
base::StatementBody create_view(Statement& statement, const ViewStmt& node);

base::ColumnDefinition column_of(Statement& statement, const ColumnDef& node);
base::ConstraintDefinition constraint_of(Statement& statement, const Constraint& node);

// Words such as DEFERRABLE change the constraint before them; whether this was such a word.
bool apply_attribute(const Constraint& node, base::ConstraintDefinition& constraint);

}  // namespace copilot::pg::parse
