// What a statement has done, looked up once it is visible.
// Words: see statement.hpp.
// An object that is gone keeps the name it had.
#include <cstring>

#include "pg/changes/values.hpp"

extern "C" {
#include "catalog/namespace.h"
#include "nodes/makefuncs.h"
}

namespace copilot::pg {

const char* relation_identity(Oid relation) {
  const char* name = get_rel_name(relation);
  if (name == nullptr) return nullptr;
  return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), name);
}

bool is_temporary(Oid relation) {
  const Oid schema = get_rel_namespace(relation);
  return OidIsValid(schema) && isAnyTempNamespace(schema);
}

namespace {

void set_after(Statement& statement, const char* value) {
  statement.record.has_after = value != nullptr;
  if (value != nullptr) put(statement.record.after, value);
}

void find_made_relation(Statement& statement) {
  const RangeVar* name = makeRangeVar(
      *statement.schema != '\0' ? pstrdup(statement.schema) : nullptr, pstrdup(statement.name), -1);
  const Oid relation = RangeVarGetRelid(name, NoLock, true);
  if (OidIsValid(relation)) ObjectAddressSet(statement.target, RelationRelationId, relation);
}

// The schema whose object it is, where it has one.
bool is_in_temporary_schema(const ObjectAddress& object) {
  if (object.classId == RelationRelationId) return is_temporary(object.objectId);
  if (object.classId == ProcedureRelationId) {
    const Oid schema = get_func_namespace(object.objectId);
    return OidIsValid(schema) && isAnyTempNamespace(schema);
  }
  if (object.classId == TypeRelationId) {
    const HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(object.objectId));
    if (!HeapTupleIsValid(tuple)) return false;
    const bool temporary =
        isAnyTempNamespace(reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple))->typnamespace);
    ReleaseSysCache(tuple);
    return temporary;
  }
  return false;
}

// As format_type writes the types of arguments: without the schema that is always searched.
const char* without_catalog(const char* function) {
  const char* arguments = std::strchr(function, '(');
  if (arguments == nullptr) return function;
  auto* text = static_cast<char*>(palloc(std::strlen(function) + 1));
  std::memcpy(text, function, arguments - function);
  char* to = text + (arguments - function);
  constexpr const char* catalog = "pg_catalog.";
  for (const char* from = arguments; *from != '\0';)
    if (std::strncmp(from, catalog, std::strlen(catalog)) == 0)
      from += std::strlen(catalog);
    else
      *to++ = *from++;
  *to = '\0';
  return text;
}

void name_target(Statement& statement) {
  if (statement.target.classId == InvalidOid) statement.target = statement.touched_first;
  if (statement.target.classId == InvalidOid) return;
  statement.temporary = statement.temporary || is_in_temporary_schema(statement.target);
  const char* identity = statement.target.classId == RelationRelationId
                             ? relation_identity(statement.target.objectId)
                             : object_identity(statement.target);
  if (identity == nullptr) return;
  if (statement.tells_type)
    identity = psprintf("%s %s", getObjectTypeDescription(&statement.target, true), identity);
  put(statement.record.object, identity);
  if (statement.renames) set_after(statement, identity);
}

void tell_role(Statement& statement) {
  const RoleAttributes now = role_attributes(statement.name);
  RoleAttributes then = statement.role;
  if (!then.exists) {  // made just now: what is not CREATE ROLE's default
    then = {};
    then.inherit = true;
    then.connections = -1;
  } else {
    const char* before = attributes_that_differ(then, now);
    statement.record.has_before = *before != '\0';
    put(statement.record.before, before);
  }
  const char* after = attributes_that_differ(now, then);
  if (statement.sets_password)
    after = psprintf("%s%sPASSWORD ********", after, *after != '\0' ? ", " : "");
  set_after(statement, *after != '\0' ? after : nullptr);
}

// A table or function that was dropped is one of those counted, another target comes on top.
void count_pieces(Statement& statement) {
  int32& pieces = statement.record.pieces;
  if (statement.subject == Subject::extension) return;
  const Oid target = statement.target.classId;
  if (target == RelationRelationId || target == ProcedureRelationId)
    pieces = Max(pieces, statement.dropped);
  else
    pieces += statement.dropped;
}

}  // namespace

const char* object_identity(const ObjectAddress& object) {
  const char* identity = getObjectIdentity(&object, true);
  if (identity == nullptr || object.classId != ProcedureRelationId) return identity;
  return without_catalog(identity);
}

bool describe_after(Statement& statement) {
  if (statement.needs_event && statement.touched == 0) return false;
  if (statement.by_name) find_made_relation(statement);
  name_target(statement);
  if (statement.temporary) return false;
  switch (statement.subject) {
    case Subject::role:
      tell_role(statement);
      break;
    case Subject::extension:
      set_after(statement, extension_version(statement.name));
      break;
    case Subject::system_setting:
      set_after(statement, system_setting(statement.name));
      break;
    case Subject::role_setting:
      set_after(statement,
                role_setting(statement.setting_database, statement.setting_role, statement.name));
      break;
    case Subject::none:
      break;
  }
  count_pieces(statement);
  return true;
}

}  // namespace copilot::pg
