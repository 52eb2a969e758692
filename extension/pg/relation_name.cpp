// RelationName: lookups by index and by the server's own caches.
// Words: see relation_name.hpp.
// Temporary relations are passed over: their files are of another kind and their buffers are not
// shared.
#include "pg/relation_name.hpp"

#include <cstdlib>
#include <cstring>

extern "C" {
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "utils/fmgroids.h"
}

namespace copilot::pg {

namespace {

Oid stored_relation(Oid tablespace, Oid number) {
  ScanKeyData keys[2];
  ScanKeyInit(&keys[0], Anum_pg_class_reltablespace, BTEqualStrategyNumber, F_OIDEQ,
              ObjectIdGetDatum(tablespace));
  ScanKeyInit(&keys[1], Anum_pg_class_relfilenode, BTEqualStrategyNumber, F_OIDEQ,
              ObjectIdGetDatum(number));
  Relation classes = table_open(RelationRelationId, AccessShareLock);
  SysScanDesc scan =
      systable_beginscan(classes, ClassTblspcRelfilenodeIndexId, true, nullptr, 2, keys);
  Oid found = InvalidOid;
  while (HeapTuple tuple = systable_getnext(scan)) {
    const auto* form = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
    if (form->relpersistence != RELPERSISTENCE_TEMP) found = form->oid;
  }
  systable_endscan(scan);
  table_close(classes, AccessShareLock);
  return found;
}

struct Class {
  NameData name;
  Oid schema;
  Oid toast;
  char kind;
};

bool read_class(Oid relation, Class& to) {
  HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
  if (!HeapTupleIsValid(tuple)) return false;
  const auto* form = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
  to = {form->relname, form->relnamespace, form->reltoastrelid, form->relkind};
  ReleaseSysCache(tuple);
  return true;
}

// TOAST tables are named after the oid of their table; the table's row confirms it.
const char* toast_owner(const char* name, const char** suffix) {
  constexpr char prefix[] = "pg_toast_";
  if (std::strncmp(name, prefix, sizeof prefix - 1) != 0) return nullptr;
  char* end;
  const Oid owner = static_cast<Oid>(std::strtoul(name + sizeof prefix - 1, &end, 10));
  Class table;
  if (!read_class(owner, table) || !OidIsValid(table.toast)) return nullptr;
  *suffix = end;
  return quote_qualified_identifier(get_namespace_name(table.schema), NameStr(table.name));
}

}  // namespace

Oid relation_of(const compat::RelationFile& file) {
  if (file.tablespace == GLOBALTABLESPACE_OID) return compat::mapped_relation(file.number, true);
  const Oid tablespace = file.tablespace == MyDatabaseTableSpace ? InvalidOid : file.tablespace;
  const Oid relation = stored_relation(tablespace, file.number);
  return OidIsValid(relation) ? relation : compat::mapped_relation(file.number, false);
}

const char* relation_name(Oid relation) {
  Class row;
  if (!read_class(relation, row)) return nullptr;
  const char* schema = get_namespace_name(row.schema);
  if (schema == nullptr) return nullptr;
  const char* suffix = "";
  const char* table =
      std::strcmp(schema, "pg_toast") == 0 ? toast_owner(NameStr(row.name), &suffix) : nullptr;
  if (table == nullptr) return quote_qualified_identifier(schema, NameStr(row.name));
  return psprintf(*suffix == '\0' ? "toast of %s" : "toast index of %s", table);
}

}  // namespace copilot::pg
