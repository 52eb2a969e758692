// Types, domains, sequences and schemas of parse trees.
// Words: see base/ddl.hpp.
// It must not tell a domain from another type where the statement does not.
#pragma once

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

base::StatementBody create_enum(const CreateEnumStmt& node);
base::StatementBody alter_enum(const AlterEnumStmt& node);
base::StatementBody create_range(const CreateRangeStmt& node);
base::StatementBody create_composite(Statement& statement, const CompositeTypeStmt& node);
base::StatementBody create_domain(Statement& statement, const CreateDomainStmt& node);
base::StatementBody alter_domain(Statement& statement, const AlterDomainStmt& node);
base::StatementBody define(const DefineStmt& node);
base::StatementBody create_sequence(const CreateSeqStmt& node);
base::StatementBody alter_sequence(Statement& statement, const AlterSeqStmt& node);

}  // namespace copilot::pg::parse
