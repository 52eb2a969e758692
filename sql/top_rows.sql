-- The function _top_rows: the best rows of a query, the total of all, and nothing that its caller may not do.
-- Words: see extension/sql/api/230_top_rows.sql.
-- It must not matter in which order the rows come.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE FUNCTION top(query text, max_rows integer) RETURNS TABLE (cost float8, total float8, tie bigint, word text) LANGUAGE sql AS
  $$ SELECT * FROM copilot._top_rows(query, max_rows) AS t(cost float8, total float8, tie bigint, word text) ORDER BY cost DESC, tie $$;

SELECT * FROM top('SELECT g::float8, 1::float8, g::bigint, ''row '' || g FROM generate_series(1, 1000) AS g', 3);
SELECT * FROM top('SELECT -g::float8, 1::float8, g::bigint, ''row '' || g FROM generate_series(1, 1000) AS g', 3);
-- Equal costs: the lowest tie. No cost is the worst, no part is no part of the total.
SELECT * FROM top('SELECT 7, 2::float8, -g::bigint, NULL FROM generate_series(1, 9) AS g', 2);
SELECT * FROM top('SELECT 7::float8, 2::float8, -g::bigint, NULL::text FROM generate_series(1, 9) AS g', 2);
SELECT * FROM top('SELECT CASE g WHEN 2 THEN 1::float8 END, CASE g WHEN 3 THEN 5::float8 END, g::bigint, repeat(''x'', g) FROM generate_series(1, 3) AS g', 2);
-- All rows, none, and none to take from.
SELECT count(*), min(total), max(total) FROM top('SELECT g::float8, g::float8, g::bigint, NULL::text FROM generate_series(1, 10000) AS g', NULL);
SELECT count(*) FROM top('SELECT g::float8, g::float8, g::bigint, NULL::text FROM generate_series(1, 10000) AS g', 2147483647);
SELECT count(*) FROM top('SELECT g::float8, g::float8, g::bigint, NULL::text FROM generate_series(1, 10000) AS g', 0);
SELECT count(*) FROM top('SELECT 1::float8, 1::float8, 1::bigint, NULL::text WHERE false', 3);

-- What is no such query.
SELECT * FROM top(NULL, 3);
SELECT * FROM top('SELECT 1', 3);
SELECT * FROM top('SELECT nonsense', 3);
SELECT * FROM top('SHOW work_mem', 3);
SELECT * FROM copilot._top_rows('SELECT 1', 3) AS t(one integer);
SELECT * FROM copilot._top_rows('SELECT 1', 3);

-- Read-only, and for nobody but the reports and superusers.
CREATE TABLE top_rows_kept AS SELECT 1 AS one;
SELECT * FROM top('DELETE FROM top_rows_kept', 3);
SELECT * FROM top('DROP TABLE top_rows_kept', 3);
SELECT * FROM top('SELECT 1::float8, 1::float8, 1::bigint, NULL::text; DROP TABLE top_rows_kept', 3);
CREATE ROLE regress_top_rows;
SET ROLE regress_top_rows;
SELECT * FROM copilot._top_rows('SELECT one::float8, 1::float8, 1::bigint FROM top_rows_kept', 3) AS t(cost float8, total float8, tie bigint);
RESET ROLE;
DROP ROLE regress_top_rows;
SELECT one FROM top_rows_kept;
DROP TABLE top_rows_kept;
DROP FUNCTION top;
