// Functions, procedures and DO, with what their bodies call.
// Words: see base/ddl.hpp; a body is the text or the statements of a function.
// It must not judge what is called.
#pragma once

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

base::StatementBody create_function(Statement& statement, const CreateFunctionStmt& node);
base::StatementBody alter_function(Statement& statement, const AlterFunctionStmt& node);
base::StatementBody do_block(Statement& statement, const DoStmt& node);

}  // namespace copilot::pg::parse
