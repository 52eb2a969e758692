-- report: activity
-- title: Activity
-- description: What every session is doing now, on all databases: those at work first, the longest at it first;
--   idle ones last. This session itself is left out, and so are processes that belong to the server or to replication.
-- words: activity, running queries, what is running, current queries, who is connected, sessions, long running
--   queries, long transactions, idle in transaction, processlist, active connections, top
-- column: pid integer: the process, as in pg_cancel_backend(pid)
-- column: database text: the database it is connected to
-- column: role text: the role it logged in with
-- column: application text: what the client calls itself
-- column: client text: the address it comes from; local for a socket on the server itself
-- column: state text: active (running a statement), idle (waiting for the next), idle in transaction, idle in
--   transaction (aborted), fastpath function call, or disabled (track_activities is off)
-- column: wait text: what a running statement is waiting for, kind and name; null if it is not waiting
-- column: since timestamptz: when the statement began, or the state if no statement is running
-- column: transaction_age interval: how long its transaction has been open; null without one
-- column: blocked_by integer[]: the processes whose locks it is waiting for, 0 being a prepared transaction; null
--   if it is not waiting for a lock
-- column: query text [sql]: the statement, or the last one if none is running
-- column: backend_type text: client backend, or which kind of worker
-- needs: read_all_stats
-- query: 130000-
SELECT pid, datname AS database, usename AS role, application_name AS application,
       CASE WHEN client_addr IS NOT NULL THEN host(client_addr) WHEN client_port = -1 THEN 'local' END AS client, state,
       CASE WHEN NOT (wait_event_type = 'Activity' OR wait_event_type = 'Client' AND state LIKE 'idle%')
            THEN wait_event_type || ': ' || wait_event END AS wait,
       CASE WHEN state = 'active' THEN query_start ELSE coalesce(state_change, backend_start) END AS since,
       clock_timestamp() - xact_start AS transaction_age,
       CASE WHEN wait_event_type = 'Lock'
            THEN (SELECT array_agg(DISTINCT blocker) FROM unnest(pg_blocking_pids(pid)) AS blocker) END AS blocked_by,
       query, backend_type
FROM pg_stat_activity
WHERE pid <> pg_backend_pid()
  AND (backend_type = 'client backend'
       OR datid IS NOT NULL AND state = 'active' AND backend_type NOT IN ('walsender', 'parallel worker'))
ORDER BY state IS NOT DISTINCT FROM 'idle', state IS DISTINCT FROM 'active', since, pid
