-- The worker that keeps the history: a pass now, its state and cost, and to run again.
-- Words: a pass is one round of all collectors; see docs/history.md.
-- Nothing here waits longer than copilot.analysis_timeout.
CREATE OR REPLACE FUNCTION copilot.collect_now()
RETURNS timestamptz LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_collect_now';
COMMENT ON FUNCTION copilot.collect_now() IS 'lets the worker make a pass over all collectors, waits for it, and returns its time; an error (55000) says why it could not';

CREATE OR REPLACE FUNCTION copilot._collector_status(OUT collector text, OUT state text, OUT reason text, OUT last_pass timestamptz, OUT next_pass timestamptz,
  OUT last_error text, OUT last_error_at timestamptz, OUT passes bigint, OUT failures bigint, OUT cpu_ms double precision, OUT bytes_written bigint, OUT objects bigint)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 20
AS 'MODULE_PATHNAME', 'copilot_collector_status';
COMMENT ON FUNCTION copilot._collector_status() IS 'internal: the rows of copilot.collector_status';

CREATE OR REPLACE VIEW copilot.collector_status AS SELECT * FROM copilot._collector_status();
COMMENT ON VIEW copilot.collector_status IS 'the worker (first row) and its collectors: what they do, since when they fail, what they cost since the server started';
COMMENT ON COLUMN copilot.collector_status.collector IS 'worker, or the name of a collector';
COMMENT ON COLUMN copilot.collector_status.state IS 'running, waiting (after a failure), failed, not available, off, standby, disabled (after crashes), starting, not loaded';
COMMENT ON COLUMN copilot.collector_status.reason IS 'why it does not run';
COMMENT ON COLUMN copilot.collector_status.last_pass IS 'the last pass that was stored';
COMMENT ON COLUMN copilot.collector_status.next_pass IS 'when the next pass is due';
COMMENT ON COLUMN copilot.collector_status.last_error IS 'the last failure, also if it has run since';
COMMENT ON COLUMN copilot.collector_status.last_error_at IS 'when that was';
COMMENT ON COLUMN copilot.collector_status.passes IS 'passes stored since the server started';
COMMENT ON COLUMN copilot.collector_status.failures IS 'passes that failed; what changed meanwhile is in the next';
COMMENT ON COLUMN copilot.collector_status.cpu_ms IS 'CPU time since the server started, milliseconds';
COMMENT ON COLUMN copilot.collector_status.bytes_written IS 'bytes of history written since the server started';
COMMENT ON COLUMN copilot.collector_status.objects IS 'objects it knew in its last pass';

CREATE OR REPLACE FUNCTION copilot.worker_enable()
RETURNS boolean LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_worker_enable';
COMMENT ON FUNCTION copilot.worker_enable() IS 'lets the worker run again after it was disabled by two crashes within an hour; whether it was';
