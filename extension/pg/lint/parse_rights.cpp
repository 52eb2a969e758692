// Rights: GRANT in its forms, and what hangs on a table without being part of it.
// Words: see parse_rights.hpp.
// It must not tell whether a grant is wise.
#include "pg/lint/parse_rights.hpp"

#include <string_view>

namespace copilot::pg::parse {

base::StatementBody grant(Statement& statement, const GrantStmt& node) {
  base::Grant grant;
  grant.revoke = !node.is_grant;
  grant.kind = kind_of(node.objtype);
  grant.all_in_schema = node.targtype == ACL_TARGET_ALL_IN_SCHEMA;
  grant.defaults = node.targtype == ACL_TARGET_DEFAULTS;
  for (const Node* object : Nodes<const Node>(node.objects)) {
    grant.objects.push_back(name_of_object(object));
    if (tag(object) == T_RangeVar) mention(statement, reinterpret_cast<const RangeVar*>(object));
  }
  for (const AccessPriv* each : Nodes<const AccessPriv>(node.privileges))
    grant.privileges.push_back(each->priv_name == nullptr ? "all" : text_of(each->priv_name));
  grant.grantees = roles_of(node.grantees);
  grant.with_option = node.grant_option;
  grant.cascade = node.behavior == DROP_CASCADE;
  return grant;
}

base::StatementBody default_privileges(Statement& statement,
                                       const AlterDefaultPrivilegesStmt& node) {
  return grant(statement, *node.action);
}

base::StatementBody grant_role(const GrantRoleStmt& node) {
  base::GrantRole grant;
  grant.revoke = !node.is_grant;
  for (const AccessPriv* each : Nodes<const AccessPriv>(node.granted_roles))
    grant.roles.push_back(text_of(each->priv_name));
  grant.members = roles_of(node.grantee_roles);
  return grant;
}

base::StatementBody comment(const CommentStmt& node) {
  base::Comment comment;
  comment.kind = kind_of(node.objtype);
  if (node.comment != nullptr) comment.text = text_of(node.comment);
  const bool part = node.objtype == OBJECT_COLUMN || node.objtype == OBJECT_TABCONSTRAINT ||
                    node.objtype == OBJECT_TRIGGER || node.objtype == OBJECT_POLICY ||
                    node.objtype == OBJECT_RULE;
  const auto* names =
      tag(node.object) == T_List ? reinterpret_cast<const List*>(node.object) : nullptr;
  if (part && length(names) > 0) {
    List table = *names;
    comment.part = text_of(string_of(names->elements[names->length - 1].ptr_value));
    --table.length;
    comment.object = name_of(&table);
  } else if (node.objtype == OBJECT_DOMCONSTRAINT && length(names) == 2) {
    comment.object = name_of_object(first<Node>(names));
    comment.part = text_of(string_of(names->elements[1].ptr_value));
  } else {
    comment.object = name_of_object(node.object);
  }
  return comment;
}

base::StatementBody create_trigger(Statement& statement, const CreateTrigStmt& node) {
  mention(statement, node.relation);
  mention(statement, node.constrrel);
  mention(statement, node.whenClause);
  base::CreateTrigger trigger;
  trigger.name = text_of(node.trigname);
  trigger.table = name_of(node.relation);
  trigger.function = name_of(node.funcname);
  trigger.replace = node.replace;
  trigger.constraint = node.isconstraint;
  trigger.row = node.row;
  return trigger;
}

namespace {

template <class PolicyStatement>
base::CreatePolicy policy_of(Statement& statement, const PolicyStatement& node) {
  const Source& source = statement.source;
  mention(statement, node.table);
  base::CreatePolicy policy;
  policy.name = text_of(node.policy_name);
  policy.table = name_of(node.table);
  policy.roles = roles_of(node.roles);
  const Span rest{source.after_name(node.table->location), source.tokens().size()};
  if (node.qual != nullptr) {
    const Span clause{source.find(rest, "using"), rest.end};
    policy.using_condition = expression_of(statement, node.qual, source.parenthesised(clause));
  }
  if (node.with_check != nullptr) {
    const Span clause{source.find(rest, "check"), rest.end};
    policy.check = expression_of(statement, node.with_check, source.parenthesised(clause));
  }
  return policy;
}

}  // namespace

base::StatementBody create_policy(Statement& statement, const CreatePolicyStmt& node) {
  base::CreatePolicy policy = policy_of(statement, node);
  policy.permissive = node.permissive;
  const std::string_view command = node.cmd_name;
  policy.command = command == "select"   ? 'r'
                   : command == "insert" ? 'a'
                   : command == "update" ? 'w'
                   : command == "delete" ? 'd'
                                         : '*';
  return policy;
}

base::StatementBody alter_policy(Statement& statement, const AlterPolicyStmt& node) {
  base::CreatePolicy policy = policy_of(statement, node);
  policy.alter = true;
  return policy;
}

base::StatementBody create_rule(Statement& statement, const RuleStmt& node) {
  mention(statement, node.relation);
  mention(statement, node.whereClause);
  mention(statement, reinterpret_cast<const Node*>(node.actions));
  base::CreateRule rule;
  rule.name = text_of(node.rulename);
  rule.table = name_of(node.relation);
  // As in pg_rewrite.ev_type.
  rule.event = static_cast<char>('0' + static_cast<int>(node.event));
  rule.instead = node.instead;
  rule.replace = node.replace;
  return rule;
}

}  // namespace copilot::pg::parse
