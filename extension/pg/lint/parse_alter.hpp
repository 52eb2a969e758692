// What changes, renames, moves or drops objects, as facts.
// Words: see base/ddl_tables.hpp; a part is a column, a constraint, a trigger, a policy, a rule.
// It must not tell whether an object is what the statement says it is: ALTER TABLE takes views too.
#pragma once

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

base::StatementBody alter_table(Statement& statement, const AlterTableStmt& node);
base::StatementBody rename(Statement& statement, const RenameStmt& node);
base::StatementBody set_schema(Statement& statement, const AlterObjectSchemaStmt& node);
base::StatementBody set_owner(Statement& statement, const AlterOwnerStmt& node);
base::StatementBody drop(Statement& statement, const DropStmt& node);

}  // namespace copilot::pg::parse
