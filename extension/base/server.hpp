// What copilot asks every server first: its version, where it stands, and what the role may see.
// Words: see base::Server in db.hpp.
// The query must run on every supported version, on a standby, and for any role.
#pragma once

#include "base/db.hpp"

namespace copilot::base {

// One row, two sets of columns: the facts, and the extensions as an array of name, schema, version and state.
inline constexpr const char* server_query = R"sql(
SELECT current_setting('server_version_num') AS version,
       pg_is_in_recovery() AS standby,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS read_all_stats,
       pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') AS read_all_settings,
       pg_has_role(current_user, 'pg_read_server_files', 'USAGE') AS read_server_files,
       current_database() AS database,
       quote_ident(current_user) AS role,
       e.extname AS extension, quote_ident(n.nspname) AS schema, e.extversion,
       e.extname <> 'pg_stat_statements'
         OR current_setting('pg_stat_statements.max', true) IS NOT NULL AS loaded,
       has_schema_privilege(n.oid, 'USAGE') AS usable
FROM (SELECT 1) AS one LEFT JOIN pg_extension AS e ON true
  LEFT JOIN pg_namespace AS n ON n.oid = e.extnamespace
)sql";

Server read_server(const Rows& rows, bool local);

}  // namespace copilot::base
