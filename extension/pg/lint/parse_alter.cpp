// ALTER TABLE: its actions, one after the other, each with the place between its commas.
// Words: see parse_alter.hpp; an action's span is its part of the source.
// An action whose place cannot be told has no text, but all its facts.
#include "pg/lint/parse_alter.hpp"

#include "pg/lint/parse_table.hpp"

namespace copilot::pg::parse {

namespace {

using Kind = base::AlterAction::Kind;

Kind kind_of_action(AlterTableType type) {
  switch (type) {
    case AT_AddColumn:
      return Kind::add_column;
    case AT_ColumnDefault:
      return Kind::set_default;
    case AT_DropNotNull:
      return Kind::drop_not_null;
    case AT_SetNotNull:
      return Kind::set_not_null;
#if PG_VERSION_NUM >= 170000
    case AT_SetExpression:
      return Kind::set_expression;
#endif
    case AT_DropExpression:
      return Kind::drop_expression;
    case AT_SetStatistics:
      return Kind::set_statistics;
    case AT_SetOptions:
      return Kind::set_column_options;
    case AT_ResetOptions:
      return Kind::reset_column_options;
    case AT_SetStorage:
      return Kind::set_storage;
    case AT_SetCompression:
      return Kind::set_compression;
    case AT_DropColumn:
      return Kind::drop_column;
    case AT_AddConstraint:
      return Kind::add_constraint;
    case AT_AlterConstraint:
      return Kind::alter_constraint;
    case AT_ValidateConstraint:
      return Kind::validate_constraint;
    case AT_DropConstraint:
      return Kind::drop_constraint;
    case AT_AlterColumnType:
      return Kind::set_type;
    case AT_ChangeOwner:
      return Kind::owner;
    case AT_ClusterOn:
      return Kind::cluster_on;
    case AT_DropCluster:
      return Kind::set_without_cluster;
    case AT_SetLogged:
      return Kind::set_logged;
    case AT_SetUnLogged:
      return Kind::set_unlogged;
    case AT_SetAccessMethod:
      return Kind::set_access_method;
    case AT_SetTableSpace:
      return Kind::set_tablespace;
    case AT_SetRelOptions:
      return Kind::set_options;
    case AT_ResetRelOptions:
      return Kind::reset_options;
    case AT_EnableTrig:
    case AT_EnableAlwaysTrig:
    case AT_EnableReplicaTrig:
    case AT_EnableTrigAll:
    case AT_EnableTrigUser:
      return Kind::enable_trigger;
    case AT_DisableTrig:
    case AT_DisableTrigAll:
    case AT_DisableTrigUser:
      return Kind::disable_trigger;
    case AT_EnableRule:
    case AT_EnableAlwaysRule:
    case AT_EnableReplicaRule:
      return Kind::enable_rule;
    case AT_DisableRule:
      return Kind::disable_rule;
    case AT_AddInherit:
      return Kind::inherit;
    case AT_DropInherit:
      return Kind::no_inherit;
    case AT_AddOf:
      return Kind::set_of;
    case AT_DropOf:
      return Kind::not_of;
    case AT_ReplicaIdentity:
      return Kind::replica_identity;
    case AT_EnableRowSecurity:
      return Kind::enable_row_security;
    case AT_DisableRowSecurity:
      return Kind::disable_row_security;
    case AT_ForceRowSecurity:
      return Kind::force_row_security;
    case AT_NoForceRowSecurity:
      return Kind::no_force_row_security;
    case AT_AttachPartition:
      return Kind::attach_partition;
    case AT_DetachPartition:
      return Kind::detach_partition;
    case AT_DetachPartitionFinalize:
      return Kind::finalize_detach;
    case AT_AddIdentity:
      return Kind::add_identity;
    case AT_SetIdentity:
      return Kind::set_identity;
    case AT_DropIdentity:
      return Kind::drop_identity;
    default:
      return Kind::other;
  }
}

const char* word_of(AlterTableType type) {
  switch (type) {
    case AT_EnableAlwaysTrig:
    case AT_EnableAlwaysRule:
      return "ALWAYS";
    case AT_EnableReplicaTrig:
    case AT_EnableReplicaRule:
      return "REPLICA";
    case AT_EnableTrigAll:
    case AT_DisableTrigAll:
      return "ALL";
    case AT_EnableTrigUser:
    case AT_DisableTrigUser:
      return "USER";
    default:
      return "";
  }
}

void take_default(Statement& statement, const AlterTableCmd& node, Span span,
                  base::AlterAction& action) {
  if (node.def == nullptr) {
    action.kind = Kind::drop_default;
    return;
  }
  const std::size_t word = statement.source.find(span, "default");
  action.expression = expression_of(statement, node.def, {word + 1, span.end});
}

void take_type(Statement& statement, const ColumnDef& node, Span span, base::AlterAction& action) {
  action.type = type_of(node.typeName);
  if (node.collClause != nullptr) action.collation = name_of(node.collClause->collname);
  if (node.raw_default == nullptr) return;
  const std::size_t word = statement.source.find(span, "using");
  action.expression = expression_of(statement, node.raw_default, {word + 1, span.end});
}

void take_partition(Statement& statement, const PartitionCmd& node, base::AlterAction& action) {
  mention(statement, node.name);
  action.other = name_of(node.name);
  action.concurrently = node.concurrent;
  if (node.bound != nullptr) action.default_partition = node.bound->is_default;
}

base::ConstraintDefinition altered_constraint(const Node* node) {
  base::ConstraintDefinition constraint;
  if (tag(node) == T_Constraint) {
    const auto* known = reinterpret_cast<const Constraint*>(node);
    constraint.name = text_of(known->conname);
    constraint.deferrable = known->deferrable;
    constraint.deferred = known->initdeferred;
  }
#if PG_VERSION_NUM >= 180000
  if (tag(node) == T_ATAlterConstraint) {
    const auto* known = reinterpret_cast<const ATAlterConstraint*>(node);
    constraint.name = text_of(known->conname);
    constraint.deferrable = known->deferrable;
    constraint.deferred = known->initdeferred;
    constraint.not_enforced = known->alterEnforceability && !known->is_enforced;
    constraint.no_inherit = known->alterInheritability && known->noinherit;
  }
#endif
  return constraint;
}

void take_definition(Statement& statement, const AlterTableCmd& node, Span span,
                     base::AlterAction& action) {
  switch (tag(node.def)) {
    case T_Constraint:
      if (action.kind == Kind::add_identity) {
        action.text = reinterpret_cast<const Constraint*>(node.def)->generated_when;
      } else {
        action.constraint =
            constraint_of(statement, *reinterpret_cast<const Constraint*>(node.def));
        action.name = action.constraint->name;
      }
      break;
    case T_ColumnDef:
      if (action.kind == Kind::set_type) {
        take_type(statement, *reinterpret_cast<const ColumnDef*>(node.def), span, action);
      } else {
        action.column = column_of(statement, *reinterpret_cast<const ColumnDef*>(node.def));
        action.name = action.column->name;
      }
      break;
    case T_PartitionCmd:
      take_partition(statement, *reinterpret_cast<const PartitionCmd*>(node.def), action);
      break;
    case T_RangeVar: {
      const auto* parent = reinterpret_cast<const RangeVar*>(node.def);
      mention(statement, parent);
      action.other = name_of(parent);
      break;
    }
    case T_List:
      action.options = options_of(reinterpret_cast<const List*>(node.def));
      break;
    case T_ReplicaIdentityStmt: {
      const auto* identity = reinterpret_cast<const ReplicaIdentityStmt*>(node.def);
      action.text = identity->identity_type;
      action.name = text_of(identity->name);
      break;
    }
    case T_TypeName:
      action.type = type_of(reinterpret_cast<const TypeName*>(node.def));
      break;
    default:
      action.text = value_of(node.def);
      break;
  }
}

base::AlterAction action_of(Statement& statement, const AlterTableCmd& node, Span span) {
  base::AlterAction action;
  action.kind = kind_of_action(node.subtype);
  action.name = text_of(node.name);
  action.if_exists = node.missing_ok;
  action.cascade = node.behavior == DROP_CASCADE;
  action.line = statement.source.line_of(span.begin);
  action.text = word_of(node.subtype);
  if (node.newowner != nullptr) action.name = role_of(node.newowner);
  if (action.kind == Kind::set_default) {
    take_default(statement, node, span, action);
  } else if (action.kind == Kind::alter_constraint) {
    action.constraint = altered_constraint(node.def);
    action.name = action.constraint->name;
  } else if (action.kind == Kind::set_expression) {
    action.expression = expression_of(statement, node.def, statement.source.parenthesised(span));
  } else if (node.def != nullptr) {
    take_definition(statement, node, span, action);
  }
  return action;
}

// Whether the object that is named is the part of another one.
bool part_of_table(ObjectType type) {
  return type == OBJECT_TRIGGER || type == OBJECT_POLICY || type == OBJECT_RULE ||
         type == OBJECT_TABCONSTRAINT || type == OBJECT_DOMCONSTRAINT;
}

const List* list_of(const Node* node) {
  return tag(node) == T_List ? reinterpret_cast<const List*>(node) : nullptr;
}

}  // namespace

base::StatementBody alter_table(Statement& statement, const AlterTableStmt& node) {
  const Source& source = statement.source;
  mention(statement, node.relation);
  base::AlterTable table;
  table.name = name_of(node.relation);
  table.kind = kind_of(node.objtype);
  table.if_exists = node.missing_ok;
  table.only = !node.relation->inh;
  const std::vector<Span> parts =
      source.separated({source.after_name(node.relation->location), source.tokens().size()});
  const bool told = parts.size() == static_cast<std::size_t>(length(node.cmds));
  std::size_t number = 0;
  for (const AlterTableCmd* each : Nodes<const AlterTableCmd>(node.cmds))
    table.actions.push_back(action_of(statement, *each, told ? parts[number++] : Span{}));
  return table;
}

base::StatementBody rename(Statement& statement, const RenameStmt& node) {
  base::Rename rename;
  rename.kind = kind_of(node.renameType);
  const bool part = node.renameType == OBJECT_COLUMN || node.renameType == OBJECT_ATTRIBUTE;
  if (part)
    rename.of = kind_of(node.relationType);
  else if (node.renameType == OBJECT_DOMCONSTRAINT)
    rename.of = base::ObjectKind::domain;
  else if (part_of_table(node.renameType))
    rename.of = base::ObjectKind::table;
  else
    rename.of = rename.kind;
  rename.new_name = text_of(node.newname);
  rename.if_exists = node.missing_ok;
  if (node.relation != nullptr) {
    mention(statement, node.relation);
    rename.object = name_of(node.relation);
  } else {
    rename.object = name_of_object(node.object);
  }
  // A role, a database or a schema has only its own name.
  if (rename.object.name.empty())
    rename.object.name = text_of(node.subname);
  else
    rename.name = text_of(node.subname);
  return rename;
}

base::StatementBody set_schema(Statement& statement, const AlterObjectSchemaStmt& node) {
  base::SetSchema change;
  change.kind = kind_of(node.objectType);
  mention(statement, node.relation);
  change.object = node.relation != nullptr ? name_of(node.relation) : name_of_object(node.object);
  change.schema = text_of(node.newschema);
  return change;
}

base::StatementBody set_owner(Statement& statement, const AlterOwnerStmt& node) {
  base::SetOwner change;
  change.kind = kind_of(node.objectType);
  mention(statement, node.relation);
  change.object = node.relation != nullptr ? name_of(node.relation) : name_of_object(node.object);
  change.owner = role_of(node.newowner);
  return change;
}

base::StatementBody drop(Statement& statement, const DropStmt& node) {
  base::Drop drop;
  drop.kind = kind_of(node.removeType);
  drop.if_exists = node.missing_ok;
  drop.cascade = node.behavior == DROP_CASCADE;
  drop.concurrently = node.concurrent;
  const bool relation = node.removeType == OBJECT_TABLE || node.removeType == OBJECT_VIEW ||
                        node.removeType == OBJECT_MATVIEW || node.removeType == OBJECT_INDEX ||
                        node.removeType == OBJECT_SEQUENCE ||
                        node.removeType == OBJECT_FOREIGN_TABLE;
  for (const Node* object : Nodes<const Node>(node.objects)) {
    base::Drop::Item item;
    if (part_of_table(node.removeType)) {  // the table's name, then its own
      List* names = const_cast<List*>(list_of(object));
      if (names != nullptr && names->length > 0) {
        item.part = text_of(string_of(names->elements[names->length - 1].ptr_value));
        List table = *names;
        --table.length;
        item.name = name_of(&table);
        statement.ddl.relations.push_back({item.name, false, statement.ddl.line});
      }
    } else if (node.removeType == OBJECT_CAST || node.removeType == OBJECT_TRANSFORM) {
      const Node* type = first<Node>(list_of(object));
      item.name = name_of_object(type);
    } else if (node.removeType == OBJECT_OPCLASS || node.removeType == OBJECT_OPFAMILY) {
      List names = *list_of(object);  // the access method comes first
      ++names.elements;
      --names.length;
      item.name = name_of(&names);
    } else {
      item.name = name_of_object(object);
      if (tag(object) == T_ObjectWithArgs)
        item.arguments = types_of(reinterpret_cast<const ObjectWithArgs*>(object)->objargs);
      if (relation) statement.ddl.relations.push_back({item.name, false, statement.ddl.line});
    }
    drop.items.push_back(std::move(item));
  }
  return drop;
}

}  // namespace copilot::pg::parse
