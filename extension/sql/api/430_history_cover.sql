-- What the history covers of a window.
-- Words: a window is complete if it is covered from its begin to its end without a gap.
-- It must stay behind the reports: called by anybody it needs pg_read_all_stats.
CREATE OR REPLACE FUNCTION copilot._history_cover(collector text, since timestamptz, until timestamptz,
  OUT window_from timestamptz, OUT window_to timestamptz, OUT window_complete boolean)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1
AS 'MODULE_PATHNAME', 'copilot_history_cover';
COMMENT ON FUNCTION copilot._history_cover(text, timestamptz, timestamptz) IS
  'internal: the part of a window that there is history of, and whether that is all of it';
