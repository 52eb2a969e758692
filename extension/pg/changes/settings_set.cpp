// What is set for the server, a database or a role, as the file and the catalog have it.
// Words: see values.hpp.
// It reads what is written, not what is in force: a session may have a value of its own.
#include <cstring>
#include <string>

#include "base/mask.hpp"
#include "base/secret_name.hpp"
#include "pg/changes/values.hpp"

extern "C" {
#include "access/genam.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_db_role_setting.h"
#include "catalog/pg_extension.h"
#include "storage/fd.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
}

#include "pg/encoding.hpp"

namespace copilot::pg {

namespace {

// A std::string lives only inside: nothing of the server is called meanwhile.
bool masked_copy(const char* value, char* to, std::size_t size) {
  try {
    const std::string masked = base::mask_conninfo(value);
    if (masked.size() >= size) return false;
    std::memcpy(to, masked.c_str(), masked.size() + 1);
    return true;
  } catch (...) {
    return false;
  }
}

// Under another role's eyes: what only superusers may see, and what is a secret by its name, goes.
const char* without_secret(const char* name, const char* value) {
  if (value == nullptr || *value == '\0') return value;
  const bool hidden = (GetConfigOptionFlags(name, true) & GUC_SUPERUSER_ONLY) != 0 ||
                      base::setting_names_secret(name);
  if (hidden) return pstrdup("********");
  const std::size_t size = 4 * std::strlen(value) + 64;
  auto* shown = static_cast<char*>(palloc(size));
  return masked_copy(value, shown, size) ? shown : pstrdup("********");
}

}  // namespace

const char* system_setting(const char* name) {
  FILE* file = AllocateFile(PG_AUTOCONF_FILENAME, "r");
  if (file == nullptr) return nullptr;
  ConfigVariable* first = nullptr;
  ConfigVariable* last = nullptr;
  const bool whole = ParseConfigFp(file, PG_AUTOCONF_FILENAME, 0, DEBUG1, &first, &last);
  FreeFile(file);
  const char* value = nullptr;
  for (const ConfigVariable* each = first; whole && each != nullptr; each = each->next)
    if (each->name != nullptr && pg_strcasecmp(each->name, name) == 0)
      value = pstrdup(each->value != nullptr ? each->value : "");
  FreeConfigVariables(first);
  return without_secret(name, value);
}

const char* role_setting(Oid database, Oid role, const char* name) {
  const Relation catalog = table_open(DbRoleSettingRelationId, AccessShareLock);
  ScanKeyData keys[2];
  ScanKeyInit(&keys[0], Anum_pg_db_role_setting_setdatabase, BTEqualStrategyNumber, F_OIDEQ,
              ObjectIdGetDatum(database));
  ScanKeyInit(&keys[1], Anum_pg_db_role_setting_setrole, BTEqualStrategyNumber, F_OIDEQ,
              ObjectIdGetDatum(role));
  const SysScanDesc scan =
      systable_beginscan(catalog, DbRoleSettingDatidRolidIndexId, true, nullptr, 2, keys);
  const HeapTuple tuple = systable_getnext(scan);
  const char* value = nullptr;
  if (HeapTupleIsValid(tuple)) {
    bool is_null;
    const Datum array =
        heap_getattr(tuple, Anum_pg_db_role_setting_setconfig, RelationGetDescr(catalog), &is_null);
    Datum* entries = nullptr;
    int count = 0;
    if (!is_null)
      deconstruct_array(DatumGetArrayTypePCopy(array), TEXTOID, -1, false, TYPALIGN_INT, &entries,
                        nullptr, &count);
    const std::size_t length = std::strlen(name);
    for (int i = 0; i < count; ++i) {
      const char* entry = TextDatumGetCString(entries[i]);
      if (pg_strncasecmp(entry, name, length) == 0 && entry[length] == '=')
        value = entry + length + 1;
    }
  }
  systable_endscan(scan);
  table_close(catalog, AccessShareLock);
  return without_secret(name, value);
}

const char* extension_version(const char* name) {
  const Relation catalog = table_open(ExtensionRelationId, AccessShareLock);
  ScanKeyData key;
  ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ,
              CStringGetDatum(name));
  const SysScanDesc scan =
      systable_beginscan(catalog, ExtensionNameIndexId, true, nullptr, 1, &key);
  const HeapTuple tuple = systable_getnext(scan);
  const char* version = nullptr;
  if (HeapTupleIsValid(tuple)) {
    bool is_null;
    const Datum value =
        heap_getattr(tuple, Anum_pg_extension_extversion, RelationGetDescr(catalog), &is_null);
    if (!is_null) version = TextDatumGetCString(value);
  }
  systable_endscan(scan);
  table_close(catalog, AccessShareLock);
  return version;
}

}  // namespace copilot::pg
