// The queries of what a table's definition has beside what a model holds of it.
// Words: see queries.hpp.
// No password is read: the value of an option whose name announces one is masked.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

const char tablespaces[] = R"sql(
SELECT t.oid, t.spcname AS name FROM pg_tablespace AS t WHERE t.oid >= 16384
)sql";

// Nothing is recorded to depend on what the server brought.
const char server_collations[] = R"sql(
SELECT c.oid, c.collname AS name FROM pg_collation AS c
WHERE c.oid < 16384 AND c.collnamespace = 'pg_catalog'::regnamespace AND c.oid <> 100
)sql";

// Of TOAST tables: of their tables they are options with a prefix.
const char toast_options[] = R"sql(
SELECT c.oid AS relation, t.reloptions AS options
FROM pg_class AS t JOIN pg_class AS c ON c.reltoastrelid = t.oid
WHERE t.relkind = 't' AND t.reloptions IS NOT NULL AND c.oid >= 16384
)sql";

const char foreign_table_options[] = R"sql(
SELECT f.ftrelid AS relation, quote_ident(s.srvname) AS server, o.options, o.secrets
FROM pg_foreign_table AS f JOIN pg_foreign_server AS s ON s.oid = f.ftserver {options of f.ftoptions}
)sql";

// Those of a column hold no secret: a key is one of the table's.
const char foreign_column_options[] = R"sql(
SELECT a.attrelid AS relation, a.attnum AS number,
       (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(COALESCE(o.option_value, '')), ', ' ORDER BY o.option_name)
        FROM pg_options_to_table(a.attfdwoptions) AS o) AS options
FROM pg_foreign_table AS f JOIN pg_attribute AS a ON a.attrelid = f.ftrelid
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attfdwoptions IS NOT NULL
)sql";

}  // namespace copilot::catalog::texts
