// The queries of what a comparison asks of indexes, constraints and what hangs on tables, beyond the model.
// Words: see queries.hpp; a clone is a trigger that a partition has from the table it is part of.
// What takes a lock is in the second look.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

const char index_operator_classes[] = R"sql(
SELECT o.oid, CASE WHEN n.nspname <> 'pg_catalog' THEN quote_ident(n.nspname) || '.' ELSE '' END || quote_ident(o.opcname) AS name,
       o.opcdefault AS usual, o.opcintype AS type
FROM pg_opclass AS o JOIN pg_namespace AS n ON n.oid = o.opcnamespace
)sql";

const char index_columns[] = R"sql(
SELECT a.attrelid AS index, a.attnum AS number, a.attoptions AS options, {statistics_target} AS statistics_target
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE a.attrelid >= 16384 AND c.relkind IN ('i', 'I') AND (a.attoptions IS NOT NULL OR {statistics_target} IS NOT NULL)
)sql";

const char set_columns[] = R"sql(
SELECT n.oid AS constraint, n.confdelsetcols AS columns
FROM pg_constraint AS n
WHERE n.contype = 'f' AND n.confdelsetcols IS NOT NULL
)sql";

const char exclusions[] = R"sql(
SELECT n.oid AS constraint, pg_get_constraintdef(n.oid) AS text
FROM {keys} JOIN pg_constraint AS n ON n.oid = k.oid
)sql";

const char statistics_objects[] = R"sql(
SELECT s.oid, s.stxnamespace AS schema, s.stxname AS name, s.stxowner AS owner, s.stxrelid AS table, s.stxkeys AS columns,
       array_to_string(s.stxkind, '') AS kinds, NULLIF(s.stxstattarget, -1) AS target
FROM pg_statistic_ext AS s
)sql";

const char statistics_expressions[] = R"sql(
SELECT s.oid AS statistics, pg_get_statisticsobjdef_expressions(s.oid) AS texts
FROM {keys} JOIN pg_statistic_ext AS s ON s.oid = k.oid
WHERE s.stxexprs IS NOT NULL
)sql";

// Of clones only those that fire otherwise than what they were cloned from.
const char trigger_definitions[] = R"sql(
SELECT g.oid, g.tgrelid AS table, g.tgname AS name, NULLIF(g.tgconstraint, 0) AS constraint, g.tgenabled AS enabled,
       p.tgenabled AS parent_enabled, CASE WHEN p.oid IS NULL THEN pg_get_triggerdef(g.oid, false) END AS text
FROM {keys} JOIN pg_trigger AS g ON g.oid = k.oid LEFT JOIN pg_trigger AS p ON p.oid = g.tgparentid
WHERE p.oid IS NULL AND NOT g.tgisinternal OR p.tgenabled <> g.tgenabled AND p.tgconstraint = 0
)sql";

const char rule_definitions[] = R"sql(
SELECT r.oid, pg_get_ruledef(r.oid, false) AS text
FROM {keys} JOIN pg_rewrite AS r ON r.oid = k.oid
)sql";

}  // namespace copilot::catalog::texts
