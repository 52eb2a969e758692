-- report: waits
-- title: Waits
-- description: What active sessions waited for, the most common first, from samples that the worker takes all the time;
--   without a history: from one look at the sessions of now. CPU stands for sessions that were not waiting.
-- words: waits, wait events, what are sessions waiting for, bottleneck, active session history, lock waits, io waits,
--   lwlock, contention, where does the time go
-- history: wait
-- parameter: since interval: how far back the window reaches; null for the last hour where the history reaches back so
--   far, else for one look at the sessions of now
-- parameter: until timestamptz: the end of the window; null for now
-- column: wait_type text: the kind of wait: Lock, LWLock, IO, IPC, Client, ...; CPU if it was not waiting
-- column: wait text: the wait itself, as the server names it
-- column: share_percent double precision [percent]: its share of all time of active sessions
-- column: average_active double precision: how many sessions were in it at a time, on average
-- column: top_query text [sql]: the statement that was in it most; null if unknown
-- column: top_object text: the table or index whose lock was waited for most; null for other waits
-- column: meaning text: what it means, and what is mostly behind it
-- column: samples bigint [count]: how many samples that stands on; a few prove nothing
-- column: window_from timestamptz: the begin of what is covered; the moment of the look, without a history
-- column: window_to timestamptz: the end of what is covered
-- column: window_complete boolean: whether nothing is missing: false if the history has a gap or begins after since,
--   and for a single look
-- needs: read_all_stats
-- query: window 150000-
WITH sampled AS MATERIALIZED (
  SELECT *
  FROM copilot._window('wait', :since, :until)
      AS w(scope bigint, object bigint, samples bigint, sampled_us bigint, window_from timestamptz, window_to timestamptz,
           window_complete boolean)
), summed AS (
  SELECT scope, sum(samples)::bigint AS samples, sum(sampled_us) AS sampled_us, min(window_from) AS window_from,
         max(window_to) AS window_to, bool_and(window_complete) AS window_complete,
         (array_agg(object ORDER BY sampled_us DESC, object) FILTER (WHERE object <> 0))[1] AS queryid
  FROM sampled GROUP BY scope
), locked AS (
  SELECT DISTINCT ON (scope) scope, object >> 32 AS database, object & 4294967295 AS relation
  FROM copilot._window('lock_wait', :since, :until) AS w(scope bigint, object bigint, sampled_us bigint)
  WHERE object & 4294967295 <> 0
  ORDER BY scope, sampled_us DESC, object
), named AS (
  SELECT scope, min(name) AS name FROM copilot._history_objects('wait'::text) GROUP BY scope
), waited AS (
  SELECT split_part(name, ':', 1) AS wait_type, coalesce(nullif(split_part(name, ':', 2), ''), name) AS wait, samples,
         sampled_us,
         sampled_us / nullif(extract(epoch FROM window_to - window_from) * 1e6, 0) AS average_active,
         (SELECT query FROM copilot._history_statements() AS s WHERE s.queryid = summed.queryid
          ORDER BY query IS NULL, s.seen_at DESC LIMIT 1) AS top_query,
         (SELECT r.name FROM copilot._history_relations(l.database::oid) AS r WHERE r.relation::bigint = l.relation)
           AS top_object,
         window_from, window_to, window_complete
  FROM summed LEFT JOIN named USING (scope) LEFT JOIN locked AS l USING (scope)
-- query: 130000-
WITH seen AS MATERIALIZED (
  SELECT a.pid, coalesce(a.wait_event_type, 'CPU') AS wait_type, coalesce(a.wait_event, 'CPU') AS wait, a.query,
         a.query_start, l.relation, l.database
  FROM pg_stat_activity AS a
    LEFT JOIN LATERAL (SELECT relation, database FROM pg_locks WHERE pid = a.pid AND NOT granted LIMIT 1) AS l
      ON a.wait_event_type = 'Lock'
  WHERE a.backend_type = 'client backend' AND a.state = 'active' AND a.pid <> pg_backend_pid()
), waited AS (
  SELECT wait_type, wait, count(*) AS samples, count(*) AS sampled_us, count(*)::numeric AS average_active,
         (array_agg(query ORDER BY query_start, pid))[1] AS top_query,
         (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
          FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
          WHERE c.oid = min(relation::oid::bigint) FILTER (
            WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))) AS top_object,
         statement_timestamp() AS window_from, statement_timestamp() AS window_to, false AS window_complete
  FROM seen GROUP BY wait_type, wait
-- then
), meanings(wait_type, wait, meaning) AS (
  VALUES ('CPU', NULL, 'not waiting: it was computing, or waited for a processor'),
    ('Lock', NULL, 'waits for a lock that another session holds; copilot.locks() shows who'),
    ('Lock', 'transactionid', 'waits for another transaction to end, mostly because both change the same row'),
    ('Lock', 'tuple', 'stands in the queue for a row that another transaction changes: several want the same row'),
    ('Lock', 'relation', 'waits for a lock on a whole table, mostly because of DDL, LOCK TABLE, or VACUUM FULL'),
    ('Lock', 'advisory', 'waits for an advisory lock, which the application takes by itself'),
    ('Lock', 'extend', 'waits to add a block to a table: many sessions load the same table at once'),
    ('Lock', 'virtualxid', 'waits for older transactions to end, as CREATE INDEX CONCURRENTLY does'),
    ('LWLock', NULL, 'waits for a data structure in shared memory that another process uses'),
    ('LWLock', 'WALWrite', 'waits for others to write the write-ahead log: many small commits, or a slow disk for the log'),
    ('LWLock', 'WALInsert', 'waits to put records into the write-ahead log: many sessions write much at once'),
    ('LWLock', 'BufferContent', 'waits for a block that another process reads or changes: many want the same block'),
    ('LWLock', 'BufferMapping', 'waits to look a block up in the cache: blocks come and go faster than the cache can hold them'),
    ('LWLock', 'LockManager', 'waits for the table of locks: statements touch very many tables, partitions or indexes'),
    ('LWLock', 'ProcArray', 'waits for the list of transactions: very many sessions take snapshots'),
    ('LWLock', 'SubtransSLRU', 'waits for the list of subtransactions: many savepoints, or exceptions caught in PL/pgSQL'),
    ('LWLock', 'MultiXactOffsetSLRU', 'waits for the list of shared row locks: many share the same rows, mostly by foreign keys'),
    ('LWLock', 'MultiXactMemberSLRU', 'waits for the list of shared row locks: many share the same rows, mostly by foreign keys'),
    ('BufferPin', NULL, 'waits for others to let go of a block, mostly VACUUM waiting for an open cursor'),
    ('IO', NULL, 'waits for the disk or the operating system'),
    ('IO', 'DataFileRead', 'reads blocks of tables and indexes that are not in the server''s cache'),
    ('IO', 'DataFileWrite', 'writes blocks of tables and indexes: a session that has to make room in the cache itself'),
    ('IO', 'DataFileExtend', 'makes a table or an index larger'),
    ('IO', 'DataFileSync', 'makes a data file durable, as at a checkpoint'),
    ('IO', 'DataFilePrefetch', 'asks for blocks ahead, in a bitmap scan'),
    ('IO', 'WALWrite', 'writes the write-ahead log'),
    ('IO', 'WALSync', 'makes the write-ahead log durable at a commit: the disk decides how many commits there can be'),
    ('IO', 'WalSync', 'makes the write-ahead log durable at a commit: the disk decides how many commits there can be'),
    ('IO', 'WalWrite', 'writes the write-ahead log'),
    ('IO', 'BufFileRead', 'reads temporary files: a sort or a hash that did not fit into work_mem'),
    ('IO', 'BufFileWrite', 'writes temporary files: a sort or a hash that did not fit into work_mem'),
    ('IPC', NULL, 'waits for another process of the server'),
    ('IPC', 'SyncRep', 'waits for a synchronous standby to confirm the commit'),
    ('IPC', 'BgWorkerShutdown', 'waits for parallel workers to end'),
    ('IPC', 'ParallelFinish', 'waits for parallel workers to finish their part'),
    ('IPC', 'ExecuteGather', 'waits for rows of parallel workers'),
    ('IPC', 'MessageQueueSend', 'a parallel worker waits for its leader to take rows'),
    ('Client', NULL, 'waits for the application'),
    ('Client', 'ClientRead', 'waits for the application to send the next part: a slow client, or a slow network'),
    ('Client', 'ClientWrite', 'waits for the application to take the rows: a slow client, or too many rows'),
    ('Timeout', NULL, 'sleeps until a time has passed'),
    ('Timeout', 'PgSleep', 'sleeps in pg_sleep, as it was told to'),
    ('Timeout', 'VacuumDelay', 'VACUUM pauses to spare the disk, by its cost settings'),
    ('Activity', NULL, 'a process of the server that has nothing to do'),
    ('Extension', NULL, 'waits inside of an extension'))
SELECT coalesce(wait_type, '') AS wait_type, coalesce(wait, '') AS wait,
       round((100 * sampled_us / nullif(sum(sampled_us) OVER (), 0))::numeric, 2) AS share_percent,
       round(average_active::numeric, 3) AS average_active, top_query, top_object,
       coalesce((SELECT m.meaning FROM meanings AS m WHERE m.wait_type = w.wait_type AND m.wait = w.wait),
                (SELECT m.meaning FROM meanings AS m WHERE m.wait_type = w.wait_type AND m.wait IS NULL)) AS meaning,
       samples, window_from, window_to, window_complete
FROM waited AS w
ORDER BY sampled_us DESC, wait_type, wait
