// The queries of tables, columns, sequences and types.
// Words: see queries.hpp.
// No function here takes a lock but in the texts of the second look.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

const char relations[] = R"sql(
SELECT c.oid::bigint, c.relnamespace::bigint AS schema, c.relname AS name, c.relowner::bigint AS owner, c.relkind AS kind,
       NULLIF(c.relpersistence, 'p') AS persistence, NULLIF(c.relispartition, false) AS partition,
       NULLIF(c.relreplident, 'd') AS replica_identity, NULLIF(c.relrowsecurity, false) AS row_security,
       NULLIF(c.relforcerowsecurity, false) AS force_row_security, c.reloptions AS options,
       NULLIF(c.relam::bigint, 0) AS method, NULLIF(c.reltablespace, 0) AS tablespace, c.reltype::bigint AS row_type,
       NULLIF(c.reloftype, 0) AS of_type, c.reltuples AS rows, c.relpages AS pages, c.relacl::text AS acl,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, 0) END AS bound
FROM pg_class AS c
WHERE c.oid >= 16384 AND CASE WHEN c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') THEN c.relnamespace NOT IN {foreign_schemas} END
)sql";

// Those of relations that are no user's are dropped by the builder: to tell them here costs more.
// A type without a length is spelled by its name alone. A collation that is the database's is left out.
const char columns[] = R"sql(
SELECT a.attrelid::bigint AS relation, a.attnum AS number, a.attname AS name, a.atttypid::bigint AS type,
       NULLIF(a.atttypmod, -1) AS typmod, CASE WHEN a.atttypmod <> -1 THEN format_type(a.atttypid, a.atttypmod) END AS type_text,
       CASE WHEN a.attcollation NOT IN (0, 100) THEN a.attcollation END AS collation,
       NULLIF(a.attnotnull, false) AS not_null, NULLIF(a.attislocal, true) AS local,
       NULLIF(a.attidentity, '') AS identity, NULLIF(a.attgenerated, '') AS generated,
       CASE WHEN a.attlen < 0 AND a.attstorage <> 'x' THEN a.attstorage END AS storage,
       {compression} AS compression, {statistics_target} AS statistics_target,
       a.attoptions AS options, a.attacl::text AS acl
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
)sql";

const char inherits[] = R"sql(
SELECT inhrelid AS child, inhparent AS parent FROM pg_inherits ORDER BY inhrelid, inhseqno
)sql";

const char partitioned[] = R"sql(
SELECT p.partrelid AS relation, p.partattrs AS columns FROM pg_partitioned_table AS p
)sql";

const char foreign_tables[] = R"sql(
SELECT ftrelid AS relation, ftserver AS server FROM pg_foreign_table
)sql";

// A default names no column, so that its relation need not be opened; a generated column's may.
const char defaults[] = R"sql(
SELECT d.oid::bigint, d.adrelid::bigint AS relation, d.adnum AS number,
       CASE WHEN strpos(d.adbin::text, '{VAR ') = 0 THEN pg_get_expr(d.adbin, 0) END AS text
FROM pg_attrdef AS d
WHERE d.adrelid >= 16384
)sql";

const char sequences[] = R"sql(
SELECT c.oid::bigint, c.relnamespace::bigint AS schema, c.relname AS name, c.relowner::bigint AS owner,
       NULLIF(c.relpersistence, 'p') AS persistence, c.relacl::text AS acl, NULLIF(s.seqtypid, 20) AS type,
       NULLIF(s.seqstart, 1) AS start, NULLIF(s.seqincrement, 1) AS increment, NULLIF(s.seqmin, 1) AS minimum,
       NULLIF(s.seqmax, 9223372036854775807) AS maximum, NULLIF(s.seqcache, 1) AS cache, NULLIF(s.seqcycle, false) AS cycle
FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
WHERE c.oid >= 16384 AND c.relnamespace NOT IN {foreign_schemas}
)sql";

// Row types follow from the relations; arrays of composites are read where something has one.
const char types[] = R"sql(
SELECT t.oid, t.typnamespace AS schema, t.typname AS name, t.typowner AS owner, t.typtype AS type,
       t.typcategory AS category, NULLIF(t.typbasetype, 0) AS base, NULLIF(t.typtypmod, -1) AS typmod,
       NULLIF(t.typelem, 0) AS element, t.typlen AS length, t.typalign AS align, t.typstorage AS storage,
       NULLIF(t.typnotnull, false) AS not_null, NULLIF(t.typcollation, 0) AS collation,
       NULLIF(t.typrelid, 0) AS relation, t.typdefault AS default_text, t.typacl::text AS acl
FROM {where}
)sql";

const char types_first[] = R"sql(pg_type AS t
WHERE (t.typnamespace = 'pg_catalog'::regnamespace OR t.typnamespace NOT IN {foreign_schemas})
  AND (t.typrelid = 0 AND t.typelem NOT IN (SELECT e.oid FROM pg_type AS e WHERE e.typrelid <> 0)
       OR t.typrelid IN (SELECT c.oid FROM pg_class AS c WHERE c.relkind = 'c' AND c.oid >= 16384)))sql";
const char types_missing[] = R"sql({keys} JOIN pg_type AS t ON t.oid = k.oid)sql";

const char labels[] = R"sql(
SELECT enumtypid AS type, enumlabel AS label FROM pg_enum ORDER BY enumtypid, enumsortorder
)sql";

const char generated[] = R"sql(
SELECT d.adrelid AS relation, d.adnum AS number, pg_get_expr(d.adbin, d.adrelid) AS text
FROM {keys} JOIN pg_attrdef AS d ON d.oid = k.oid
)sql";

// Which columns a generated one is made of.
const char generated_uses[] = R"sql(
SELECT d.objid AS oid, d.refobjid AS referenced, d.refobjsubid AS referenced_column
FROM {keys} JOIN pg_depend AS d ON d.classid = 2604 AND d.objid = k.oid AND d.refclassid = 1259 AND d.deptype = 'a'
)sql";

const char partition_keys[] = R"sql(
SELECT p.partrelid AS relation, pg_get_partkeydef(p.partrelid) AS text
FROM {keys} JOIN pg_partitioned_table AS p ON p.partrelid = k.oid
)sql";

// Of an unlogged one a standby knows nothing.
const char last_values[] = R"sql(
SELECT s.seqrelid AS sequence, has_sequence_privilege(s.seqrelid, 'SELECT,USAGE') AS allowed,
       CASE WHEN has_sequence_privilege(s.seqrelid, 'SELECT,USAGE') THEN pg_sequence_last_value(s.seqrelid) END AS value
FROM {keys} JOIN pg_sequence AS s ON s.seqrelid = k.oid JOIN pg_class AS c ON c.oid = s.seqrelid
WHERE NOT (pg_is_in_recovery() AND c.relpersistence <> 'p')
)sql";

const char definitions[] = R"sql(
SELECT c.oid AS relation, pg_get_viewdef(c.oid) AS text
FROM {keys} JOIN pg_class AS c ON c.oid = k.oid
)sql";

}  // namespace copilot::catalog::texts
