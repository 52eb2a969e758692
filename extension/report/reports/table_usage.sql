-- report: table_usage
-- title: Table usage
-- description: How much each table and materialized view of this database is read and written, the busiest first: over
--   a window of the history, or since the counters were last reset. System catalogs, temporary tables and copilot's own are left out;
--   each partition is a row of its own.
-- words: table usage, table activity, hot tables, most used tables, busiest tables, most read tables, most
--   written tables, unused tables, sequential scans, full table scans, reads and writes, updates per table,
--   table statistics
-- history: relation
-- parameter: since interval: how far back the window reaches; null for the last hour, or for as far as the counters
--   do where the history does not reach back an hour
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
-- column: window_from timestamptz: the begin of what is covered: of the window as far as there is history, else when
--   the counters were last reset; null if they never were, or were lost in a crash, so that nobody knows when they began
-- column: window_to timestamptz: the end of what is covered
-- column: window_complete boolean: whether nothing is missing: false if the history has a gap, begins after since or
--   counters were reset meanwhile; for the counters, if window_from is unknown
-- query: window 150000-
WITH moved AS MATERIALIZED (
  SELECT *
  FROM copilot._window('relation', :since, :until, (SELECT oid::bigint FROM pg_database WHERE datname = current_database()))
      AS w(object bigint, scans bigint, rows_returned bigint, rows_fetched bigint, rows_inserted bigint, rows_updated bigint,
           rows_deleted bigint, rows_hot_updated bigint, blocks_fetched bigint, blocks_hit bigint, window_complete boolean)
), counted AS NOT MATERIALIZED (
  SELECT c.oid, c.relkind, c.relpersistence, c.relnamespace, c.relname, c.reltoastrelid,
         coalesce(scans, 0) AS scans, coalesce(rows_returned, 0) AS rows_returned, coalesce(rows_fetched, 0) AS rows_fetched,
         coalesce(rows_inserted, 0) AS rows_inserted, coalesce(rows_updated, 0) AS rows_updated,
         coalesce(rows_deleted, 0) AS rows_deleted, coalesce(rows_hot_updated, 0) AS rows_hot_updated,
         coalesce(blocks_fetched, 0) AS blocks, coalesce(blocks_hit, 0) AS hits, coalesce(window_complete, true) AS complete
  FROM pg_class AS c LEFT JOIN moved AS m ON m.object = c.oid::bigint
), covered AS (
  SELECT window_from, window_to, window_complete FROM copilot._history_cover('relation', :since, :until)
-- query: 130000-
WITH counted AS NOT MATERIALIZED (
  SELECT oid, relkind, relpersistence, relnamespace, relname, reltoastrelid,
         pg_stat_get_numscans(oid) AS scans, pg_stat_get_tuples_returned(oid) AS rows_returned,
         pg_stat_get_tuples_fetched(oid) AS rows_fetched, pg_stat_get_tuples_inserted(oid) AS rows_inserted,
         pg_stat_get_tuples_updated(oid) AS rows_updated, pg_stat_get_tuples_deleted(oid) AS rows_deleted,
         pg_stat_get_tuples_hot_updated(oid) AS rows_hot_updated, pg_stat_get_blocks_fetched(oid) AS blocks,
         pg_stat_get_blocks_hit(oid) AS hits, true AS complete
  FROM pg_class
), covered AS (
  SELECT stats_reset AS window_from, statement_timestamp() AS window_to, stats_reset IS NOT NULL AS window_complete
  FROM pg_stat_database WHERE datname = current_database()
-- then
), indexed AS (
  SELECT i.indrelid, bool_and(c.complete) AS complete, sum(c.scans) AS scans, sum(c.rows_fetched) AS rows, sum(c.blocks) AS blocks, sum(c.hits) AS hits
  FROM pg_index AS i JOIN counted AS c ON c.oid = i.indexrelid
  GROUP BY i.indrelid
), used AS (
  SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table_name,
         c.scans AS seq_scans, coalesce(i.scans, 0)::bigint AS index_scans,
         (c.rows_returned + c.rows_fetched + coalesce(i.rows, 0))::bigint AS rows_read,
         c.rows_inserted, c.rows_updated, c.rows_deleted, c.rows_hot_updated,
         c.blocks + coalesce(i.blocks, 0) + coalesce(t.blocks, 0) + coalesce(ti.blocks, 0) AS blocks,
         c.hits + coalesce(i.hits, 0) + coalesce(t.hits, 0) + coalesce(ti.hits, 0) AS hits,
         c.complete AND coalesce(i.complete, true) AS complete
  FROM counted AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN indexed AS i ON i.indrelid = c.oid
    LEFT JOIN counted AS t ON t.oid = c.reltoastrelid
    LEFT JOIN indexed AS ti ON ti.indrelid = c.reltoastrelid
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
       window_from, window_to, window_complete AND complete AS window_complete
FROM top CROSS JOIN covered
ORDER BY reads + writes DESC, rows_read DESC, table_name
