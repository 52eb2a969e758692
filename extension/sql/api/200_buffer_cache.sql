-- What shared_buffers holds, as the report buffer_cache reads it from the buffer headers.
-- Words: one row a relation of this database, a row for each other database, one for what is unused.
-- It must stay behind the report: its columns may change with any version.
CREATE OR REPLACE FUNCTION copilot._buffer_cache(by_database boolean, max_rows integer,
  OUT name text, OUT cached_bytes bigint, OUT share_percent double precision,
  OUT cached_percent double precision, OUT dirty_bytes bigint, OUT hot_percent double precision)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 50
AS 'MODULE_PATHNAME', 'copilot_buffer_cache';
COMMENT ON FUNCTION copilot._buffer_cache(boolean, integer) IS
  'internal: buffers by relation or by database, the largest first; needs pg_read_all_stats';
