// The queries of indexes, constraints, triggers, policies and rules.
// Words: see queries.hpp; flags are bits, named in the builders.
// No function here takes a lock but in the texts of the second look.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

// Owner and schema are the table's.
const char indexes[] = R"sql(
SELECT i.indexrelid AS oid, i.indrelid AS table, c.relname AS name,
       i.indisunique::int + i.indisprimary::int * 2 + i.indisexclusion::int * 4 + i.indimmediate::int * 8
         + i.indisvalid::int * 16 + i.indisready::int * 32 + i.indislive::int * 64 + i.indisreplident::int * 128
         + i.indisclustered::int * 256 + {nulls_not_distinct}::int * 512 + (c.relkind = 'I')::int * 1024 AS flags,
       NULLIF(c.relam, 403) AS method, i.indnkeyatts AS key_columns, i.indkey AS columns, i.indclass AS operator_classes,
       i.indcollation AS collations, i.indoption AS directions, c.reloptions AS options,
       NULLIF(c.reltablespace, 0) AS tablespace, c.reltuples AS rows, c.relpages AS pages
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE i.indexrelid >= 16384 AND c.relnamespace NOT IN {foreign_schemas}
)sql";

const char constraints[] = R"sql(
SELECT n.oid, n.connamespace AS schema, n.conname AS name, n.contype AS type, NULLIF(n.conrelid, 0) AS table,
       NULLIF(n.contypid, 0) AS domain,
       n.condeferrable::int + n.condeferred::int * 2 + n.convalidated::int * 4 + {enforced}::int * 8
         + n.conislocal::int * 16 + n.connoinherit::int * 32 + {temporal}::int * 64 AS flags,
       NULLIF(n.conparentid, 0) AS parent, n.conkey AS columns, NULLIF(n.conindid, 0) AS index,
       NULLIF(n.confrelid, 0) AS foreign_table, n.confkey AS foreign_columns,
       NULLIF(NULLIF(n.confupdtype, ' '), 'a') AS on_update, NULLIF(NULLIF(n.confdeltype, ' '), 'a') AS on_delete,
       NULLIF(NULLIF(n.confmatchtype, ' '), 's') AS match
FROM pg_constraint AS n
WHERE n.oid >= 16384 AND n.connamespace NOT IN {foreign_schemas}
)sql";

// Those that enforce foreign keys matter only where somebody changed when they fire.
const char triggers[] = R"sql(
SELECT g.oid, g.tgrelid AS table, g.tgname AS name, g.tgfoid AS function, g.tgenabled AS enabled, g.tgtype AS type,
       NULLIF(g.tgisinternal, false) AS internal, NULLIF(g.tgconstraint, 0) AS constraint
FROM pg_trigger AS g
WHERE NOT g.tgisinternal OR g.tgenabled <> 'O'
)sql";

const char policies[] = R"sql(
SELECT p.oid, p.polrelid AS table, p.polname AS name, p.polcmd AS command, p.polpermissive AS permissive,
       p.polroles AS roles
FROM pg_policy AS p
)sql";

const char rules[] = R"sql(
SELECT r.oid, r.ev_class AS table, r.rulename AS name, r.ev_type AS event, r.is_instead AS instead,
       r.ev_enabled AS enabled
FROM pg_rewrite AS r
WHERE r.oid >= 16384
)sql";

const char checks[] = R"sql(
SELECT n.oid AS constraint, pg_get_expr(n.conbin, n.conrelid) AS text
FROM pg_constraint AS n
WHERE n.contype = 'c' AND n.oid >= 16384 AND n.conrelid NOT IN {locked}
)sql";

const char index_expressions[] = R"sql(
SELECT i.indexrelid AS index, k.number, pg_get_indexdef(i.indexrelid, k.number, false) AS text
FROM pg_index AS i CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::int) AS k(number)
WHERE i.indexprs IS NOT NULL AND i.indexrelid >= 16384 AND i.indkey[k.number - 1] = 0
  AND i.indrelid NOT IN {locked} AND i.indexrelid NOT IN {locked}
)sql";

const char index_predicates[] = R"sql(
SELECT i.indexrelid AS index, pg_get_expr(i.indpred, i.indrelid) AS text
FROM pg_index AS i
WHERE i.indpred IS NOT NULL AND i.indexrelid >= 16384 AND i.indrelid NOT IN {locked}
)sql";

// A policy may read other tables than its own.
const char policy_texts[] = R"sql(
SELECT p.oid AS policy, pg_get_expr(p.polqual, p.polrelid) AS using_text,
       pg_get_expr(p.polwithcheck, p.polrelid) AS check_text
FROM pg_policy AS p
WHERE p.polrelid NOT IN {locked}
  AND NOT EXISTS (SELECT FROM pg_depend AS d
                  WHERE d.classid = 3256 AND d.objid = p.oid AND d.refclassid = 1259 AND d.refobjid IN {locked})
)sql";

const char access_methods[] = R"sql(
SELECT oid, amname AS name FROM pg_am
)sql";

const char operator_classes[] = R"sql(
SELECT oid, opcname AS name FROM pg_opclass
)sql";

}  // namespace copilot::catalog::texts
