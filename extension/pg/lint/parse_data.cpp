// Data: queries, changes, and their maintenance.
// Words: see parse_data.hpp.
// EXPLAIN only runs what it is given with ANALYZE; without it nothing is changed.
#include "pg/lint/parse_data.hpp"

#include <iterator>
#include <string_view>

#include "pg/lint/parse_settings.hpp"
#include "pg/lint/parse_table.hpp"

namespace copilot::pg::parse {

namespace {

const Node* as_node(const void* node) {
  return static_cast<const Node*>(node);
}

bool on(const List* options, std::string_view name) {
  for (const DefElem* option : Nodes<const DefElem>(options)) {
    if (std::string_view(option->defname) != name) continue;
    const std::string value = value_of(option->arg);
    return value != "false" && value != "off" && value != "0";
  }
  return false;
}

// The outermost WHERE of a statement, up to RETURNING.
base::Expression condition_of(Statement& statement, const Node* condition) {
  const Source& source = statement.source;
  const Span all = source.all();
  const std::size_t where = source.find(all, "where");
  const Span rest{where + 1, all.end};
  // What it names is named by the statement as a whole.
  base::Ddl own;
  Statement alone{source, own};
  return expression_of(alone, condition, {rest.begin, source.find(rest, "returning")});
}

template <class ChangeStatement>
base::Change change_of(Statement& statement, const ChangeStatement& node, char command) {
  base::Change change;
  change.command = command;
  change.table = name_of(node.relation);
  mention(statement, as_node(&node));
  return change;
}

}  // namespace

base::StatementBody select(Statement& statement, const SelectStmt& node) {
  const SelectStmt* leaf = &node;
  while (leaf->op != SETOP_NONE && leaf->larg != nullptr) leaf = leaf->larg;
  if (leaf->intoClause != nullptr) return select_into(statement, node);
  const Found found = walk(as_node(&node));
  mention(statement, found);
  if (auto setting = set_config(node)) return *std::move(setting);
  base::Select select;
  select.locks = found.locks;
  return select;
}

base::StatementBody insert(Statement& statement, const InsertStmt& node) {
  base::Change change = change_of(statement, node, 'i');
  change.returning = returning(node) != nullptr;
  constexpr int few = 10;
  if (const auto* rows = reinterpret_cast<const SelectStmt*>(node.selectStmt))
    change.constant_rows =
        rows->op == SETOP_NONE && rows->valuesLists != nullptr && rows->valuesLists->length <= few;
  return change;
}

base::StatementBody update(Statement& statement, const UpdateStmt& node) {
  base::Change change = change_of(statement, node, 'u');
  change.joins = node.fromClause != nullptr;
  change.returning = returning(node) != nullptr;
  if (node.whereClause != nullptr) change.condition = condition_of(statement, node.whereClause);
  return change;
}

base::StatementBody remove(Statement& statement, const DeleteStmt& node) {
  base::Change change = change_of(statement, node, 'd');
  change.joins = node.usingClause != nullptr;
  change.returning = returning(node) != nullptr;
  if (node.whereClause != nullptr) change.condition = condition_of(statement, node.whereClause);
  return change;
}

base::StatementBody merge(Statement& statement, const MergeStmt& node) {
  base::Change change = change_of(statement, node, 'm');
  change.joins = true;
  change.returning = merge_returns(node);
  return change;
}

base::StatementBody copy(Statement& statement, const CopyStmt& node) {
  mention(statement, node.query);
  mention(statement, node.relation, node.is_from);
  if (!node.is_from) return base::Select{};
  base::Change change;
  change.command = 'c';
  change.table = name_of(node.relation);
  if (node.whereClause != nullptr) {
    mention(statement, node.whereClause);
    change.condition = condition_of(statement, node.whereClause);
  }
  return change;
}

base::StatementBody explain(Statement& statement, const ExplainStmt& node) {
  if (!on(node.options, "analyze")) {
    const Node* query = node.query;
    if (tag(query) == T_CreateTableAsStmt)
      query = reinterpret_cast<const CreateTableAsStmt*>(query)->query;
    const std::size_t before = statement.ddl.relations.size();
    if (tag(query) == T_SelectStmt || tag(query) == T_InsertStmt || tag(query) == T_UpdateStmt ||
        tag(query) == T_DeleteStmt || tag(query) == T_MergeStmt)
      mention(statement, query);
    for (std::size_t i = before; i < statement.ddl.relations.size(); ++i)
      statement.ddl.relations[i].changed = false;
    return base::Select{};
  }
  switch (tag(node.query)) {
    case T_SelectStmt:
      return select(statement, *reinterpret_cast<const SelectStmt*>(node.query));
    case T_InsertStmt:
      return insert(statement, *reinterpret_cast<const InsertStmt*>(node.query));
    case T_UpdateStmt:
      return update(statement, *reinterpret_cast<const UpdateStmt*>(node.query));
    case T_DeleteStmt:
      return remove(statement, *reinterpret_cast<const DeleteStmt*>(node.query));
    case T_MergeStmt:
      return merge(statement, *reinterpret_cast<const MergeStmt*>(node.query));
    case T_CreateTableAsStmt:
      return create_table_as(statement, *reinterpret_cast<const CreateTableAsStmt*>(node.query));
    default:
      return base::Utility{"EXPLAIN"};
  }
}

base::StatementBody truncate(Statement& statement, const TruncateStmt& node) {
  base::Truncate truncate;
  for (const RangeVar* table : Nodes<const RangeVar>(node.relations)) {
    mention(statement, table, true);
    truncate.tables.push_back(name_of(table));
  }
  truncate.cascade = node.behavior == DROP_CASCADE;
  truncate.restart_identity = node.restart_seqs;
  return truncate;
}

base::StatementBody transaction(const TransactionStmt& node) {
  using Action = base::Transaction::Action;
  base::Transaction transaction;
  transaction.chain = node.chain;
  transaction.savepoint = text_of(node.savepoint_name);
  switch (node.kind) {
    case TRANS_STMT_BEGIN:
    case TRANS_STMT_START:
      transaction.action = Action::begin;
      break;
    case TRANS_STMT_COMMIT:
      transaction.action = Action::commit;
      break;
    case TRANS_STMT_ROLLBACK:
      transaction.action = Action::rollback;
      break;
    case TRANS_STMT_SAVEPOINT:
      transaction.action = Action::savepoint;
      break;
    case TRANS_STMT_RELEASE:
      transaction.action = Action::release;
      break;
    case TRANS_STMT_ROLLBACK_TO:
      transaction.action = Action::rollback_to;
      break;
    case TRANS_STMT_PREPARE:
      transaction.action = Action::prepare;
      break;
    case TRANS_STMT_COMMIT_PREPARED:
      transaction.action = Action::commit_prepared;
      break;
    case TRANS_STMT_ROLLBACK_PREPARED:
      transaction.action = Action::rollback_prepared;
      break;
  }
  return transaction;
}

base::StatementBody reindex(Statement& statement, const ReindexStmt& node) {
  base::Reindex reindex;
  switch (node.kind) {
    case REINDEX_OBJECT_INDEX:
      reindex.kind = base::ObjectKind::index;
      break;
    case REINDEX_OBJECT_TABLE:
      reindex.kind = base::ObjectKind::table;
      break;
    case REINDEX_OBJECT_SCHEMA:
      reindex.kind = base::ObjectKind::schema;
      break;
    default:
      reindex.kind = base::ObjectKind::database;
      break;
  }
  mention(statement, node.relation);
  reindex.object =
      node.relation != nullptr ? name_of(node.relation) : base::ObjectName{{}, text_of(node.name)};
  reindex.concurrently = on(node.params, "concurrently");
  return reindex;
}

base::StatementBody vacuum(Statement& statement, const VacuumStmt& node) {
  base::Vacuum vacuum;
  vacuum.full = on(node.options, "full");
  vacuum.analyze_only = !node.is_vacuumcmd;
  for (const VacuumRelation* each : Nodes<const VacuumRelation>(node.rels)) {
    mention(statement, each->relation);
    vacuum.tables.push_back(name_of(each->relation));
  }
  return vacuum;
}

base::StatementBody cluster(Statement& statement, const ClusterStmt& node) {
  mention(statement, node.relation);
  return base::Cluster{name_of(node.relation)};
}

base::StatementBody refresh(Statement& statement, const RefreshMatViewStmt& node) {
  mention(statement, node.relation);
  return base::Refresh{name_of(node.relation), node.concurrent, !node.skipData};
}

base::StatementBody lock_table(Statement& statement, const LockStmt& node) {
  static constexpr const char* modes[] = {"",
                                          "AccessShareLock",
                                          "RowShareLock",
                                          "RowExclusiveLock",
                                          "ShareUpdateExclusiveLock",
                                          "ShareLock",
                                          "ShareRowExclusiveLock",
                                          "ExclusiveLock",
                                          "AccessExclusiveLock"};
  base::LockTable lock;
  for (const RangeVar* table : Nodes<const RangeVar>(node.relations)) {
    mention(statement, table);
    lock.tables.push_back(name_of(table));
  }
  if (node.mode >= 0 && node.mode < static_cast<int>(std::size(modes)))
    lock.mode = modes[node.mode];
  return lock;
}

}  // namespace copilot::pg::parse
