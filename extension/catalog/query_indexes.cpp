// The queries of indexes, constraints, triggers, policies and rules.
// Words: see queries.hpp; flags are bits, named in the builders.
// No function here takes a lock but in the texts of the second look.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

// Owner and schema are the table's; 99 is pg_toast, in every version.
const char indexes[] = R"sql(
SELECT i.indexrelid::bigint AS oid, i.indrelid::bigint AS table, c.relname AS name,
       i.indisunique::int + i.indisprimary::int * 2 + i.indisexclusion::int * 4 + i.indimmediate::int * 8
         + i.indisvalid::int * 16 + i.indisready::int * 32 + i.indislive::int * 64 + i.indisreplident::int * 128
         + i.indisclustered::int * 256 + {nulls_not_distinct}::int * 512 + (c.relkind = 'I')::int * 1024
         + (i.indexprs IS NOT NULL)::int * 2048 + (i.indpred IS NOT NULL)::int * 4096 AS flags,
       NULLIF(c.relam, 403) AS method, i.indnkeyatts AS key_columns, i.indkey AS columns, i.indclass AS operator_classes,
       CASE WHEN i.indnkeyatts > 1 OR i.indcollation[0] <> 0 THEN i.indcollation END AS collations,
       CASE WHEN i.indnkeyatts > 1 OR i.indoption[0] <> 0 THEN i.indoption END AS directions, c.reloptions AS options,
       NULLIF(c.reltablespace, 0) AS tablespace, c.reltuples AS rows, c.relpages AS pages
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE i.indexrelid >= 16384 AND c.relnamespace <> 99
)sql";

const char constraints[] = R"sql(
SELECT n.oid::bigint, n.connamespace::bigint AS schema, n.conname AS name, n.contype AS type, NULLIF(n.conrelid::bigint, 0) AS table,
       NULLIF(n.contypid, 0) AS domain,
       n.condeferrable::int + n.condeferred::int * 2 + n.convalidated::int * 4 + {enforced}::int * 8
         + n.conislocal::int * 16 + n.connoinherit::int * 32 + {temporal}::int * 64 AS flags,
       NULLIF(n.conparentid, 0) AS parent, n.conkey AS columns, NULLIF(n.conindid::bigint, 0) AS index,
       NULLIF(n.confrelid::bigint, 0) AS foreign_table, n.confkey AS foreign_columns,
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
FROM {keys} JOIN pg_constraint AS n ON n.oid = k.oid
)sql";

const char index_expressions[] = R"sql(
SELECT i.indexrelid AS index, g.number, pg_get_indexdef(i.indexrelid, g.number, false) AS text
FROM {keys} JOIN pg_index AS i ON i.indexrelid = k.oid
  CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::int) AS g(number)
WHERE i.indkey[g.number - 1] = 0
)sql";

const char index_predicates[] = R"sql(
SELECT i.indexrelid AS index, pg_get_expr(i.indpred, i.indrelid) AS text
FROM {keys} JOIN pg_index AS i ON i.indexrelid = k.oid
)sql";

const char policy_texts[] = R"sql(
SELECT p.oid AS policy, pg_get_expr(p.polqual, p.polrelid) AS using_text,
       pg_get_expr(p.polwithcheck, p.polrelid) AS check_text
FROM {keys} JOIN pg_policy AS p ON p.oid = k.oid
)sql";

const char access_methods[] = R"sql(
SELECT oid, amname AS name FROM pg_am
)sql";

const char operator_classes[] = R"sql(
SELECT oid, opcname AS name FROM pg_opclass
)sql";

}  // namespace copilot::catalog::texts
