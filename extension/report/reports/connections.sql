-- report: connections
-- title: Connections
-- description: How many clients are connected now, in all and by database, role, application and client address, and
--   how near that is to the limits. This connection counts too.
-- words: connections, how many connections, connection count, too many connections, max_connections, connection
--   limit, idle connections, connections per database, connections per user, connection pool, who connects
-- column: by text: what the row counts: all, database, role, application or client
-- column: name text: which one; all in the row for all, (none) if it has no name
-- column: total integer [count]: connections of clients; replication and workers do not use these slots
-- column: active integer [count]: those running a statement
-- column: idle integer [count]: those waiting for the client outside of a transaction
-- column: idle_in_transaction integer [count]: those waiting for the client inside of a transaction
-- column: oldest timestamptz: when the oldest of them connected
-- column: limit_total integer [count]: for all: what is open to ordinary roles, max_connections without the slots
--   reserved for others; for a database or a role: its CONNECTION LIMIT. Null if there is none
-- column: used_percent double precision [percent]: total as a part of limit_total; more than 100 if reserved slots
--   are in use, or superusers, whom no CONNECTION LIMIT holds back
-- needs: read_all_stats
-- query: 130000-
WITH client AS (
  SELECT datname, usename, state, backend_start, coalesce(nullif(application_name, ''), '(none)') AS application,
         CASE WHEN client_addr IS NOT NULL THEN host(client_addr) WHEN client_port = -1 THEN 'local' ELSE '(none)' END AS address
  FROM pg_stat_activity WHERE backend_type = 'client backend'
), counted AS (
  SELECT CASE WHEN NOT grouping(datname)::bool THEN 'database' WHEN NOT grouping(usename)::bool THEN 'role'
              WHEN NOT grouping(application)::bool THEN 'application' WHEN NOT grouping(address)::bool THEN 'client'
              ELSE 'all' END AS by,
         datname, usename, application, address, count(*) AS total,
         count(*) FILTER (WHERE state IN ('active', 'fastpath function call')) AS active,
         count(*) FILTER (WHERE state = 'idle') AS idle,
         count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_in_transaction,
         min(backend_start) AS oldest
  FROM client
  GROUP BY GROUPING SETS ((), (datname), (usename), (application), (address))
), limited AS (
  SELECT c.*,
         CASE by WHEN 'all' THEN current_setting('max_connections')::int
                                 - current_setting('superuser_reserved_connections')::int
                                 - coalesce(current_setting('reserved_connections', true)::int, 0)
                 WHEN 'database' THEN CASE WHEN datconnlimit >= 0 THEN datconnlimit END
                 WHEN 'role' THEN CASE WHEN rolconnlimit >= 0 THEN rolconnlimit END END AS limit_total
  FROM counted AS c LEFT JOIN pg_database AS d USING (datname) LEFT JOIN pg_roles AS r ON r.rolname = usename
)
SELECT by, CASE by WHEN 'all' THEN 'all' ELSE coalesce(datname, usename, application, address, '(none)') END AS name,
       total, active, idle, idle_in_transaction, oldest, limit_total,
       round(100.0 * total / nullif(limit_total, 0), 2) AS used_percent
FROM limited
ORDER BY array_position(ARRAY['all', 'database', 'role', 'application', 'client'], by), total DESC, name
