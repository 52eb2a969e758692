// Facts that all databases share: roles, memberships, passwords, databases, tablespaces, and what is set for roles and databases.
// Words: as in reconcile.hpp; a password is known by a hash of its hash.
// No hash of a password leaves the facts.
#include "base/secret_name.hpp"
#include "pg/history/reconcile.hpp"

namespace copilot::pg {

namespace {

struct Query {
  const char* kind;    // of the facts
  const char* change;  // kind of the change
  const char* noun;    // of the action: CREATE noun
  const char* sql;     // object, value, and other names that explain a difference
};

constexpr Query queries[] = {
    {"role", "role", "ROLE", R"sql(
SELECT quote_ident(rolname) AS object, NULL AS other,
       concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN NOT rolinherit THEN 'NOINHERIT' END,
         CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
         CASE WHEN rolcanlogin THEN 'LOGIN' END, CASE WHEN rolreplication THEN 'REPLICATION' END,
         CASE WHEN rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN rolconnlimit <> -1 THEN 'CONNECTION LIMIT ' || rolconnlimit END,
         'VALID UNTIL ' || rolvaliduntil) AS value
FROM pg_authid WHERE rolname NOT LIKE 'pg\_%'
)sql"},
    {"password", "role", "PASSWORD", R"sql(
SELECT quote_ident(rolname) AS object, NULL AS other, 'hash ' || md5(rolpassword) AS value
FROM pg_authid WHERE rolpassword IS NOT NULL
)sql"},
    {"membership", "role", "MEMBERSHIP", R"sql(
SELECT quote_ident(r.rolname) || ' TO ' || quote_ident(u.rolname) AS object,
       quote_ident(r.rolname) || ', ' || quote_ident(u.rolname) AS other,
       string_agg(concat_ws(', ', CASE WHEN (to_jsonb(m) ->> 'admin_option')::boolean THEN 'ADMIN' END,
         CASE WHEN NOT (to_jsonb(m) ->> 'inherit_option')::boolean THEN 'INHERIT FALSE' END,
         CASE WHEN NOT (to_jsonb(m) ->> 'set_option')::boolean THEN 'SET FALSE' END), '; ' ORDER BY m.grantor) AS value
FROM pg_auth_members AS m JOIN pg_authid AS r ON r.oid = m.roleid JOIN pg_authid AS u ON u.oid = m.member
GROUP BY 1, 2
)sql"},
    {"database", "ddl", "DATABASE", R"sql(
SELECT quote_ident(datname) AS object, NULL AS other,
       concat_ws(', ', 'OWNER ' || pg_get_userbyid(datdba), CASE WHEN NOT datallowconn THEN 'ALLOW_CONNECTIONS false' END,
         CASE WHEN datconnlimit <> -1 THEN 'CONNECTION LIMIT ' || datconnlimit END,
         CASE WHEN datistemplate THEN 'IS_TEMPLATE true' END, 'ACCESS ' || datacl::text) AS value
FROM pg_database
)sql"},
    {"tablespace", "ddl", "TABLESPACE", R"sql(
SELECT quote_ident(spcname) AS object, NULL AS other,
       concat_ws(', ', 'OWNER ' || pg_get_userbyid(spcowner), 'ACCESS ' || spcacl::text, spcoptions::text) AS value
FROM pg_tablespace
)sql"},
    {"parameter", "role", "PARAMETER", R"sql(
SELECT parname AS object, NULL AS other, paracl::text AS value FROM pg_parameter_acl
)sql"},
    {"role_setting", "config", "SETTING", R"sql(
SELECT split_part(entry, '=', 1) || ' of ' || target AS object,
       concat_ws(', ', 'all settings of ' || target, quote_ident(r.rolname), quote_ident(d.datname)) AS other,
       substring(entry FROM '=(.*)') AS value
FROM pg_db_role_setting AS s CROSS JOIN unnest(setconfig) AS entry
  LEFT JOIN pg_authid AS r ON r.oid = setrole LEFT JOIN pg_database AS d ON d.oid = setdatabase
  CROSS JOIN concat_ws(' in ', coalesce('role ' || quote_ident(r.rolname), CASE WHEN setdatabase = 0 THEN 'role ALL' END),
                       'database ' || quote_ident(d.datname)) AS target
)sql"},
};

bool explained(const Told& told, const std::string& object, const std::string& others) {
  if (told.explains("", object)) return true;
  for (std::size_t at = 0; at < others.size();) {
    const std::size_t end = std::min(others.find(", ", at), others.size());
    if (told.explains("", others.substr(at, end - at))) return true;
    at = end + 2;
  }
  return false;
}

const char* verb(const Difference& difference) {
  return !difference.before ? "CREATE " : !difference.after ? "DROP " : "ALTER ";
}

// Of what is gone only the object is left: "a TO b", "work_mem of role app in database d".
std::string others_of(const Difference& difference) {
  std::string others = difference.object;
  const std::size_t of = others.find(" of ");
  const std::string all = of == std::string::npos ? "" : ", all settings" + others.substr(of);
  for (const char* word : {" TO ", " of role ", " of database ", " in database "})
    if (const std::size_t at = others.find(word); at != std::string::npos)
      others.replace(at, std::string(word).size(), ", ");
  return others + all;
}

}  // namespace

void look_at_roles(Reconciliation& all) {
  for (const Query& query : queries) {
    const base::Rows rows = all.pass().db.query({query.sql, {}});
    FactList now;
    std::map<std::string, std::string> others;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string object = rows[i].text("object");
      std::string value = rows[i].text("value");
      const std::string setting = object.substr(0, object.find(' '));
      if (query.change == std::string("config") && base::setting_names_secret(setting))
        value = hidden(value);
      now[object] = std::move(value);
      others[object] = rows[i].text("other");
    }
    for (const Difference& each : all.facts().update(query.kind, "", now)) {
      const auto known = others.find(each.object);
      const std::string names =
          known != others.end() && !known->second.empty() ? known->second : others_of(each);
      if (!explained(all.told(), each.object, names))
        all.find(query.change, each.object, verb(each) + std::string(query.noun), each.before,
                 each.after);
    }
  }
}

}  // namespace copilot::pg
