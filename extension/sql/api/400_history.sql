-- The history, as reports read it: windows and series of what the collectors saw, and the names of the objects.
-- Words: a collector and its metrics are those of extension/collect/collectors.cpp; scope and object are an object's key there.
-- It must stay behind the reports: called by anybody it needs pg_read_all_stats; the tables are granted to nobody.
CREATE OR REPLACE FUNCTION copilot._window(collector text, since timestamptz, until timestamptz,
  scope bigint DEFAULT NULL)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'copilot_window';
COMMENT ON FUNCTION copilot._window(text, timestamptz, timestamptz, bigint) IS
  'internal: what a collector saw after since, up to until, a row an object; its columns are chosen by name in the column list: '
  'scope, object (bigint), window_from, window_to (timestamptz), window_complete (boolean), and metrics (bigint): of counters the '
  'growth, of gauges the last value, of peaks the highest; null is not known';

CREATE OR REPLACE FUNCTION copilot._series(collector text, metric text, since timestamptz, until timestamptz,
  bucket interval, scope bigint DEFAULT NULL, object bigint DEFAULT NULL)
RETURNS TABLE (at timestamptz, scope bigint, object bigint, value double precision, complete boolean)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'copilot_series';
COMMENT ON FUNCTION copilot._series(text, text, timestamptz, timestamptz, interval, bigint, bigint) IS
  'internal: one metric over time; at is the start of a bucket, counted in UTC, or without a bucket the end of each chunk as it is '
  'stored; a counter that did not grow has a point only where one object is asked for';

CREATE OR REPLACE FUNCTION copilot._history_span(collector text, OUT from_at timestamptz, OUT to_at timestamptz)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1
AS 'MODULE_PATHNAME', 'copilot_history_span';
COMMENT ON FUNCTION copilot._history_span(text) IS
  'internal: from when to when there is history of a collector; nulls where there is none';

-- A literal argument of those below needs its cast ('wait'::text): the array types of the tables have the same names.
CREATE OR REPLACE FUNCTION copilot._history_relations(database oid DEFAULT NULL)
RETURNS TABLE (database oid, relation oid, name text, kind "char", table_oid oid, parent_oid oid, tablespace oid,
  filenode oid, is_unique boolean, is_system boolean, seen_at timestamptz, gone_at timestamptz)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 10000
AS 'MODULE_PATHNAME', 'copilot_history_relations';
COMMENT ON FUNCTION copilot._history_relations(oid) IS
  'internal: the relations of a database, or of all, those that are gone too';

CREATE OR REPLACE FUNCTION copilot._history_statements(database oid DEFAULT NULL)
RETURNS TABLE (database oid, statement bigint, queryid bigint, role oid, toplevel boolean, query text,
  seen_at timestamptz)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 5000
AS 'MODULE_PATHNAME', 'copilot_history_statements';
COMMENT ON FUNCTION copilot._history_statements(oid) IS
  'internal: the statements of a database, or of all, that were sampled';

CREATE OR REPLACE FUNCTION copilot._history_objects(collector text DEFAULT NULL)
RETURNS TABLE (collector text, scope bigint, object bigint, name text, detail jsonb, seen_at timestamptz)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'copilot_history_objects';
COMMENT ON FUNCTION copilot._history_objects(text) IS
  'internal: the names of the other objects that were sampled';

CREATE OR REPLACE FUNCTION copilot._history_changes(since timestamptz, until timestamptz)
RETURNS TABLE (at timestamptz, kind text, database name, object text, action text, before text, after text,
  by_role text, application text, client text, certain boolean, pieces integer, as_role text, until_at timestamptz, run text)
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'copilot_history_changes';
COMMENT ON FUNCTION copilot._history_changes(timestamptz, timestamptz) IS
  'internal: what changed after since, up to until';
