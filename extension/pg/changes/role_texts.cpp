// Roles in words: attributes, names, and what is granted to whom.
// Words: see values.hpp.
// A password is never read: that it was set is all that may be told.
#include <cstring>

#include "pg/changes/values.hpp"

extern "C" {
#include "lib/stringinfo.h"
#include "nodes/value.h"
#include "utils/formatting.h"
}

namespace copilot::pg {

RoleAttributes role_attributes(const char* name) {
  RoleAttributes found = {};
  const HeapTuple tuple = SearchSysCache1(AUTHNAME, CStringGetDatum(name));
  if (!HeapTupleIsValid(tuple)) return found;
  const auto* role = reinterpret_cast<Form_pg_authid>(GETSTRUCT(tuple));
  found.exists = true;
  found.superuser = role->rolsuper;
  found.inherit = role->rolinherit;
  found.create_role = role->rolcreaterole;
  found.create_db = role->rolcreatedb;
  found.login = role->rolcanlogin;
  found.replication = role->rolreplication;
  found.bypass_rls = role->rolbypassrls;
  found.connections = role->rolconnlimit;
  bool is_null;
  const Datum until = SysCacheGetAttr(AUTHNAME, tuple, Anum_pg_authid_rolvaliduntil, &is_null);
  found.expires = !is_null;
  if (!is_null) found.valid_until = DatumGetTimestampTz(until);
  ReleaseSysCache(tuple);
  return found;
}

const char* attributes_that_differ(const RoleAttributes& now, const RoleAttributes& then) {
  StringInfoData text;
  initStringInfo(&text);
  const auto say = [&](const char* words) {
    appendStringInfo(&text, "%s%s", text.len > 0 ? ", " : "", words);
  };
  const auto flag = [&](bool RoleAttributes::*which, const char* words) {
    if (now.*which != then.*which) say(psprintf("%s%s", now.*which ? "" : "NO", words));
  };
  flag(&RoleAttributes::superuser, "SUPERUSER");
  flag(&RoleAttributes::inherit, "INHERIT");
  flag(&RoleAttributes::create_role, "CREATEROLE");
  flag(&RoleAttributes::create_db, "CREATEDB");
  flag(&RoleAttributes::login, "LOGIN");
  flag(&RoleAttributes::replication, "REPLICATION");
  flag(&RoleAttributes::bypass_rls, "BYPASSRLS");
  if (now.connections != then.connections) say(psprintf("CONNECTION LIMIT %d", now.connections));
  if (now.expires != then.expires || now.valid_until != then.valid_until)
    say(now.expires ? psprintf("VALID UNTIL %s", timestamptz_to_str(now.valid_until))
                    : "VALID UNTIL infinity");
  return text.data;
}

const char* role_name(const RoleSpec* role) {
  switch (role->roletype) {
    case ROLESPEC_CSTRING:
      return quote_identifier(role->rolename);
    case ROLESPEC_PUBLIC:
      return "PUBLIC";
    case ROLESPEC_SESSION_USER:
      return quote_identifier(GetUserNameFromId(GetSessionUserId(), false));
    default:
      return quote_identifier(GetUserNameFromId(GetUserId(), false));
  }
}

const char* role_names(const List* roles) {
  StringInfoData text;
  initStringInfo(&text);
  const ListCell* cell;
  foreach (cell, roles)
    appendStringInfo(&text, "%s%s", text.len > 0 ? ", " : "",
                     role_name(static_cast<const RoleSpec*>(lfirst(cell))));
  return text.data;
}

const char* privileges_text(const GrantStmt& grant) {
  StringInfoData text;
  initStringInfo(&text);
  const ListCell* cell;
  foreach (cell, grant.privileges) {
    const auto* each = static_cast<const AccessPriv*>(lfirst(cell));
    appendStringInfoString(&text, text.len > 0 ? ", " : "");
    appendStringInfoString(&text, each->priv_name != nullptr
                                      ? asc_toupper(each->priv_name, std::strlen(each->priv_name))
                                      : "ALL");
    const ListCell* column;
    const char* between = " (";
    foreach (column, each->cols) {
      appendStringInfo(&text, "%s%s", between,
                       quote_identifier(strVal(static_cast<Node*>(lfirst(column)))));
      between = ", ";
    }
    if (each->cols != NIL) appendStringInfoChar(&text, ')');
  }
  if (grant.privileges == NIL) appendStringInfoString(&text, "ALL");
  appendStringInfo(&text, " %s %s", grant.is_grant ? "TO" : "FROM", role_names(grant.grantees));
  if (grant.is_grant && grant.grant_option) appendStringInfoString(&text, " WITH GRANT OPTION");
  return text.data;
}

}  // namespace copilot::pg
