-- report: index_usage
-- title: Index usage
-- description: How much each index of this database is used and what it costs, the least used first, and the largest
--   first among these: over a window of the history, or since the counters were last reset. Indexes of system catalogs, of temporary tables
--   and of copilot itself are left out. That an index was not scanned is no proof that it can go: copilot.unused_indexes() looks at the rest.
-- words: index usage, unused indexes, useless indexes, index scans, which indexes are used, index statistics,
--   index size, cost of indexes, invalid indexes
-- history: relation
-- parameter: since interval: how far back the window reaches; null for the last hour, or for as far as the counters
--   do where the history does not reach back an hour
-- parameter: until timestamptz: the end of the window; null for now
-- parameter: max_rows integer = 50: the number of indexes to return; null for all
-- column: index_name text: the index, with its schema, quoted as SQL needs
-- column: table_name text: its table, with its schema, quoted as SQL needs
-- column: size_bytes bigint [bytes]: its size on disk
-- column: scans bigint [count]: how often it was scanned; planning a query can count as a scan, checking that
--   a new row is unique does not
-- column: rows_read bigint [rows]: the entries that those scans read
-- column: last_used timestamptz: when it was last scanned; null if never. Before version 16, which does not say: when
--   in the window, to within a sixtieth of it; null if not in the window, and without one
-- column: writes_paid bigint [count]: how often a write to the table had to write to this index as well:
--   rows inserted, and updates that were not HOT; an estimate, as a partial index is spared some of them, and one
--   made since did not pay for the earlier ones
-- column: is_unique boolean: whether it keeps values unique
-- column: verdict text: used; used before: not in the window, but before it; needed: never scanned, but it keeps a
--   constraint, identifies rows for replication or orders the table; unused so far, neither in the window nor before
--   it; or invalid: no query can use it, as its build has not ended or failed
-- column: exact boolean: whether size_bytes is exact; false if somebody holds or waits for an exclusive lock on
--   it, when the size is the one that VACUUM or ANALYZE last saw
-- column: window_from timestamptz: the begin of what is covered: of the window as far as there is history, else when
--   the counters were last reset; null if they never were, or were lost in a crash, so that nobody knows when they began
-- column: window_to timestamptz: the end of what is covered
-- column: window_complete boolean: whether nothing is missing: false if the history has a gap, begins after since or
--   counters were reset meanwhile; for the counters, if window_from is unknown
-- query: window 150000-
WITH moved AS MATERIALIZED (
  SELECT *
  FROM copilot._window('relation', :since, :until, (SELECT oid::bigint FROM pg_database WHERE datname = current_database()))
      AS w(object bigint, scans bigint, rows_returned bigint, rows_inserted bigint, rows_updated bigint, rows_hot_updated bigint,
           window_complete boolean)
), counted AS NOT MATERIALIZED (
  SELECT c.oid, coalesce(scans, 0) AS scans, coalesce(rows_returned, 0) AS rows_returned,
         coalesce(rows_inserted, 0) AS rows_inserted, coalesce(rows_updated, 0) AS rows_updated,
         coalesce(rows_hot_updated, 0) AS rows_hot_updated, coalesce(window_complete, true) AS complete
  FROM pg_class AS c LEFT JOIN moved AS m ON m.object = c.oid::bigint
), last_scans AS (
  SELECT c.oid, pg_stat_get_lastscan(c.oid) AS last_used FROM pg_class AS c WHERE c.relkind = 'i' -- 160000-
  SELECT object AS oid, max(at) AS last_used -- 150000-159999
  FROM copilot._series('relation', 'scans', :since, :until, greatest((:until - :since) / 60, '1 s'), -- 150000-159999
    (SELECT oid::bigint FROM pg_database WHERE datname = current_database())) -- 150000-159999
  WHERE value > 0 -- 150000-159999
  GROUP BY object -- 150000-159999
), covered AS (
  SELECT window_from, window_to, window_complete FROM copilot._history_cover('relation', :since, :until)
-- query: 130000-
WITH counted AS NOT MATERIALIZED (
  SELECT oid, pg_stat_get_numscans(oid) AS scans, pg_stat_get_tuples_returned(oid) AS rows_returned,
         pg_stat_get_tuples_inserted(oid) AS rows_inserted, pg_stat_get_tuples_updated(oid) AS rows_updated,
         pg_stat_get_tuples_hot_updated(oid) AS rows_hot_updated, true AS complete
  FROM pg_class
), last_scans AS (
  SELECT oid, pg_stat_get_lastscan(oid) AS last_used FROM pg_class WHERE relkind = 'i' -- 160000-
  SELECT 0::oid AS oid, NULL::timestamptz AS last_used -- 130000-159999
), covered AS (
  SELECT stats_reset AS window_from, statement_timestamp() AS window_to, stats_reset IS NOT NULL AS window_complete
  FROM pg_stat_database WHERE datname = current_database()
-- then
), locked AS MATERIALIZED (
  SELECT DISTINCT relation
  FROM pg_locks
  WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), least_used AS (
  SELECT i.*, c.relname, c.relnamespace, c.relpages, u.scans, u.rows_returned, u.complete
  FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN counted AS u ON u.oid = i.indexrelid
  WHERE c.relkind = 'i' AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND i.indrelid NOT IN (SELECT objid FROM pg_depend AS e JOIN pg_extension AS x ON x.oid = e.refobjid
                        WHERE e.classid = 'pg_class'::regclass AND e.refclassid = 'pg_extension'::regclass AND x.extname = 'copilot')
  ORDER BY u.scans, c.relpages DESC, n.nspname, c.relname
  LIMIT :max_rows
)
SELECT quote_ident(n.nspname) || '.' || quote_ident(i.relname) AS index_name,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname) AS table_name,
       CASE WHEN l.relation IS NULL THEN pg_relation_size(i.indexrelid)
            ELSE i.relpages * current_setting('block_size')::bigint END AS size_bytes,
       i.scans, i.rows_returned AS rows_read, s.last_used,
       CASE WHEN i.indisready THEN w.rows_inserted + w.rows_updated - w.rows_hot_updated ELSE 0 END AS writes_paid,
       i.indisunique AS is_unique,
       CASE WHEN NOT i.indisvalid THEN 'invalid'
            WHEN i.scans > 0 THEN 'used'
            WHEN pg_stat_get_numscans(i.indexrelid) > 0 THEN 'used before'
            WHEN i.indisunique OR i.indisexclusion OR i.indisreplident OR i.indisclustered THEN 'needed'
            ELSE 'unused so far' END AS verdict,
       l.relation IS NULL AS exact, window_from, window_to,
       window_complete AND i.complete AND w.complete AS window_complete
FROM least_used AS i
  JOIN pg_namespace AS n ON n.oid = i.relnamespace
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
  JOIN counted AS w ON w.oid = i.indrelid
  LEFT JOIN locked AS l ON l.relation = i.indexrelid
  LEFT JOIN last_scans AS s ON s.oid = i.indexrelid
  CROSS JOIN covered
ORDER BY scans, size_bytes DESC NULLS LAST, index_name
