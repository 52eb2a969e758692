// convert: the one list of visitors.
// Words: see parse_statement.hpp.
// It must not hold what is known of a kind: that is in the visitors' files.
#include "pg/lint/parse_statement.hpp"

#include "pg/guard.hpp"
#include "pg/lint/parse_alter.hpp"
#include "pg/lint/parse_data.hpp"
#include "pg/lint/parse_function.hpp"
#include "pg/lint/parse_index.hpp"
#include "pg/lint/parse_object.hpp"
#include "pg/lint/parse_rights.hpp"
#include "pg/lint/parse_settings.hpp"
#include "pg/lint/parse_table.hpp"
#include "pg/lint/parse_types.hpp"

extern "C" {
#include "tcop/utility.h"
}

namespace copilot::pg::parse {

namespace {

template <class NodeType>
const NodeType& as(const Node* node) {
  return *reinterpret_cast<const NodeType*>(node);
}

base::StatementBody utility(Statement& statement, const Node* node) {
  if (tag(node) == T_CallStmt)
    mention(statement, reinterpret_cast<const Node*>(as<CallStmt>(node).funccall));
  if (tag(node) == T_PrepareStmt) mention(statement, as<PrepareStmt>(node).query);
  if (tag(node) == T_DeclareCursorStmt) mention(statement, as<DeclareCursorStmt>(node).query);
  if (tag(node) == T_ExecuteStmt)
    mention(statement, reinterpret_cast<const Node*>(as<ExecuteStmt>(node).params));
  const char* name =
      guard([node]() noexcept { return CreateCommandName(const_cast<Node*>(node)); });
  return base::Utility{text_of(name)};
}

base::CreateSchema create_schema(const CreateSchemaStmt& node) {
  base::CreateSchema schema;
  schema.authorization = role_of(node.authrole);
  schema.name = node.schemaname != nullptr ? text_of(node.schemaname) : schema.authorization;
  schema.if_not_exists = node.if_not_exists;
  return schema;
}

base::StatementBody body_of(Statement& statement, const Node* node) {
  switch (tag(node)) {
    case T_CreateStmt:
      return create_table(statement, as<CreateStmt>(node));
    case T_CreateForeignTableStmt:
      return create_foreign_table(statement, as<CreateForeignTableStmt>(node));
    case T_CreateTableAsStmt:
      return create_table_as(statement, as<CreateTableAsStmt>(node));
    case T_ViewStmt:
      return create_view(statement, as<ViewStmt>(node));
    case T_IndexStmt:
      return create_index(statement, as<IndexStmt>(node));
    case T_AlterTableStmt:
      return alter_table(statement, as<AlterTableStmt>(node));
    case T_RenameStmt:
      return rename(statement, as<RenameStmt>(node));
    case T_AlterObjectSchemaStmt:
      return set_schema(statement, as<AlterObjectSchemaStmt>(node));
    case T_AlterOwnerStmt:
      return set_owner(statement, as<AlterOwnerStmt>(node));
    case T_DropStmt:
      return drop(statement, as<DropStmt>(node));
    case T_CreateFunctionStmt:
      return create_function(statement, as<CreateFunctionStmt>(node));
    case T_AlterFunctionStmt:
      return alter_function(statement, as<AlterFunctionStmt>(node));
    case T_DoStmt:
      return do_block(statement, as<DoStmt>(node));
    case T_CreateSchemaStmt:
      return create_schema(as<CreateSchemaStmt>(node));
    case T_CreateSeqStmt:
      return create_sequence(as<CreateSeqStmt>(node));
    case T_AlterSeqStmt:
      return alter_sequence(statement, as<AlterSeqStmt>(node));
    case T_CreateEnumStmt:
      return create_enum(as<CreateEnumStmt>(node));
    case T_AlterEnumStmt:
      return alter_enum(as<AlterEnumStmt>(node));
    case T_CreateRangeStmt:
      return create_range(as<CreateRangeStmt>(node));
    case T_CompositeTypeStmt:
      return create_composite(statement, as<CompositeTypeStmt>(node));
    case T_CreateDomainStmt:
      return create_domain(statement, as<CreateDomainStmt>(node));
    case T_AlterDomainStmt:
      return alter_domain(statement, as<AlterDomainStmt>(node));
    case T_DefineStmt:
      return define(as<DefineStmt>(node));
    case T_CreateTrigStmt:
      return create_trigger(statement, as<CreateTrigStmt>(node));
    case T_CreatePolicyStmt:
      return create_policy(statement, as<CreatePolicyStmt>(node));
    case T_AlterPolicyStmt:
      return alter_policy(statement, as<AlterPolicyStmt>(node));
    case T_RuleStmt:
      return create_rule(statement, as<RuleStmt>(node));
    case T_GrantStmt:
      return grant(statement, as<GrantStmt>(node));
    case T_AlterDefaultPrivilegesStmt:
      return default_privileges(statement, as<AlterDefaultPrivilegesStmt>(node));
    case T_GrantRoleStmt:
      return grant_role(as<GrantRoleStmt>(node));
    case T_CommentStmt:
      return comment(as<CommentStmt>(node));
    case T_TruncateStmt:
      return truncate(statement, as<TruncateStmt>(node));
    case T_SelectStmt:
      return select(statement, as<SelectStmt>(node));
    case T_InsertStmt:
      return insert(statement, as<InsertStmt>(node));
    case T_UpdateStmt:
      return update(statement, as<UpdateStmt>(node));
    case T_DeleteStmt:
      return remove(statement, as<DeleteStmt>(node));
    case T_MergeStmt:
      return merge(statement, as<MergeStmt>(node));
    case T_CopyStmt:
      return copy(statement, as<CopyStmt>(node));
    case T_ExplainStmt:
      return explain(statement, as<ExplainStmt>(node));
    case T_TransactionStmt:
      return transaction(as<TransactionStmt>(node));
    case T_VariableSetStmt:
      return set_variable(as<VariableSetStmt>(node));
    case T_ReindexStmt:
      return reindex(statement, as<ReindexStmt>(node));
    case T_VacuumStmt:
      return vacuum(statement, as<VacuumStmt>(node));
    case T_ClusterStmt:
      return cluster(statement, as<ClusterStmt>(node));
    case T_RefreshMatViewStmt:
      return refresh(statement, as<RefreshMatViewStmt>(node));
    case T_LockStmt:
      return lock_table(statement, as<LockStmt>(node));
    default: {
      if (auto object = other_object(statement, node)) return *std::move(object);
      return utility(statement, node);
    }
  }
}

// What is made within CREATE SCHEMA is made in that schema; our tree may be changed.
void place_in(const char* schema, Node* element) {
  RangeVar* name = nullptr;
  if (tag(element) == T_CreateStmt) name = reinterpret_cast<CreateStmt*>(element)->relation;
  if (tag(element) == T_ViewStmt) name = reinterpret_cast<ViewStmt*>(element)->view;
  if (tag(element) == T_IndexStmt) name = reinterpret_cast<IndexStmt*>(element)->relation;
  if (tag(element) == T_CreateSeqStmt) name = reinterpret_cast<CreateSeqStmt*>(element)->sequence;
  if (tag(element) == T_CreateTrigStmt) name = reinterpret_cast<CreateTrigStmt*>(element)->relation;
  if (name != nullptr && name->schemaname == nullptr) name->schemaname = const_cast<char*>(schema);
}

void convert_one(const Node* tree, const Source& source, base::Ddl begun,
                 std::vector<base::Ddl>& statements) {
  Statement statement{source, begun};
  begun.body = body_of(statement, tree);
  statements.push_back(std::move(begun));
}

}  // namespace

void convert(const Node* tree, const Source& source, const base::Ddl& begun,
             std::vector<base::Ddl>& statements) {
  convert_one(tree, source, begun, statements);
  if (tag(tree) != T_CreateSchemaStmt) return;
  const auto& schema = as<CreateSchemaStmt>(tree);
  for (Node* element : Nodes<Node>(schema.schemaElts)) {
    if (schema.schemaname != nullptr) place_in(schema.schemaname, element);
    convert_one(element, source, begun, statements);
  }
}

}  // namespace copilot::pg::parse
