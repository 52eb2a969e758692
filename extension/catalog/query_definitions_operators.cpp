// The queries of what a schema compare wants to know of casts, operators, their classes and families.
// Words: see queries.hpp and diff/describer.hpp (add_section); a member is an operator or a support function of a
// class or of a family; a loose one is the family's own.
// The oids of catalogs are fixed: 2605 pg_cast, 2617 pg_operator, 2753 pg_opfamily, 2616 pg_opclass, 2602 pg_amop, 2603 pg_amproc.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

const char cast_definitions[] = R"sql(
SELECT 2605 AS class, c.oid::bigint, NULL AS schema, x.object, 'CAST ' || x.object AS address, NULL AS owner, NULL AS acl,
       CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure::text WHEN 'i' THEN 'WITH INOUT'
                         ELSE 'WITHOUT FUNCTION' END
       || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END AS definition
FROM pg_cast AS c
  CROSS JOIN LATERAL (SELECT '(' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ')' AS object) AS x
WHERE c.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 2605 AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
)sql";

// One without a function was only named as another's partner.
const char operator_definitions[] = R"sql(
SELECT 2617 AS class, o.oid::bigint, n.nspname AS schema, x.object, 'OPERATOR ' || x.object AS address,
       o.oprowner::bigint AS owner, NULL AS acl, o.oprcode::regproc::text AS function,
       format_type(NULLIF(o.oprleft, 0), NULL) AS left, format_type(NULLIF(o.oprright, 0), NULL) AS right,
       (SELECT 'OPERATOR(' || quote_ident(m.nspname) || '.' || c.oprname || ')' FROM pg_operator AS c
        JOIN pg_namespace AS m ON m.oid = c.oprnamespace WHERE c.oid = o.oprcom) AS commutator,
       (SELECT 'OPERATOR(' || quote_ident(m.nspname) || '.' || c.oprname || ')' FROM pg_operator AS c
        JOIN pg_namespace AS m ON m.oid = c.oprnamespace WHERE c.oid = o.oprnegate) AS negator,
       NULLIF(o.oprrest, 0)::regproc::text AS restrict, NULLIF(o.oprjoin, 0)::regproc::text AS join,
       CASE WHEN o.oprcanhash THEN 'true' END AS hashes, CASE WHEN o.oprcanmerge THEN 'true' END AS merges
FROM pg_operator AS o JOIN pg_namespace AS n ON n.oid = o.oprnamespace
  CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || o.oprname || ' ('
    || COALESCE(format_type(NULLIF(o.oprleft, 0), NULL), 'NONE') || ', '
    || COALESCE(format_type(NULLIF(o.oprright, 0), NULL), 'NONE') || ')' AS object) AS x
WHERE o.oid >= 16384 AND o.oprcode <> 0 AND o.oprnamespace NOT IN {foreign_schemas}
)sql";

// A line for each loose member: how it is dropped, a tab, how it is added.
const char operator_family_definitions[] = R"sql(
SELECT 2753 AS class, f.oid::bigint, n.nspname AS schema, x.object, 'OPERATOR FAMILY ' || x.object AS address,
       f.opfowner::bigint AS owner, NULL AS acl,
       (SELECT string_agg(m.key || E'\t' || m.text, E'\n' ORDER BY m.key COLLATE "C") FROM {members} AS m
        WHERE m.of_class = 2753 AND m.of = f.oid) AS members
FROM pg_opfamily AS f JOIN pg_namespace AS n ON n.oid = f.opfnamespace JOIN pg_am AS a ON a.oid = f.opfmethod
  CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(f.opfname) || ' USING ' || quote_ident(a.amname) AS object) AS x
WHERE f.oid >= 16384 AND f.opfnamespace NOT IN {foreign_schemas}
)sql";

const char operator_class_definitions[] = R"sql(
SELECT 2616 AS class, c.oid::bigint, n.nspname AS schema, x.object, 'OPERATOR CLASS ' || x.object AS address,
       c.opcowner::bigint AS owner, NULL AS acl,
       CASE WHEN c.opcdefault THEN 'DEFAULT ' ELSE '' END || 'FOR TYPE ' || format_type(c.opcintype, NULL) || ' USING '
       || quote_ident(a.amname) || ' FAMILY ' || quote_ident(g.nspname) || '.' || quote_ident(f.opfname) || ' AS '
       || concat_ws(', ', CASE WHEN c.opckeytype <> 0 OR k.members IS NULL THEN
            'STORAGE ' || format_type(CASE WHEN c.opckeytype <> 0 THEN c.opckeytype ELSE c.opcintype END, NULL) END,
          k.members) AS definition
FROM pg_opclass AS c JOIN pg_namespace AS n ON n.oid = c.opcnamespace JOIN pg_am AS a ON a.oid = c.opcmethod
  JOIN pg_opfamily AS f ON f.oid = c.opcfamily JOIN pg_namespace AS g ON g.oid = f.opfnamespace
  CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.opcname) || ' USING ' || quote_ident(a.amname) AS object) AS x
  CROSS JOIN LATERAL (SELECT string_agg(m.text, ', ' ORDER BY m.key COLLATE "C") AS members FROM {members} AS m
                      WHERE m.of_class = 2616 AND m.of = c.oid) AS k
WHERE c.oid >= 16384 AND c.opcnamespace NOT IN {foreign_schemas}
)sql";

const char family_members[] = R"sql(
SELECT m.class::bigint, m.oid::bigint, m.of_class::bigint, m.of::bigint FROM {members} AS m
)sql";

const char members_of_families[] = R"sql((
  SELECT 2602 AS class, o.oid, d.refclassid AS of_class, d.refobjid AS of,
         'OPERATOR ' || o.amopstrategy || ' (' || format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')' AS key,
         'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text
         || COALESCE((SELECT ' FOR ORDER BY ' || quote_ident(n.nspname) || '.' || quote_ident(f.opfname) FROM pg_opfamily AS f
                      JOIN pg_namespace AS n ON n.oid = f.opfnamespace WHERE f.oid = o.amopsortfamily), '') AS text
  FROM pg_amop AS o JOIN pg_depend AS d ON d.classid = 2602 AND d.objid = o.oid AND d.refclassid IN (2616, 2753)
    AND d.deptype IN ('a', 'i')
  WHERE o.oid >= 16384
  UNION ALL
  SELECT 2603, p.oid, d.refclassid, d.refobjid,
         'FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL) || ')',
         'FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL)
         || ') ' || p.amproc::regprocedure::text
  FROM pg_amproc AS p JOIN pg_depend AS d ON d.classid = 2603 AND d.objid = p.oid AND d.refclassid IN (2616, 2753)
    AND d.deptype IN ('a', 'i')
  WHERE p.oid >= 16384))sql";

}  // namespace copilot::catalog::texts
