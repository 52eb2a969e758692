// What reads and writes data, and what runs around it: transactions, maintenance, locks.
// Words: see base/ddl.hpp.
// It must not tell how many rows a condition takes.
#pragma once

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

base::StatementBody select(Statement& statement, const SelectStmt& node);
base::StatementBody insert(Statement& statement, const InsertStmt& node);
base::StatementBody update(Statement& statement, const UpdateStmt& node);
base::StatementBody remove(Statement& statement, const DeleteStmt& node);
base::StatementBody merge(Statement& statement, const MergeStmt& node);
base::StatementBody copy(Statement& statement, const CopyStmt& node);
base::StatementBody explain(Statement& statement, const ExplainStmt& node);
base::StatementBody truncate(Statement& statement, const TruncateStmt& node);
base::StatementBody transaction(const TransactionStmt& node);
base::StatementBody reindex(Statement& statement, const ReindexStmt& node);
base::StatementBody vacuum(Statement& statement, const VacuumStmt& node);
base::StatementBody cluster(Statement& statement, const ClusterStmt& node);
base::StatementBody refresh(Statement& statement, const RefreshMatViewStmt& node);
base::StatementBody lock_table(Statement& statement, const LockStmt& node);

}  // namespace copilot::pg::parse
