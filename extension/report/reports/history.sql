-- report: history
-- title: History of a metric
-- description: One metric over time, for each object or for one: what a chart shows. The view copilot.history_metrics
--   lists the metrics. Of tables, indexes and sequences those of this database.
-- words: history, chart, trend over time, time series, how did it develop, over time, graph
-- history: server
-- parameter: metric! text: the metric, as copilot.history_metrics names it, such as database.commits
-- parameter: object text: the one object to show, as the column object names it; null for all
-- parameter: since interval: how far back the window reaches; null for the last hour
-- parameter: until timestamptz: the end of the window; null for now
-- parameter: bucket interval: how much time one row stands for; null for what gives about a hundred rows
-- column: at timestamptz: the begin of the time that the row stands for
-- column: object text: what was measured: a table, index or sequence as SQL needs its name, a database, a statement's
--   queryid, a wait, ...; empty where there is only one
-- column: value double precision: what was counted in that time, the last value of it, or the highest, by the metric's kind
-- column: unit text: of the value: count, rows, blocks, bytes or ms
-- column: complete boolean: whether that time was observed without a gap, and without a reset of the counters
-- column: window_from timestamptz: the begin of the window
-- column: window_to timestamptz: the end of the window
-- column: window_complete boolean: whether all of the rows are complete
-- needs: read_all_stats
-- query: window 150000-
WITH asked AS MATERIALIZED (
  SELECT m.unit, m.factor, split_part(:metric, '.', 1) AS collector, substr(:metric, strpos(:metric, '.') + 1) AS metric,
         (SELECT oid FROM pg_database WHERE datname = current_database()) AS here,
         coalesce(:bucket,
                  (SELECT min(each) FROM unnest('{1 min,5 min,15 min,1 hour,6 hours,1 day}'::interval[]) AS each
                   WHERE each >= (:until - :since) / 120), '1 day') AS bucket
  FROM copilot._history_metrics(:metric) AS m
), named AS MATERIALIZED (
  SELECT here::bigint AS scope, c.oid::bigint AS object, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
  FROM asked, pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE collector IN ('relation', 'sequence', 'buffer_cache') AND c.relkind IN ('r', 'm', 'i', 't', 'S')
  UNION ALL
  SELECT here::bigint, relation::bigint, name
  FROM asked, copilot._history_relations((SELECT oid FROM pg_database WHERE datname = current_database())) AS r
  WHERE collector IN ('relation', 'sequence', 'buffer_cache') AND NOT EXISTS (SELECT FROM pg_class WHERE oid = r.relation)
  UNION ALL
  SELECT 0, d.oid::bigint, d.datname FROM asked, pg_database AS d WHERE collector = 'database'
  UNION ALL
  SELECT database::bigint, statement, queryid::text FROM asked, copilot._history_statements() WHERE collector = 'statement'
  UNION ALL
  SELECT 0, 0, '' FROM asked WHERE collector = 'server'
  UNION ALL
  SELECT o.scope, o.object, o.name
  FROM asked, copilot._history_objects(split_part(:metric, '.', 1)::text) AS o
  WHERE asked.collector NOT IN ('relation', 'sequence', 'buffer_cache', 'database', 'statement', 'server', 'wait', 'lock_wait')
), waits AS MATERIALIZED (
  SELECT o.scope, min(o.name) AS name
  FROM asked, copilot._history_objects(split_part(:metric, '.', 1)::text) AS o
  WHERE asked.collector IN ('wait', 'lock_wait') GROUP BY o.scope
), points AS (
  SELECT s.at, coalesce(n.name, w.name) AS object, sum(s.value) AS value, bool_and(s.complete) AS complete
  FROM asked CROSS JOIN LATERAL copilot._series(asked.collector, asked.metric, :since, :until, asked.bucket,
           CASE WHEN asked.collector IN ('relation', 'sequence') THEN asked.here::bigint END) AS s
    LEFT JOIN named AS n ON n.scope = s.scope AND n.object = s.object
    LEFT JOIN waits AS w ON w.scope = s.scope
  WHERE coalesce(n.name, w.name) = :object OR :object IS NULL
  GROUP BY 1, 2
)
SELECT p.at, p.object, p.value * asked.factor AS value, asked.unit, p.complete,
       :since AS window_from, :until AS window_to, bool_and(p.complete) OVER () AS window_complete
FROM points AS p CROSS JOIN asked
WHERE p.object IS NOT NULL
ORDER BY p.object, p.at
