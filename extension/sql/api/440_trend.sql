-- What the history says of growth, of what is used up when, and of what got slower.
-- Words: see extension/trend/; days are counted from now, times are null where there is no end in sight.
-- It must stay behind the reports and the rules: its rows may change with any version.
CREATE OR REPLACE FUNCTION copilot._growth(horizon_days double precision, by text)
RETURNS TABLE (object_type text, object text, size_bytes bigint, per_day_bytes double precision, low_bytes bigint,
  expected_bytes bigint, high_bytes bigint, full_at timestamptz, full_earliest timestamptz, full_latest timestamptz,
  confidence real, method text, possible_from timestamptz, history_days double precision)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'copilot_growth';
COMMENT ON FUNCTION copilot._growth(double precision, text) IS
  'internal: how filesystems, databases or tables grow, with a forecast from 14 days of history on';

CREATE OR REPLACE FUNCTION copilot._recent_growth(by text, OUT name text, OUT per_day double precision)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'copilot_recent_growth';
COMMENT ON FUNCTION copilot._recent_growth(text) IS
  'internal: growth a day of databases or of tables over the last week; no rows below two days of history, or where it may not be read';

CREATE OR REPLACE FUNCTION copilot._capacity()
RETURNS TABLE (resource text, object text, used double precision, limit_value double precision,
  per_day double precision, days_left double precision, days_latest double precision, reached_at timestamptz,
  earliest_at timestamptz, latest_at timestamptz, confidence real, method text, history_days double precision,
  stale boolean)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 20
AS 'MODULE_PATHNAME', 'copilot_capacity';
COMMENT ON FUNCTION copilot._capacity() IS
  'internal: what has an end, how far it is used, and when the end is reached; what is used up first comes first';

CREATE OR REPLACE FUNCTION copilot._regressions(since timestamptz, until timestamptz, tables boolean DEFAULT true)
RETURNS TABLE (object text, what text, shifted_at timestamptz, before_ms double precision, after_ms double precision,
  factor double precision, cause text, cause_at timestamptz, evidence jsonb, confidence real, database text,
  queryid bigint, query text, calls bigint, added_ms_per_second double precision, cause_kind text,
  window_from timestamptz, window_to timestamptz)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 20
AS 'MODULE_PATHNAME', 'copilot_regressions';
COMMENT ON FUNCTION copilot._regressions(timestamptz, timestamptz, boolean) IS
  'internal: statements, databases and, where wanted, tables that got slower within a window, with what most likely made them so';

CREATE OR REPLACE FUNCTION copilot.capacity(server text DEFAULT NULL)
RETURNS SETOF copilot.finding LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_category_findings';
COMMENT ON FUNCTION copilot.capacity(text) IS
  'what is used up first: filesystems, transaction ids, sequences, connections, the room of slots; with a date where the history allows one';
