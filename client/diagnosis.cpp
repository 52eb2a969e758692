// Diagnosis: one query about the extension, and the advice that follows from it.
// Words: see diagnosis.hpp.
// It must not name a step that would not help in the case at hand.
#include "diagnosis.hpp"

namespace copilot::client {

const char* const presence_sql = R"(
SELECT e.extversion AS version,
       EXISTS (SELECT FROM pg_catalog.pg_available_extensions a WHERE a.name = 'copilot') AS available,
       COALESCE(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false) AS schema_usage,
       p.signature AS function,
       COALESCE(p.allowed, false) AS function_execute,
       COALESCE(p.operators, false) AS operator_execute,
       pg_catalog.quote_ident(pg_catalog.current_database()) AS database,
       pg_catalog.quote_ident(current_user) AS role
FROM (VALUES (1)) AS one (row)
LEFT JOIN pg_catalog.pg_extension e ON e.extname = 'copilot'
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN LATERAL (
  SELECT pg_catalog.format('%I.%I(%s)', n.nspname, f.proname,
                           pg_catalog.pg_get_function_identity_arguments(f.oid)) AS signature,
         pg_catalog.has_function_privilege(f.oid, 'EXECUTE') AS allowed,
         (SELECT pg_catalog.has_function_privilege(r.oid, f.oid, 'EXECUTE')
          FROM pg_catalog.pg_roles r WHERE r.rolname = 'copilot_operator') AS operators
  FROM pg_catalog.pg_proc f
  WHERE f.pronamespace = n.oid AND f.proname = $1
  LIMIT 1) p ON true)";

std::optional<Problem> diagnose(const Presence& presence, const std::string& function) {
  const std::string elsewhere =
      "\nWhere no extension can be installed, such as on a managed service, install copilot on any "
      "other server, and ask it: set PGCOPILOT_HUB to its connection string and name this server "
      "with -d; or connect to it and name this one with --server.";
  if (!presence.installed && presence.available)
    return Problem{query_failed, "copilot is not installed in database " + presence.database, "",
                   "As a superuser, run in that database: CREATE EXTENSION copilot;\n"
                   "One installation in a cluster is enough; if another database has it, name that "
                   "one with -d."};
  if (!presence.installed)
    return Problem{
        query_failed, "this server has no copilot",
        "The extension is neither installed in database " + presence.database +
            " nor available on the server.",
        "On the server's host, install the package, or in copilot's sources run: make && "
        "sudo make install\nThen, as a superuser, in this database: CREATE EXTENSION "
        "copilot;" +
            elsewhere};
  if (!presence.schema_usage)
    return Problem{query_failed, "role " + presence.role + " may not use the schema copilot", "",
                   "As its owner or a superuser, run: GRANT USAGE ON SCHEMA copilot TO " +
                       presence.role + ";"};
  if (!presence.function_exists)
    return Problem{
        query_failed,
        "copilot " + presence.version + " in database " + presence.database + " has no function " +
            function,
        "",
        "Install this client's version of copilot on the server, then run: ALTER EXTENSION "
        "copilot UPDATE;"};
  if (!presence.function_execute && presence.operator_execute)
    return Problem{query_failed, "role " + presence.role + " may not call copilot." + function,
                   "It is for members of the role copilot_operator.",
                   "As a superuser, run: GRANT copilot_operator TO " + presence.role + ";"};
  if (!presence.function_execute)
    return Problem{query_failed, "role " + presence.role + " may not call copilot." + function, "",
                   "As its owner or a superuser, run: GRANT EXECUTE ON FUNCTION " +
                       presence.function + " TO " + presence.role + ";"};
  return std::nullopt;
}

}  // namespace copilot::client
