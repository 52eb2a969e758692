// Rights, comments, triggers, policies and rules of parse trees.
// Words: see base/ddl.hpp.
// It must not resolve a role: CURRENT_USER stays a word.
#pragma once

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

base::StatementBody grant(Statement& statement, const GrantStmt& node);
base::StatementBody default_privileges(Statement& statement,
                                       const AlterDefaultPrivilegesStmt& node);
base::StatementBody grant_role(const GrantRoleStmt& node);
base::StatementBody comment(const CommentStmt& node);
base::StatementBody create_trigger(Statement& statement, const CreateTrigStmt& node);
base::StatementBody create_policy(Statement& statement, const CreatePolicyStmt& node);
base::StatementBody alter_policy(Statement& statement, const AlterPolicyStmt& node);
base::StatementBody create_rule(Statement& statement, const RuleStmt& node);

}  // namespace copilot::pg::parse
