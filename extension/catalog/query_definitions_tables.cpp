// The queries of what a table's definition has beside what a model holds of it.
// Words: see queries.hpp; an option is name=value, as the catalogs have it.
// No password is read: an option whose name announces one is left out.
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
SELECT f.ftrelid AS relation, s.srvname AS server,
       (SELECT array_agg(o.text ORDER BY o.at) FROM unnest(f.ftoptions) WITH ORDINALITY AS o(text, at)
        WHERE o.text !~* '^[^=]*(password|passwd|secret|token|credential)[^=]*=') AS options
FROM pg_foreign_table AS f JOIN pg_foreign_server AS s ON s.oid = f.ftserver
)sql";

const char foreign_column_options[] = R"sql(
SELECT a.attrelid AS relation, a.attnum AS number, a.attfdwoptions AS options
FROM pg_foreign_table AS f JOIN pg_attribute AS a ON a.attrelid = f.ftrelid
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attfdwoptions IS NOT NULL
)sql";

}  // namespace copilot::catalog::texts
