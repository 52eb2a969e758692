// The queries of functions, roles, rights, publications, dependencies, and of use and sizes.
// Words: see queries.hpp; the numbers of catalogs are those of their classes, fixed in every version.
// No password is read: only whether there is one.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

// The path is the one a session of this role begins with. Counters began at the latest of: their reset,
// the reset that a crash causes, the making of the cluster.
const char database[] = R"sql(
SELECT current_setting('server_version_num') AS version,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS taken_at,
       (extract(epoch FROM now()) * 1000000)::bigint AS taken_us,
       d.datname AS name, d.datdba AS owner, pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate,
       d.datctype AS ctype, {collation_version} AS collation_version,
       {actual_collation_version} AS actual_collation_version,
       (SELECT reset_val FROM pg_settings WHERE name = 'search_path') AS search_path, current_user AS role,
       extract(epoch FROM now() - greatest(pg_stat_get_db_stat_reset_time(d.oid), control.made, (SELECT stats_reset FROM pg_stat_bgwriter),
         (SELECT stats_reset FROM pg_stat_archiver)))::float8 AS counted_seconds
FROM pg_database AS d,
     (SELECT to_timestamp((system_identifier >> 32)::float8) FROM pg_control_system()) AS control(made)
WHERE d.datname = current_database()
)sql";

const char schemas[] = R"sql(
SELECT n.oid, n.nspname AS name, n.nspowner AS owner, n.nspacl::text AS acl
FROM pg_namespace AS n
WHERE n.nspname IN ('pg_catalog', 'information_schema') OR n.oid NOT IN {foreign_schemas}
)sql";

// The source of what extensions and C brought says nothing to anybody here.
const char functions[] = R"sql(
SELECT p.oid, p.pronamespace AS schema, p.proname AS name, p.proowner AS owner, p.prokind AS kind,
       l.lanname AS language, pg_get_function_identity_arguments(p.oid) AS arguments, p.proargtypes AS argument_types,
       p.prorettype AS result, NULLIF(p.proretset, false) AS result_set, p.provolatile AS volatility,
       p.proparallel AS parallel, NULLIF(p.prosecdef, false) AS security_definer, NULLIF(p.proisstrict, false) AS strict,
       NULLIF(p.proleakproof, false) AS leakproof, p.proconfig AS settings,
       CASE WHEN l.lanname NOT IN ('c', 'internal') AND e.objid IS NULL THEN p.prosrc END AS source,
       {sql_body} AS sql_body, p.proacl::text AS acl
FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
  LEFT JOIN pg_depend AS e ON e.classid = 1255 AND e.objid = p.oid AND e.deptype = 'e'
WHERE p.oid >= 16384 AND p.pronamespace NOT IN {foreign_schemas}
)sql";

const char volatile_functions[] = R"sql(
SELECT DISTINCT p.proname AS name FROM pg_proc AS p
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.provolatile = 'v' AND p.prokind = 'f'
)sql";

// One row, for their names are many and short.
const char built_in_functions[] = R"sql(
SELECT string_agg(DISTINCT p.proname, ' ') AS names FROM pg_proc AS p
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname !~ '\s'
)sql";

const char extensions[] = R"sql(
SELECT e.oid, e.extname AS name, e.extnamespace AS schema, e.extowner AS owner, e.extversion AS version,
       a.default_version
FROM pg_extension AS e LEFT JOIN pg_available_extensions() AS a ON a.name = e.extname
)sql";

const char roles[] = R"sql(
SELECT oid, rolname AS name, rolsuper AS superuser, rolcanlogin AS can_login, rolbypassrls AS bypass_rls
FROM pg_roles
)sql";

const char memberships[] = R"sql(
SELECT member, roleid AS role FROM pg_auth_members
)sql";

// Those of users, and those of the system that something uses.
const char collations[] = R"sql(
SELECT c.oid, c.collnamespace AS schema, c.collname AS name, c.collowner AS owner, c.collprovider AS provider,
       c.collversion AS version, pg_collation_actual_version(c.oid) AS actual_version
FROM pg_collation AS c
WHERE c.oid >= 16384 OR c.oid IN (SELECT d.refobjid FROM pg_depend AS d WHERE d.refclassid = 3456)
)sql";

const char default_privileges[] = R"sql(
SELECT defaclrole AS role, NULLIF(defaclnamespace, 0) AS schema, defaclobjtype AS object_type, defaclacl::text AS acl
FROM pg_default_acl
)sql";

const char publications[] = R"sql(
SELECT oid, pubname AS name, pubowner AS owner, puballtables AS all_tables, pubinsert AS inserts, pubupdate AS updates,
       pubdelete AS deletes, pubtruncate AS truncates, pubviaroot AS via_root
FROM pg_publication
)sql";

const char published_tables[] = R"sql(
SELECT r.oid, r.prpubid AS publication, r.prrelid AS relation, {published_columns} AS columns, {filtered} AS filtered
FROM pg_publication_rel AS r
)sql";

const char published_schemas[] = R"sql(
SELECT pnpubid AS publication, pnnspid AS schema FROM pg_publication_namespace
)sql";

const char publication_filters[] = R"sql(
SELECT r.prpubid AS publication, r.prrelid AS relation, pg_get_expr(r.prqual, r.prrelid) AS text
FROM {keys} JOIN pg_publication_rel AS r ON r.oid = k.oid
)sql";

const char user_mappings[] = R"sql(
SELECT m.umid AS oid, m.umuser AS role, m.srvname AS server,
       EXISTS (SELECT FROM unnest(m.umoptions) AS o(text) WHERE o.text LIKE 'password=%') AS has_password,
       m.umoptions IS NOT NULL OR (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user) AS visible
FROM pg_user_mappings AS m
)sql";

// Many objects have few different lists: each is taken apart once.
const char acls[] = R"sql(
SELECT x.acl::text AS acl, e.grantee, e.grantor, e.privilege_type AS privilege, NULLIF(e.is_grantable, false) AS grantable
FROM (SELECT c.relacl AS acl FROM pg_class AS c WHERE c.relacl IS NOT NULL AND c.oid >= 16384
      UNION SELECT p.proacl FROM pg_proc AS p WHERE p.proacl IS NOT NULL AND p.oid >= 16384
      UNION SELECT t.typacl FROM pg_type AS t WHERE t.typacl IS NOT NULL
      UNION SELECT n.nspacl FROM pg_namespace AS n WHERE n.nspacl IS NOT NULL
      UNION SELECT l.lanacl FROM pg_language AS l WHERE l.lanacl IS NOT NULL
      UNION SELECT w.fdwacl FROM pg_foreign_data_wrapper AS w WHERE w.fdwacl IS NOT NULL
      UNION SELECT s.srvacl FROM pg_foreign_server AS s WHERE s.srvacl IS NOT NULL
      UNION SELECT i.initprivs FROM pg_init_privs AS i WHERE i.objoid >= 16384 AND i.objsubid = 0
      UNION SELECT d.defaclacl FROM pg_default_acl AS d) AS x
  CROSS JOIN LATERAL aclexplode(x.acl) AS e
)sql";

const char column_acls[] = R"sql(
SELECT x.acl::text AS acl, e.grantee, e.grantor, e.privilege_type AS privilege, NULLIF(e.is_grantable, false) AS grantable
FROM (SELECT DISTINCT a.attacl AS acl FROM {keys} JOIN pg_attribute AS a ON a.attrelid = k.oid WHERE a.attacl IS NOT NULL) AS x
  CROSS JOIN LATERAL aclexplode(x.acl) AS e
)sql";

// Of what every database begins with: the schema public alone, unless it says what it said at first.
const char comments[] = R"sql(
SELECT classoid AS class, objoid AS object, objsubid AS part, description AS text
FROM pg_description
WHERE objoid >= 16384 AND (classoid <> 3079 OR description <> 'PL/pgSQL procedural language')
  AND (classoid <> 2615 OR objoid <> ALL (SELECT p.oid FROM pg_namespace AS p WHERE p.nspname = 'public'))
UNION ALL
SELECT 2615, n.oid, 0, COALESCE(d.description, '')
FROM pg_namespace AS n LEFT JOIN pg_description AS d ON d.classoid = 2615 AND d.objoid = n.oid AND d.objsubid = 0
WHERE n.nspname = 'public' AND d.description IS DISTINCT FROM 'standard public schema'
)sql";

// Left out is what other sections say: schemas, what a default is of, a generated column is made of, row types and arrays, TOAST, constraints and their
// indexes, an index's plain columns, what enforces foreign keys.
const char dependencies[] = R"sql(
SELECT d.classid::bigint AS class, d.objid::bigint AS dependent, NULLIF(d.objsubid, 0) AS dependent_column,
       d.refclassid::bigint AS on_class, d.refobjid::bigint AS referenced, NULLIF(d.refobjsubid, 0) AS referenced_column, d.deptype AS type
FROM pg_depend AS d
WHERE d.objid >= 16384 AND d.refclassid <> 2615
  AND NOT (d.classid = 1247 AND d.deptype = 'i')
  AND NOT (d.classid = 2620 AND d.deptype IN ('i', 'P', 'S'))
  AND NOT (d.classid = 2606 AND d.refclassid = 1259)
  AND NOT (d.classid = 1259 AND d.refclassid = 2606)
  AND NOT (d.classid = 2604 AND d.deptype = 'a')
  AND NOT (d.classid = 1259 AND d.refclassid = 1259 AND d.deptype = 'i' AND d.refobjsubid = 0)
  AND NOT (d.classid = 1259 AND d.deptype IN ('a', 'P', 'S') AND d.objid IN (SELECT i.indexrelid FROM pg_index AS i
             WHERE i.indexrelid >= 16384 AND i.indexprs IS NULL AND i.indpred IS NULL))
)sql";

const char activity[] = R"sql(
SELECT c.oid::bigint AS relation, pg_stat_get_numscans(c.oid) AS seq_scans,
       pg_stat_get_tuples_returned(c.oid) AS seq_rows_read, pg_stat_get_live_tuples(c.oid) AS live_rows,
       pg_stat_get_dead_tuples(c.oid) AS dead_rows,
       pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid) AS writes
FROM pg_class AS c
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm')
)sql";

const char index_activity[] = R"sql(
SELECT c.oid::bigint AS index, pg_stat_get_numscans(c.oid) AS scans
FROM pg_class AS c
WHERE c.oid >= 16384 AND c.relkind = 'i' AND c.relnamespace <> 99
)sql";

// Of tables of a megabyte and more: no judgement needs those of a smaller one.
const char statistics[] = R"sql(
{statistics_source}
)sql";

const char statistics_of_superuser[] = R"sql(
SELECT s.starelid AS relation, s.staattnum AS number, s.stanullfrac AS null_fraction, s.stawidth AS average_width,
       s.stadistinct AS distinct
FROM pg_statistic AS s JOIN pg_class AS c ON c.oid = s.starelid
WHERE s.starelid >= 16384 AND c.relpages >= 128 AND c.relkind IN ('r', 'm') AND NOT s.stainherit
)sql";

// A row without a column is a table that the role may not read.
const char statistics_of_others[] = R"sql(
SELECT a.attrelid AS relation, a.attnum AS number, s.null_frac AS null_fraction, s.avg_width AS average_width,
       s.n_distinct AS distinct
FROM pg_stats AS s JOIN pg_namespace AS n ON n.nspname = s.schemaname
  JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = s.tablename
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = s.attname
WHERE c.oid >= 16384 AND c.relpages >= 128 AND c.relkind IN ('r', 'm') AND NOT s.inherited
UNION ALL
SELECT c.oid, NULL, NULL, NULL, NULL
FROM pg_class AS c
WHERE c.oid >= 16384 AND c.relpages >= 128 AND c.relkind IN ('r', 'm') AND c.relnamespace NOT IN {foreign_schemas}
  AND (NOT has_table_privilege(c.oid, 'SELECT') OR row_security_active(c.oid))
)sql";

const char holders[] = R"sql(
SELECT l.relation, l.pid, l.mode, extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS transaction_seconds,
       a.application_name AS application
FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND l.granted AND l.relation >= 16384 AND l.pid <> pg_backend_pid()
  AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
)sql";

const char locked[] = R"sql(
SELECT DISTINCT l.relation FROM pg_locks AS l
WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid()
  AND l.relation >= 16384 AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
)sql";

const char sizes[] = R"sql(
SELECT c.oid AS relation, pg_table_size(c.oid) AS bytes
FROM {keys} JOIN pg_class AS c ON c.oid = k.oid
)sql";

const char index_sizes[] = R"sql(
SELECT c.oid AS index, pg_relation_size(c.oid) AS bytes
FROM {keys} JOIN pg_class AS c ON c.oid = k.oid
)sql";

}  // namespace copilot::catalog::texts
