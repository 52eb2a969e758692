-- The best rows of a query and the total of all, in one pass, as the report top_queries needs them.
-- Words: the query's columns are cost, part and tie, then others; the result has the total in the place of part.
-- It stays behind the reports: called by itself it refuses all but superusers, and it runs the query read-only, as the caller.
CREATE OR REPLACE FUNCTION copilot._top_rows(query text, max_rows integer)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 20
AS 'MODULE_PATHNAME', 'copilot_top_rows';
COMMENT ON FUNCTION copilot._top_rows(text, integer) IS
  'internal: the rows of a query that have the highest first column, with the total of the second';
