// What a statement is about, read from its parse tree before it runs (it may change the tree).
// Words: see statement.hpp.
// A name that cannot be resolved is left as it is written: the statement itself will say what is wrong.
#include <cstring>

#include "pg/changes/values.hpp"

extern "C" {
#include "access/table.h"
#include "nodes/makefuncs.h"
#include "tcop/utility.h"
}

namespace copilot::pg {

namespace {

template <class Node_>
const Node_& as(const Node* node) {
  return *reinterpret_cast<const Node_*>(node);
}

void set_before(Statement& statement, const char* value) {
  statement.record.has_before = value != nullptr;
  if (value != nullptr) put(statement.record.before, value);
}

void set_after(Statement& statement, const char* value) {
  statement.record.has_after = value != nullptr;
  if (value != nullptr) put(statement.record.after, value);
}

void set_kind(Statement& statement, const char* kind) {
  strlcpy(statement.record.kind, kind, sizeof statement.record.kind);
  statement.record.foldable = strcmp(kind, "config") != 0;
}

void name_subject(Statement& statement, Subject subject, const char* name) {
  statement.subject = subject;
  strlcpy(statement.name, name, sizeof statement.name);
}

// An existing relation: its statement may rename or drop it.
void target_relation(Statement& statement, const RangeVar* relation) {
  const Oid oid = RangeVarGetRelid(relation, NoLock, true);
  if (!OidIsValid(oid)) {
    put(statement.record.object,
        quote_qualified_identifier(relation->schemaname, relation->relname));
    return;
  }
  ObjectAddressSet(statement.target, RelationRelationId, oid);
  statement.temporary = is_temporary(oid);
  put(statement.record.object, relation_identity(oid));
}

// A relation that the statement makes.
void made_relation(Statement& statement, const RangeVar* relation) {
  statement.by_name = true;
  statement.needs_event = true;
  if (relation->schemaname != nullptr)
    strlcpy(statement.schema, relation->schemaname, sizeof statement.schema);
  strlcpy(statement.name, relation->relname, sizeof statement.name);
}

// Any other object that is there already. The lock goes with the subtransaction around all this.
// ALTER and GRANT have a type's names as a list, where the server looks for the name of a type; a domain's constraint
// is told by its domain there.
void target_object(Statement& statement, ObjectType type, const Node* object) {
  const bool of_type = type == OBJECT_TYPE || type == OBJECT_DOMAIN || type == OBJECT_DOMCONSTRAINT;
  if (of_type && IsA(object, List)) {
    const auto* names = reinterpret_cast<const List*>(object);
    const bool named = names != NIL && IsA(linitial(names), String);
    if (named) object = reinterpret_cast<Node*>(makeTypeNameFromNameList(list_copy(names)));
    if (named && type == OBJECT_DOMCONSTRAINT) type = OBJECT_DOMAIN;
  }
  Relation relation = nullptr;
  const ObjectAddress address =
      get_object_address(type, const_cast<Node*>(object), &relation, AccessShareLock, true);
  if (relation != nullptr) {
    statement.temporary = is_temporary(RelationGetRelid(relation));
    table_close(relation, NoLock);
  }
  if (!OidIsValid(address.objectId)) return;
  statement.target = address;
  const char* identity = object_identity(address);
  if (identity != nullptr) put(statement.record.object, identity);
}

bool is_relation(ObjectType type) {
  switch (type) {
    case OBJECT_TABLE:
    case OBJECT_INDEX:
    case OBJECT_SEQUENCE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_FOREIGN_TABLE:
      return true;
    default:
      return false;
  }
}

void describe_drop(const DropStmt& drop, Statement& statement) {
  statement.needs_event = true;
  statement.counts_drops = drop.behavior == DROP_CASCADE;
  auto* first = static_cast<Node*>(linitial(drop.objects));
  statement.record.pieces = list_length(drop.objects);
  if (is_relation(drop.removeType))
    target_relation(statement, makeRangeVarFromNameList(reinterpret_cast<List*>(first)));
  else
    target_object(statement, drop.removeType, first);
  if (drop.removeType == OBJECT_EXTENSION) {
    set_kind(statement, "extension");
    name_subject(statement, Subject::extension, strVal(first));
    set_before(statement, extension_version(strVal(first)));
  }
}

void describe_rename(const RenameStmt& rename, Statement& statement) {
  if (rename.renameType == OBJECT_ROLE) set_kind(statement, "role");
  const bool of_domain = rename.renameType == OBJECT_DOMCONSTRAINT;
  statement.renames = rename.relation == nullptr ? !of_domain : is_relation(rename.renameType);
  if (!statement.renames) {
    set_before(statement, rename.subname != nullptr ? quote_identifier(rename.subname) : nullptr);
    set_after(statement, quote_identifier(rename.newname));
  }
  if (rename.relation != nullptr) {
    target_relation(statement, rename.relation);
  } else if (rename.object != nullptr) {
    target_object(statement, rename.renameType, rename.object);
  } else if (rename.subname != nullptr) {  // what has no schema
    target_object(statement, rename.renameType,
                  reinterpret_cast<Node*>(makeString(pstrdup(rename.subname))));
  }
  if (statement.renames && *statement.record.object != '\0') {
    memcpy(statement.record.before, statement.record.object, sizeof statement.record.before);
    statement.record.has_before = true;
  }
}

void describe_role_options(const List* options, Statement& statement) {
  const ListCell* cell;
  foreach (cell, options)
    if (strcmp(static_cast<const DefElem*>(lfirst(cell))->defname, "password") == 0)
      statement.sets_password = true;
}

void describe_role(const char* name, const List* options, Statement& statement) {
  set_kind(statement, "role");
  name_subject(statement, Subject::role, name);
  statement.role = role_attributes(name);
  put(statement.record.object, quote_identifier(name));
  describe_role_options(options, statement);
}

const char* plain_role_name(const RoleSpec* role) {
  if (role->roletype == ROLESPEC_CSTRING) return role->rolename;
  return GetUserNameFromId(
      role->roletype == ROLESPEC_SESSION_USER ? GetSessionUserId() : GetUserId(), false);
}

void describe_grant(const GrantStmt& grant, Statement& statement) {
  set_kind(statement, "role");
  const char* privileges = privileges_text(grant);
  if (grant.is_grant)
    set_after(statement, privileges);
  else
    set_before(statement, privileges);
  if (grant.objects == NIL) return;
  statement.record.pieces = list_length(grant.objects);
  auto* first = static_cast<Node*>(linitial(grant.objects));
  if (grant.targtype == ACL_TARGET_ALL_IN_SCHEMA)
    put(statement.record.object, psprintf("all in schema %s", quote_identifier(strVal(first))));
  else if (IsA(first, RangeVar))
    target_relation(statement, reinterpret_cast<RangeVar*>(first));
  else if (IsA(first, String) || IsA(first, ObjectWithArgs)) {
    target_object(statement, grant.objtype, first);
    statement.tells_type = true;
  }
}

void describe_membership(const GrantRoleStmt& grant, Statement& statement) {
  set_kind(statement, "role");
  const char* names = "";
  const ListCell* cell;
  foreach (cell, grant.granted_roles)
    names = psprintf("%s%s%s", names, *names != '\0' ? ", " : "",
                     quote_identifier(static_cast<const AccessPriv*>(lfirst(cell))->priv_name));
  put(statement.record.object, names);
  const char* members = role_names(grant.grantee_roles);
  if (grant.is_grant)
    set_after(statement, psprintf("TO %s", members));
  else
    set_before(statement, psprintf("TO %s", members));
}

void describe_setting(const VariableSetStmt& set, Subject subject, const char* target,
                      Statement& statement) {
  set_kind(statement, "config");
  const bool all = set.kind == VAR_RESET_ALL || set.name == nullptr;
  put(statement.record.action,
      psprintf("%s%s", target,
               all ? " RESET ALL"
                   : (set.kind == VAR_RESET || set.kind == VAR_SET_DEFAULT ? " RESET" : " SET")));
  if (all) {
    put(statement.record.object, "all settings");
    return;
  }
  put(statement.record.object, set.name);
  name_subject(statement, subject, set.name);
  set_before(statement,
             subject == Subject::system_setting
                 ? system_setting(set.name)
                 : role_setting(statement.setting_database, statement.setting_role, set.name));
}

void describe_role_set(const AlterRoleSetStmt& alter, Statement& statement) {
  const char* role = alter.role != nullptr ? plain_role_name(alter.role) : nullptr;
  statement.setting_role = role != nullptr ? get_role_oid(role, true) : InvalidOid;
  statement.setting_database =
      alter.database != nullptr ? get_database_oid(alter.database, true) : InvalidOid;
  const char* target = psprintf("ALTER ROLE %s", role != nullptr ? quote_identifier(role) : "ALL");
  if (alter.database != nullptr)
    target = psprintf("%s IN DATABASE %s", target, quote_identifier(alter.database));
  describe_setting(*alter.setstmt, Subject::role_setting, target, statement);
}

void describe_database_set(const AlterDatabaseSetStmt& alter, Statement& statement) {
  statement.setting_database = get_database_oid(alter.dbname, true);
  describe_setting(*alter.setstmt, Subject::role_setting,
                   psprintf("ALTER DATABASE %s", quote_identifier(alter.dbname)), statement);
}

void describe_extension(const char* name, Statement& statement) {
  set_kind(statement, "extension");
  name_subject(statement, Subject::extension, name);
  put(statement.record.object, quote_identifier(name));
  set_before(statement, extension_version(name));
}

void describe_table(const AlterTableStmt& alter, Statement& statement) {
  target_relation(statement, alter.relation);
  const char* actions = table_actions(alter);
  if (*actions != '\0') set_after(statement, actions);
}

void describe_owner(const AlterOwnerStmt& alter, Statement& statement) {
  set_after(statement, psprintf("OWNER TO %s", role_name(alter.newowner)));
  if (alter.relation != nullptr)
    target_relation(statement, alter.relation);
  else
    target_object(statement, alter.objectType, alter.object);
}

void describe_schema_change(const AlterObjectSchemaStmt& alter, Statement& statement) {
  statement.renames = true;
  if (alter.objectType == OBJECT_EXTENSION) set_kind(statement, "extension");
  if (alter.relation != nullptr)
    target_relation(statement, alter.relation);
  else
    target_object(statement, alter.objectType, alter.object);
  memcpy(statement.record.before, statement.record.object, sizeof statement.record.before);
  statement.record.has_before = *statement.record.object != '\0';
}

void describe_names(const List* roles, Statement& statement) {
  set_kind(statement, "role");
  put(statement.record.object, role_names(roles));
}

void describe_database(const char* name, Statement& statement) {
  put(statement.record.object, quote_identifier(name));
}

}  // namespace

void describe_before(const Node* node, Statement& statement) {
  set_kind(statement, "ddl");
  put(statement.record.action, GetCommandTagName(CreateCommandTag(const_cast<Node*>(node))));
  statement.expected_class = class_of(nodeTag(node));
  switch (nodeTag(node)) {
    case T_AlterSystemStmt:
      return describe_setting(*as<AlterSystemStmt>(node).setstmt, Subject::system_setting,
                              "ALTER SYSTEM", statement);
    case T_AlterRoleSetStmt:
      return describe_role_set(as<AlterRoleSetStmt>(node), statement);
    case T_AlterDatabaseSetStmt:
      return describe_database_set(as<AlterDatabaseSetStmt>(node), statement);
    case T_CreateRoleStmt:
      return describe_role(as<CreateRoleStmt>(node).role, as<CreateRoleStmt>(node).options,
                           statement);
    case T_AlterRoleStmt:
      return describe_role(plain_role_name(as<AlterRoleStmt>(node).role),
                           as<AlterRoleStmt>(node).options, statement);
    case T_DropRoleStmt:
      statement.needs_event = true;
      statement.record.pieces = list_length(as<DropRoleStmt>(node).roles);
      return describe_names(as<DropRoleStmt>(node).roles, statement);
    case T_GrantStmt:
      return describe_grant(as<GrantStmt>(node), statement);
    case T_GrantRoleStmt:
      return describe_membership(as<GrantRoleStmt>(node), statement);
    case T_AlterDefaultPrivilegesStmt:
      describe_grant(*as<AlterDefaultPrivilegesStmt>(node).action, statement);
      return put(statement.record.object, "default privileges");
    case T_ReassignOwnedStmt:
      set_after(statement, psprintf("TO %s", role_name(as<ReassignOwnedStmt>(node).newrole)));
      return describe_names(as<ReassignOwnedStmt>(node).roles, statement);
    case T_DropOwnedStmt:
      statement.counts_drops = true;
      return describe_names(as<DropOwnedStmt>(node).roles, statement);
    case T_CreateExtensionStmt:
      statement.needs_event = true;
      return describe_extension(as<CreateExtensionStmt>(node).extname, statement);
    case T_AlterExtensionStmt:
      return describe_extension(as<AlterExtensionStmt>(node).extname, statement);
    case T_AlterExtensionContentsStmt:
      return describe_extension(as<AlterExtensionContentsStmt>(node).extname, statement);
    case T_CreateStmt:
      return made_relation(statement, as<CreateStmt>(node).relation);
    case T_CreateForeignTableStmt:
      return made_relation(statement, as<CreateForeignTableStmt>(node).base.relation);
    case T_CreateTableAsStmt:
      return made_relation(statement, as<CreateTableAsStmt>(node).into->rel);
    case T_ViewStmt:
      return made_relation(statement, as<ViewStmt>(node).view);
    case T_CreateSeqStmt:
      return made_relation(statement, as<CreateSeqStmt>(node).sequence);
    case T_AlterTableStmt:
      return describe_table(as<AlterTableStmt>(node), statement);
    case T_AlterSeqStmt:
      return target_relation(statement, as<AlterSeqStmt>(node).sequence);
    case T_AlterFunctionStmt:
      return target_object(statement, as<AlterFunctionStmt>(node).objtype,
                           reinterpret_cast<const Node*>(as<AlterFunctionStmt>(node).func));
    case T_AlterOwnerStmt:
      return describe_owner(as<AlterOwnerStmt>(node), statement);
    case T_AlterObjectSchemaStmt:
      return describe_schema_change(as<AlterObjectSchemaStmt>(node), statement);
    case T_RenameStmt:
      return describe_rename(as<RenameStmt>(node), statement);
    case T_DropStmt:
      return describe_drop(as<DropStmt>(node), statement);
    case T_AlterDatabaseStmt:
      return describe_database(as<AlterDatabaseStmt>(node).dbname, statement);
    case T_DropdbStmt:
      statement.needs_event = true;
      return describe_database(as<DropdbStmt>(node).dbname, statement);
    case T_DropTableSpaceStmt:
      statement.needs_event = true;
      return put(statement.record.object,
                 quote_identifier(as<DropTableSpaceStmt>(node).tablespacename));
    case T_AlterTableSpaceOptionsStmt:
      return put(statement.record.object,
                 quote_identifier(as<AlterTableSpaceOptionsStmt>(node).tablespacename));
    case T_DropSubscriptionStmt:
      statement.needs_event = true;
      return put(statement.record.object, quote_identifier(as<DropSubscriptionStmt>(node).subname));
    case T_DropUserMappingStmt:
      statement.needs_event = true;
      return put(statement.record.object,
                 psprintf("%s on server %s", role_name(as<DropUserMappingStmt>(node).user),
                          quote_identifier(as<DropUserMappingStmt>(node).servername)));
    case T_AlterTableMoveAllStmt:
      return put(statement.record.object,
                 psprintf("all in tablespace %s",
                          quote_identifier(as<AlterTableMoveAllStmt>(node).orig_tablespacename)));
    case T_AlterPublicationStmt:
      return put(statement.record.object, quote_identifier(as<AlterPublicationStmt>(node).pubname));
    case T_ImportForeignSchemaStmt:
      statement.needs_event = true;
      return put(statement.record.object,
                 psprintf("%s of server %s",
                          quote_identifier(as<ImportForeignSchemaStmt>(node).remote_schema),
                          quote_identifier(as<ImportForeignSchemaStmt>(node).server_name)));
    default:
      statement.needs_event = true;
      statement.by_event = true;
  }
}

}  // namespace copilot::pg
