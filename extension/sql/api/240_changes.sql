-- Changes that sessions have told of and the worker has not stored yet, and marks.
-- Words: as in the report changes; a mark is an event that somebody tells of, a deploy for example.
-- What is read is checked in C for pg_read_all_stats; only operators mark, and a mark is rolled back with its transaction.
CREATE OR REPLACE FUNCTION copilot._change_ring(OUT at timestamptz, OUT kind text, OUT object text, OUT action text, OUT before text,
  OUT after text, OUT by_role text, OUT as_role text, OUT application text, OUT client text, OUT database name, OUT pieces integer, OUT run text)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'copilot_change_ring';
COMMENT ON FUNCTION copilot._change_ring() IS
  'internal: changes that were committed and are not in the history yet, or only just; it needs pg_read_all_stats';

CREATE OR REPLACE FUNCTION copilot.mark(title text, at timestamptz DEFAULT now())
RETURNS void LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_mark';
COMMENT ON FUNCTION copilot.mark(text, timestamptz) IS
  'tells of a deploy or another event, to be seen among the changes; for members of copilot_operator, and part of the transaction';
