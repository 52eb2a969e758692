-- report: top_queries
-- title: Top queries
-- description: The statements that cost the server most, in all databases, the most expensive first: over a window
--   of the history, or since pg_stat_statements was last reset.
-- words: slow queries, slowest queries, expensive queries, most time, heaviest statements, pg_stat_statements,
--   most frequent queries, queries by calls, temp files by query, io by query, wal by query, query performance,
--   slower than yesterday, slower than before
-- history: statement
-- parameter: order_by text = total_time {total_time|mean_time|calls|rows|io|temp|wal}: what makes a statement
--   expensive: its time in all, its time a call, how often it ran, the rows it gave or changed, the blocks it
--   read and wrote on disk, the temporary files it wrote, or the WAL it wrote
-- parameter: since interval: how far back the window reaches; null for the last hour, or for as far as the counters
--   do where the history does not reach back an hour
-- parameter: until timestamptz: the end of the window; null for now
-- parameter: max_rows integer = 20: the number of statements to return; null for all
-- parameter: compare boolean = false: whether to set each statement against the window before, of the same length
-- column: rank integer: 1 is the most expensive
-- column: queryid bigint: the number by which the server knows the statement
-- column: database text: the database it ran in; its oid in brackets if that was dropped
-- column: role text: the role that ran it; its oid in brackets if that was dropped
-- column: calls bigint [count]: how often it was run to its end
-- column: total_time_ms double precision [ms]: the time all its runs took together, without planning
-- column: mean_time_ms double precision [ms]: the time one run took on average
-- column: share_percent double precision [percent]: its share of what it is ordered by, of all statements
--   there are counters for; ordered by mean_time: of the total time. What ran inside of a function is part of
--   the statement that called it as well, so that these shares can add up to more than 100
-- column: rows bigint [rows]: the rows it returned or changed
-- column: cache_hit_percent double precision [percent]: how many of the blocks it needed were in the server's
--   own cache; the others came from the operating system or the disk. Null if it needed none
-- column: temp_bytes bigint [bytes]: what it wrote to temporary files, for want of work_mem
-- column: wal_bytes bigint [bytes]: what it wrote to the write-ahead log
-- column: query text [sql]: its text, constants replaced by $1, $2, ...; null if the server lost it
-- column: previous_mean_time_ms double precision [ms]: with compare, its mean time in the window before; null if it
--   did not run then, or nothing is known of then
-- column: change_percent double precision [percent]: with compare, by how much mean_time_ms has changed
-- column: io_bytes bigint [bytes]: what it read from outside of the server's cache or wrote out of it
-- column: toplevel boolean: whether a client sent it itself; false if a function ran it; null before version 14
-- column: window_from timestamptz: the begin of what is covered: of the window as far as there is history, else when
--   the counters began; null before version 14, which does not say
-- column: window_to timestamptz: the end of what is covered
-- column: window_complete boolean: whether nothing is missing: false if the history has a gap or begins after since,
--   if the counters were reset meanwhile, or if there were more statements than pg_stat_statements.max, so that
--   the server threw the rarest away
-- needs: extension pg_stat_statements 1.8 (130000-139999)
-- needs: extension pg_stat_statements 1.9 (140000-)
-- needs: read_all_stats
-- query: window 150000-
WITH counted AS (
  SELECT w.*, s.queryid, s.role AS userid, s.toplevel, s.query,
         shared_read + shared_written + local_read + local_written + temp_read + temp_written AS io_blocks,
         CASE :order_by WHEN 'calls' THEN calls WHEN 'rows' THEN rows WHEN 'temp' THEN temp_written WHEN 'wal' THEN wal_bytes
           WHEN 'io' THEN shared_read + shared_written + local_read + local_written + temp_read + temp_written
           ELSE exec_us END AS amount
  FROM copilot._window('statement', :since, :until)
      AS w(scope bigint, object bigint, calls bigint, exec_us bigint, rows bigint, shared_hit bigint, shared_read bigint,
           shared_written bigint, local_read bigint, local_written bigint, temp_read bigint, temp_written bigint, wal_bytes bigint,
           window_from timestamptz, window_to timestamptz, window_complete boolean)
    LEFT JOIN copilot._history_statements() AS s ON s.database::bigint = w.scope AND s.statement = w.object
  WHERE w.calls > 0
), ranked AS (
  -- What a function ran is in its caller's time, blocks and WAL already, but not in its calls and rows.
  SELECT *, sum(amount) FILTER (WHERE :order_by IN ('calls', 'rows') OR toplevel IS NOT FALSE) OVER () AS total,
         row_number() OVER (ORDER BY CASE :order_by WHEN 'mean_time' THEN exec_us::float8 / calls ELSE amount END DESC,
                              queryid, scope, userid, toplevel) AS rank
  FROM counted
), before AS (
  SELECT p.scope, p.object, p.exec_us / 1000.0 / nullif(p.calls, 0) AS mean_time_ms
  FROM copilot._window('statement', :since - (:until - :since), :since)
      AS p(scope bigint, object bigint, calls bigint, exec_us bigint)
  WHERE :compare
)
SELECT rank, queryid,
       coalesce((SELECT datname FROM pg_database AS d WHERE d.oid::bigint = r.scope), '[' || r.scope || ']') AS database,
       coalesce((SELECT rolname FROM pg_roles AS a WHERE a.oid = userid), '[' || userid || ']') AS role, calls,
       exec_us / 1000.0 AS total_time_ms, exec_us / 1000.0 / calls AS mean_time_ms,
       round(100.0 * amount / nullif(total, 0), 2) AS share_percent, rows,
       round(100.0 * shared_hit / nullif(shared_hit + shared_read, 0), 2) AS cache_hit_percent,
       temp_written * current_setting('block_size')::bigint AS temp_bytes, wal_bytes,
       r.query, b.mean_time_ms AS previous_mean_time_ms,
       round((100 * (exec_us / 1000.0 / calls / nullif(b.mean_time_ms, 0) - 1))::numeric, 2) AS change_percent,
       io_blocks * current_setting('block_size')::bigint AS io_bytes, toplevel, window_from, window_to, window_complete
FROM ranked AS r
  LEFT JOIN before AS b USING (scope, object)
WHERE rank <= :max_rows OR :max_rows IS NULL
ORDER BY rank
-- query: local 150000-
-- One pass over the counters that keeps the best rows only. What a function ran is in its caller's time, blocks and
-- WAL already, but not in its calls and rows.
SELECT row_number() OVER (ORDER BY cost DESC, queryid, dbid, userid, toplevel) AS rank, queryid,
       coalesce((SELECT datname FROM pg_database WHERE oid = dbid), '[' || dbid || ']') AS database,
       coalesce((SELECT rolname FROM pg_roles WHERE oid = userid), '[' || userid || ']') AS role, calls,
       total_exec_time AS total_time_ms, mean_exec_time AS mean_time_ms,
       round((100 * top.amount / nullif(total, 0))::numeric, 2) AS share_percent, rows,
       round(100.0 * shared_blks_hit / nullif(shared_blks_hit + shared_blks_read, 0), 2) AS cache_hit_percent,
       temp_blks_written * current_setting('block_size')::bigint AS temp_bytes, wal_bytes, query,
       NULL::float8 AS previous_mean_time_ms, NULL::float8 AS change_percent,
       io_blocks * current_setting('block_size')::bigint AS io_bytes, toplevel,
       stats_reset AS window_from, statement_timestamp() AS window_to, complete AS window_complete
FROM copilot._top_rows(
    $statements$SELECT CASE order_by WHEN 'mean_time' THEN mean_exec_time ELSE amount END,
             CASE WHEN order_by IN ('calls', 'rows') OR toplevel THEN amount END,
             queryid, dbid, userid, toplevel, calls, total_exec_time, mean_exec_time, rows, shared_blks_hit,
             shared_blks_read, temp_blks_written, wal_bytes, query, io_blocks, amount
      FROM (
        SELECT *, shared_blks_read + shared_blks_written + local_blks_read + local_blks_written
                    + temp_blks_read + temp_blks_written AS io_blocks,
               CASE order_by WHEN 'calls' THEN calls WHEN 'rows' THEN rows WHEN 'temp' THEN temp_blks_written
                 WHEN 'io' THEN shared_blks_read + shared_blks_written + local_blks_read + local_blks_written
                                  + temp_blks_read + temp_blks_written
                 WHEN 'wal' THEN wal_bytes ELSE total_exec_time END AS amount
        FROM {pg_stat_statements}.pg_stat_statements(true)
          CROSS JOIN (SELECT $statements$ || quote_literal(:order_by) || $statements$::text) AS chosen(order_by)) AS statement$statements$,
    :max_rows) AS top(cost float8, total float8, queryid bigint, dbid oid, userid oid, toplevel boolean, calls bigint,
      total_exec_time float8, mean_exec_time float8, rows bigint, shared_blks_hit bigint, shared_blks_read bigint,
      temp_blks_written bigint, wal_bytes numeric, query text, io_blocks bigint, amount float8)
  CROSS JOIN (
    SELECT stats_reset, dealloc = 0 AS complete FROM {pg_stat_statements}.pg_stat_statements_info()) AS counters
ORDER BY rank
-- query: 130000-
-- One pass over the counters. The sum so far gives the last row the total, so that no row is kept to add it up; a WITH
-- query would keep them all, as pg_stat_statements() is volatile.
SELECT rank, queryid,
       coalesce((SELECT datname FROM pg_database WHERE oid = dbid), '[' || dbid || ']') AS database,
       coalesce((SELECT rolname FROM pg_roles WHERE oid = userid), '[' || userid || ']') AS role, calls,
       total_exec_time AS total_time_ms, mean_exec_time AS mean_time_ms,
       round((100 * amount / nullif(total, 0))::numeric, 2) AS share_percent, rows,
       round(100.0 * shared_blks_hit / nullif(shared_blks_hit + shared_blks_read, 0), 2) AS cache_hit_percent,
       temp_blks_written * current_setting('block_size')::bigint AS temp_bytes, wal_bytes, query,
       NULL::float8 AS previous_mean_time_ms, NULL::float8 AS change_percent,
       io_blocks * current_setting('block_size')::bigint AS io_bytes, toplevel,
       stats_reset AS window_from, statement_timestamp() AS window_to, complete AS window_complete
FROM (
  SELECT *, row_number() OVER (ORDER BY cost DESC NULLS LAST, queryid, dbid, userid, toplevel) AS rank,
         max(amount_so_far) OVER () AS total
  FROM (
    -- What a function ran is in its caller's time, blocks and WAL already, but not in its calls and rows.
    SELECT queryid, dbid, userid, toplevel, calls, total_exec_time, mean_exec_time, rows, shared_blks_hit, shared_blks_read,
           temp_blks_written, io_blocks, wal_bytes, query, amount,
           CASE :order_by WHEN 'mean_time' THEN mean_exec_time ELSE amount END AS cost,
           sum(amount) FILTER (WHERE :order_by IN ('calls', 'rows') OR toplevel IS NOT FALSE) OVER pass AS amount_so_far,
           lead(false, 1, true) OVER pass AS last
    FROM (
      SELECT *, -- 140000-
      SELECT *, NULL::boolean AS toplevel, -- 130000-139999
             shared_blks_read + shared_blks_written + local_blks_read + local_blks_written
               + temp_blks_read + temp_blks_written AS io_blocks,
             CASE :order_by WHEN 'calls' THEN calls WHEN 'rows' THEN rows WHEN 'temp' THEN temp_blks_written
               WHEN 'io' THEN shared_blks_read + shared_blks_written + local_blks_read + local_blks_written
                                + temp_blks_read + temp_blks_written
               WHEN 'wal' THEN wal_bytes ELSE total_exec_time END AS amount
      FROM {pg_stat_statements}.pg_stat_statements(true)) AS statement
    WINDOW pass AS (ROWS UNBOUNDED PRECEDING)
    ORDER BY last DESC, cost DESC NULLS LAST, queryid, dbid, userid, toplevel
    LIMIT :max_rows::bigint + 1) AS shortlist) AS ranked
  CROSS JOIN (
    SELECT stats_reset, dealloc = 0 AS complete FROM {pg_stat_statements}.pg_stat_statements_info() -- 140000-
    SELECT NULL::timestamptz AS stats_reset, false AS complete -- 130000-139999
  ) AS counters
WHERE coalesce(rank <= :max_rows, true)
ORDER BY rank
