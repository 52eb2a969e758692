-- The metrics that the history has, as copilot.history() names them.
-- Words: a counter is summed up over a bucket of time, of a gauge the last value counts, of a peak the highest.
-- It must stay in step with the collectors: the library lists them.
CREATE OR REPLACE FUNCTION copilot._history_metrics(wanted text DEFAULT NULL, OUT metric text, OUT unit text,
  OUT factor double precision, OUT kind text, OUT objects text, OUT meaning text)
RETURNS SETOF record LANGUAGE C STABLE PARALLEL UNSAFE ROWS 150
AS 'MODULE_PATHNAME', 'copilot_history_metrics';
COMMENT ON FUNCTION copilot._history_metrics(text) IS
  'internal: the metrics of the history, or the one that is wanted; factor turns what is stored into unit';
CREATE OR REPLACE VIEW copilot.history_metrics AS
SELECT metric, unit, kind, objects, meaning FROM copilot._history_metrics();
COMMENT ON VIEW copilot.history_metrics IS 'what copilot.history() can show: every metric, its unit, and how it is summed up: counter, gauge or peak';
