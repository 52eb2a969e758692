// The queries of what a schema compare wants to know of types.
// Words: see queries.hpp and diff/describer.hpp (add_section); a variety is what CREATE TYPE makes.
// Composites are not here: the model has all of them.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

// What a type is made of by its own functions is written as CREATE TYPE wants it, in the order of its manual.
const char type_definitions[] = R"sql(
SELECT 1247 AS class, t.oid::bigint, n.nspname AS schema, x.object,
       CASE WHEN t.typtype = 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || x.object AS address, t.typowner::bigint AS owner,
       t.typacl::text AS acl,
       CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range'
                      ELSE CASE WHEN t.typisdefined THEN 'base' ELSE 'shell' END END AS variety,
       CASE WHEN t.typtype = 'e' THEN (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                                       FROM pg_enum AS e WHERE e.enumtypid = t.oid) END AS labels,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
       CASE WHEN t.typtype = 'd' THEN (SELECT quote_ident(m.nspname) || '.' || quote_ident(c.collname)
          FROM pg_collation AS c JOIN pg_namespace AS m ON m.oid = c.collnamespace JOIN pg_type AS b ON b.oid = t.typbasetype
          WHERE c.oid = t.typcollation AND c.oid <> b.typcollation) END AS collation,
       CASE WHEN t.typtype = 'd' THEN COALESCE(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) END AS "default",
       CASE WHEN t.typtype = 'd' AND t.typnotnull THEN 'true' END AS not_null,
       CASE WHEN t.typtype = 'r' THEN (SELECT concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
            {multirange},
            (SELECT 'SUBTYPE_OPCLASS = ' || quote_ident(m.nspname) || '.' || quote_ident(o.opcname) FROM pg_opclass AS o
             JOIN pg_namespace AS m ON m.oid = o.opcnamespace WHERE o.oid = r.rngsubopc AND NOT o.opcdefault),
            (SELECT 'COLLATION = ' || quote_ident(m.nspname) || '.' || quote_ident(c.collname) FROM pg_collation AS c
             JOIN pg_namespace AS m ON m.oid = c.collnamespace JOIN pg_type AS s ON s.oid = r.rngsubtype
             WHERE c.oid = r.rngcollation AND c.oid <> s.typcollation),
            'CANONICAL = ' || NULLIF(r.rngcanonical, 0)::regproc::text,
            'SUBTYPE_DIFF = ' || NULLIF(r.rngsubdiff, 0)::regproc::text)
          FROM pg_range AS r WHERE r.rngtypid = t.oid)
       WHEN t.typtype = 'b' AND t.typisdefined THEN concat_ws(', ',
         'INTERNALLENGTH = ' || CASE WHEN t.typlen = -1 THEN 'VARIABLE' ELSE t.typlen::text END,
         'INPUT = ' || t.typinput::regproc::text, 'OUTPUT = ' || t.typoutput::regproc::text,
         CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END,
         'DEFAULT = ' || COALESCE(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)),
         'ELEMENT = ' || format_type(NULLIF(t.typelem, 0), NULL),
         'CATEGORY = ' || quote_literal(NULLIF(t.typcategory, 'U')::text), CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
         'DELIMITER = ' || quote_literal(NULLIF(t.typdelim, ',')::text),
         'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
         CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END) END AS definition,
       CASE WHEN t.typtype = 'b' AND t.typisdefined THEN NULLIF(concat_ws(', ',
         'RECEIVE = ' || NULLIF(t.typreceive, 0)::regproc::text, 'SEND = ' || NULLIF(t.typsend, 0)::regproc::text,
         'TYPMOD_IN = ' || NULLIF(t.typmodin, 0)::regproc::text, 'TYPMOD_OUT = ' || NULLIF(t.typmodout, 0)::regproc::text,
         'ANALYZE = ' || NULLIF(t.typanalyze, 0)::regproc::text, {subscript},
         'STORAGE = ' || CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END),
         '') END AS settings
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
  CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(t.typname) AS object) AS x
WHERE t.oid >= 16384 AND t.typnamespace NOT IN {foreign_schemas} AND t.typrelid = 0
  AND (t.typtype IN ('e', 'd', 'r', 'p')
       OR t.typtype = 'b' AND t.oid NOT IN (SELECT a.typarray FROM pg_type AS a WHERE a.typarray <> 0))
)sql";

// Functions that say what a type is and have it as argument or result: neither is there without the other.
const char type_functions[] = R"sql(
SELECT t.oid::bigint AS type, p.oid::bigint AS function
FROM pg_type AS t LEFT JOIN pg_range AS r ON r.rngtypid = t.oid
  JOIN pg_proc AS p ON p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend, r.rngcanonical)
WHERE t.oid >= 16384 AND p.oid >= 16384 AND (t.typtype = 'r' OR t.typtype = 'b' AND t.typinput::oid >= 16384)
  AND (t.oid = p.prorettype OR t.oid = ANY (p.proargtypes))
  AND t.typnamespace NOT IN {foreign_schemas}
)sql";

// They come with their ranges.
const char multiranges[] = R"sql(
SELECT r.rngmultitypid::bigint AS multirange, m.typarray::bigint AS array, r.rngtypid::bigint AS range
FROM pg_range AS r JOIN pg_type AS m ON m.oid = r.rngmultitypid
WHERE r.rngtypid >= 16384
)sql";

}  // namespace copilot::catalog::texts
