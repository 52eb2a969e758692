-- What the machine's files say of memory, as the report memory shows it.
-- Words: a row is an amount with the file it comes from; unknown amounts are null and say why.
-- It must stay behind the report: its rows may change with any version.
CREATE OR REPLACE FUNCTION copilot._host_memory(OUT what text, OUT bytes bigint, OUT source text, OUT detail text)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 6
AS 'MODULE_PATHNAME', 'copilot_host_memory';
COMMENT ON FUNCTION copilot._host_memory() IS
  'internal: memory of the machine, of the control groups and of the processes; without pg_read_all_stats all is unknown';
