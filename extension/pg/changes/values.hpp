// What a statement changes the value of: settings, attributes of roles, versions of extensions.
// Words: see statement.hpp; every text is palloc'd, null is none. A value that may be a secret is masked.
// All of it runs under guard, and reads catalogs and postgresql.auto.conf only.
#pragma once

#include "pg/changes/statement.hpp"

namespace copilot::pg {

// What ALTER SYSTEM has set it to.
const char* system_setting(const char* name);
// What ALTER ROLE or ALTER DATABASE ... SET has set it to; zero is every database, every role.
const char* role_setting(Oid database, Oid role, const char* name);
const char* extension_version(const char* name);

RoleAttributes role_attributes(const char* name);
// The attributes of `now` that are not those of `then`, as CREATE ROLE writes them; empty if none.
const char* attributes_that_differ(const RoleAttributes& now, const RoleAttributes& then);

// "SELECT, UPDATE (a) TO app"; PUBLIC and the current role by name.
const char* privileges_text(const GrantStmt& grant);
const char* role_name(const RoleSpec* role);
const char* role_names(const List* roles);

// "ADD COLUMN a, ALTER COLUMN b TYPE"; empty where there is nothing to tell.
const char* table_actions(const AlterTableStmt& alter);

}  // namespace copilot::pg
