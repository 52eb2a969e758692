// The queries of what a schema compare wants to know of functions and aggregates.
// Words: see queries.hpp and diff/describer.hpp (add_section); a parsed body is one of the SQL standard, which the
// server keeps as a tree.
// A parsed body names relations and takes locks when it is written: it is of the second look.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

// Arguments: as they identify it, with their names, so without defaults.
const char function_definitions[] = R"sql(
SELECT 1255 AS class, p.oid::bigint, n.nspname AS schema, x.object,
       CASE WHEN p.prokind = 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || x.object AS address, p.proowner::bigint AS owner,
       p.proacl::text AS acl, CASE WHEN p.prokind = 'w' THEN 'true' END AS window,
       NULLIF(pg_get_function_identity_arguments(p.oid), '') AS arguments, NULLIF(p.pronargdefaults, 0) AS defaults,
       pg_get_function_result(p.oid) AS result, l.lanname AS language, {sql_body} AS parsed,
       rtrim(pg_get_functiondef(p.oid), E'\n') AS definition
FROM {where} JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_language AS l ON l.oid = p.prolang
  CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '('
                             || oidvectortypes(p.proargtypes) || ')' AS object) AS x
)sql";

// Not those that come with a range.
const char functions_with_text[] = R"sql((SELECT p.* FROM pg_proc AS p
  WHERE p.oid >= 16384 AND p.prokind <> 'a' AND p.pronamespace NOT IN {foreign_schemas} AND {sql_body} IS NULL
    AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = 1255 AND e.objid = p.oid AND e.deptype IN ('e', 'i'))) AS p)sql";
const char functions_parsed[] = R"sql({keys} JOIN pg_proc AS p ON p.oid = k.oid)sql";

// What has its usual value is left out; names are those of CREATE AGGREGATE.
const char aggregate_definitions[] = R"sql(
SELECT 1255 AS class, p.oid::bigint, n.nspname AS schema, x.object, 'AGGREGATE ' || x.object AS address,
       p.proowner::bigint AS owner, p.proacl::text AS acl, NULLIF(a.aggkind, 'n') AS variety,
       COALESCE(NULLIF(pg_get_function_arguments(p.oid), ''), '*') AS arguments, format_type(p.prorettype, NULL) AS result,
       concat_ws(', ', 'SFUNC = ' || a.aggtransfn::regproc::text, 'STYPE = ' || format_type(a.aggtranstype, NULL),
         'SSPACE = ' || NULLIF(a.aggtransspace, 0), 'FINALFUNC = ' || NULLIF(a.aggfinalfn, 0)::regproc::text,
         CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
         CASE WHEN a.aggfinalfn <> 0 AND a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN 'FINALFUNC_MODIFY = '
           || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
         'COMBINEFUNC = ' || NULLIF(a.aggcombinefn, 0)::regproc::text, 'SERIALFUNC = ' || NULLIF(a.aggserialfn, 0)::regproc::text,
         'DESERIALFUNC = ' || NULLIF(a.aggdeserialfn, 0)::regproc::text, 'INITCOND = ' || quote_literal(a.agginitval),
         'MSFUNC = ' || NULLIF(a.aggmtransfn, 0)::regproc::text, 'MINVFUNC = ' || NULLIF(a.aggminvtransfn, 0)::regproc::text,
         'MSTYPE = ' || format_type(NULLIF(a.aggmtranstype, 0), NULL), 'MSSPACE = ' || NULLIF(a.aggmtransspace, 0),
         'MFINALFUNC = ' || NULLIF(a.aggmfinalfn, 0)::regproc::text, CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
         CASE WHEN a.aggmfinalfn <> 0 AND a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN 'MFINALFUNC_MODIFY = '
           || CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
         'MINITCOND = ' || quote_literal(a.aggminitval),
         (SELECT 'SORTOP = OPERATOR(' || quote_ident(m.nspname) || '.' || o.oprname || ')' FROM pg_operator AS o
          JOIN pg_namespace AS m ON m.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
         'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END,
         CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END) AS definition
FROM pg_proc AS p JOIN pg_aggregate AS a ON a.aggfnoid = p.oid JOIN pg_namespace AS n ON n.oid = p.pronamespace
  CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '('
                             || COALESCE(NULLIF(pg_get_function_identity_arguments(p.oid), ''), '*') || ')' AS object) AS x
WHERE p.oid >= 16384 AND p.pronamespace NOT IN {foreign_schemas}
)sql";

}  // namespace copilot::catalog::texts
