-- report: table_usage
-- title: Table usage
-- description: How much each table and materialized view of this database is read and written since the counters
--   were last reset, the busiest first. System catalogs, temporary tables and copilot's own are left out;
--   each partition is a row of its own.
-- words: table usage, table activity, hot tables, most used tables, busiest tables, most read tables, most
--   written tables, unused tables, sequential scans, full table scans, reads and writes, updates per table,
--   table statistics
-- parameter: since interval: how far back the window reaches; null for as far as the counters do
-- parameter: until timestamptz: the end of the window; null for now
-- parameter: max_rows integer = 50: the number of tables to return; null for all
-- column: table_name text: the table, with its schema, quoted as SQL needs
-- column: reads bigint [count]: how often it was read: sequential and index scans together
-- column: writes bigint [rows]: how many of its rows were written: inserted, updated and deleted together, also by
--   transactions that were rolled back
-- column: seq_scans bigint [count]: how often all of it was read; a parallel scan counts once a process, and
--   building an index counts as well
-- column: index_scans bigint [count]: how often rows of it were looked up through an index, also to update
--   them or to check a foreign key
-- column: rows_read bigint [rows]: the rows that those scans read
-- column: rows_inserted bigint [rows]: the rows inserted
-- column: rows_updated bigint [rows]: the rows updated
-- column: rows_deleted bigint [rows]: the rows deleted; TRUNCATE is not counted
-- column: hot_update_percent double precision [percent]: how many of the updates left the indexes alone (HOT),
--   which makes them cheap; null if there were none
-- column: read_share_percent double precision [percent]: the part of reads in reads and writes; null if there
--   were neither
-- column: cache_hit_percent double precision [percent]: how many of the blocks of the table, its indexes and its
--   TOAST were in the server's own cache when needed; null if none was needed
-- column: partition_of text: the table it is a partition of or inherits from; null if it stands alone
-- column: window_from timestamptz: when the counters were last reset; null if they never were, or were lost in
--   a crash, so that nobody knows when they began
-- column: window_to timestamptz: the end of the window
-- column: window_complete boolean: whether the counters cover all of the window; false if window_from is unknown
-- query: 130000-
WITH indexed AS (
  SELECT indrelid, sum(pg_stat_get_numscans(indexrelid)) AS scans, sum(pg_stat_get_tuples_fetched(indexrelid)) AS rows,
         sum(pg_stat_get_blocks_fetched(indexrelid)) AS blocks, sum(pg_stat_get_blocks_hit(indexrelid)) AS hits
  FROM pg_index GROUP BY indrelid
), used AS (
  SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table_name,
         pg_stat_get_numscans(c.oid) AS seq_scans, coalesce(i.scans, 0)::bigint AS index_scans,
         (pg_stat_get_tuples_returned(c.oid) + pg_stat_get_tuples_fetched(c.oid) + coalesce(i.rows, 0))::bigint AS rows_read,
         pg_stat_get_tuples_inserted(c.oid) AS rows_inserted, pg_stat_get_tuples_updated(c.oid) AS rows_updated,
         pg_stat_get_tuples_deleted(c.oid) AS rows_deleted, pg_stat_get_tuples_hot_updated(c.oid) AS rows_hot_updated,
         pg_stat_get_blocks_fetched(c.oid) + coalesce(i.blocks, 0) + pg_stat_get_blocks_fetched(c.reltoastrelid)
           + coalesce(t.blocks, 0) AS blocks,
         pg_stat_get_blocks_hit(c.oid) + coalesce(i.hits, 0) + pg_stat_get_blocks_hit(c.reltoastrelid)
           + coalesce(t.hits, 0) AS hits
  FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN indexed AS i ON i.indrelid = c.oid
    LEFT JOIN indexed AS t ON t.indrelid = c.reltoastrelid
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND c.oid NOT IN (SELECT objid FROM pg_depend AS e JOIN pg_extension AS x ON x.oid = e.refobjid
                        WHERE e.classid = 'pg_class'::regclass AND e.refclassid = 'pg_extension'::regclass AND x.extname = 'copilot')
), summed AS (
  SELECT *, seq_scans + index_scans AS reads, rows_inserted + rows_updated + rows_deleted AS writes FROM used
), top AS (
  SELECT * FROM summed ORDER BY reads + writes DESC, rows_read DESC, table_name LIMIT :max_rows
)
SELECT table_name, reads, writes, seq_scans, index_scans, rows_read, rows_inserted, rows_updated, rows_deleted,
       round(100.0 * rows_hot_updated / nullif(rows_updated, 0), 2) AS hot_update_percent,
       round(100.0 * reads / nullif(reads + writes, 0), 2) AS read_share_percent,
       round(100.0 * hits / nullif(blocks, 0), 2) AS cache_hit_percent,
       (SELECT min(quote_ident(n.nspname) || '.' || quote_ident(p.relname))
        FROM pg_inherits AS h JOIN pg_class AS p ON p.oid = h.inhparent JOIN pg_namespace AS n ON n.oid = p.relnamespace
        WHERE h.inhrelid = top.oid) AS partition_of,
       stats_reset AS window_from, statement_timestamp() AS window_to, stats_reset IS NOT NULL AS window_complete
FROM top
  CROSS JOIN (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()) AS counters
ORDER BY reads + writes DESC, rows_read DESC, table_name
