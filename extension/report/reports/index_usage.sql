-- report: index_usage
-- title: Index usage
-- description: How much each index of this database is used and what it costs, since the counters were last reset,
--   the least used first, and the largest first among these. Indexes of system catalogs, of temporary tables
--   and of copilot itself are left out. That an index was not scanned is no proof that it can go: copilot.unused_indexes() looks at the rest.
-- words: index usage, unused indexes, useless indexes, index scans, which indexes are used, index statistics,
--   index size, cost of indexes, invalid indexes
-- parameter: since interval: how far back the window reaches; null for as far as the counters do
-- parameter: until timestamptz: the end of the window; null for now
-- parameter: max_rows integer = 50: the number of indexes to return; null for all
-- column: index_name text: the index, with its schema, quoted as SQL needs
-- column: table_name text: its table, with its schema, quoted as SQL needs
-- column: size_bytes bigint [bytes]: its size on disk
-- column: scans bigint [count]: how often it was scanned; planning a query can count as a scan, checking that
--   a new row is unique does not
-- column: rows_read bigint [rows]: the entries that those scans read
-- column: last_used timestamptz: when it was last scanned; null if never, and before version 16, which does not say
-- column: writes_paid bigint [count]: how often a write to the table had to write to this index as well:
--   rows inserted, and updates that were not HOT; an estimate, as a partial index is spared some of them, and one
--   made since did not pay for the earlier ones
-- column: is_unique boolean: whether it keeps values unique
-- column: verdict text: used; needed: never scanned, but it keeps a constraint, identifies rows for replication
--   or orders the table; unused so far; or invalid: no query can use it, as its build has not ended or failed
-- column: exact boolean: whether size_bytes is exact; false if somebody holds or waits for an exclusive lock on
--   it, when the size is the one that VACUUM or ANALYZE last saw
-- column: window_from timestamptz: when the counters were last reset; null if they never were, or were lost in
--   a crash, so that nobody knows when they began
-- column: window_to timestamptz: the end of the window
-- column: window_complete boolean: whether the counters cover all of the window; false if window_from is unknown
-- query: 130000-
WITH locked AS MATERIALIZED (
  SELECT DISTINCT relation
  FROM pg_locks
  WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), least_used AS (
  SELECT i.*, c.relname, c.relnamespace, c.relpages, pg_stat_get_numscans(i.indexrelid) AS scans
  FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'i' AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND i.indrelid NOT IN (SELECT objid FROM pg_depend AS e JOIN pg_extension AS x ON x.oid = e.refobjid
                        WHERE e.classid = 'pg_class'::regclass AND e.refclassid = 'pg_extension'::regclass AND x.extname = 'copilot')
  ORDER BY scans, c.relpages DESC, n.nspname, c.relname
  LIMIT :max_rows
)
SELECT quote_ident(n.nspname) || '.' || quote_ident(i.relname) AS index_name,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname) AS table_name,
       CASE WHEN l.relation IS NULL THEN pg_relation_size(i.indexrelid)
            ELSE i.relpages * current_setting('block_size')::bigint END AS size_bytes,
       scans, pg_stat_get_tuples_returned(i.indexrelid) AS rows_read,
       pg_stat_get_lastscan(i.indexrelid) AS last_used, -- 160000-
       NULL::timestamptz AS last_used, -- 130000-159999
       CASE WHEN i.indisready
            THEN pg_stat_get_tuples_inserted(t.oid) + pg_stat_get_tuples_updated(t.oid) - pg_stat_get_tuples_hot_updated(t.oid)
            ELSE 0 END AS writes_paid,
       i.indisunique AS is_unique,
       CASE WHEN NOT i.indisvalid THEN 'invalid'
            WHEN scans > 0 THEN 'used'
            WHEN i.indisunique OR i.indisexclusion OR i.indisreplident OR i.indisclustered THEN 'needed'
            ELSE 'unused so far' END AS verdict,
       l.relation IS NULL AS exact,
       stats_reset AS window_from, statement_timestamp() AS window_to, stats_reset IS NOT NULL AS window_complete
FROM least_used AS i
  JOIN pg_namespace AS n ON n.oid = i.relnamespace
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
  LEFT JOIN locked AS l ON l.relation = i.indexrelid
  CROSS JOIN (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()) AS counters
ORDER BY scans, size_bytes DESC NULLS LAST, index_name
