// The tightest column that takes a sequence's values, as its owner or by a default: a part of queries over pg_sequence.
// Words: it stands behind "c" (the sequence's pg_class) as LEFT JOIN LATERAL "u", with table_name, column_name,
// column_type and bits.
// The cast of classid keeps the planner from the other index of pg_depend, which without statistics looks as good and is not.
#pragma once

namespace copilot::base {

inline constexpr char sequence_user[] = R"sql(
  LEFT JOIN LATERAL (
    SELECT quote_ident(s.nspname) || '.' || quote_ident(t.relname) AS table_name, quote_ident(a.attname) AS column_name,
           format_type(a.atttypid, NULL) AS column_type,
           CASE coalesce(nullif(y.typbasetype, 0), y.oid)
             WHEN 'int2'::regtype THEN 16 WHEN 'int4'::regtype THEN 32 ELSE 64 END AS bits
    FROM (SELECT d.refobjid AS relid, d.refobjsubid AS attnum
          FROM pg_depend AS d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
            AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
          UNION
          SELECT f.adrelid, f.adnum
          FROM pg_depend AS d JOIN pg_attrdef AS f ON f.oid = d.objid
          WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
            AND d.classid::bigint = 'pg_attrdef'::regclass::bigint) AS used
      JOIN pg_class AS t ON t.oid = used.relid
      JOIN pg_namespace AS s ON s.oid = t.relnamespace
      JOIN pg_attribute AS a ON a.attrelid = used.relid AND a.attnum = used.attnum AND NOT a.attisdropped
      JOIN pg_type AS y ON y.oid = a.atttypid
    ORDER BY bits, used.relid, used.attnum
    LIMIT 1) AS u ON true
)sql";

}  // namespace copilot::base
