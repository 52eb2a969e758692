-- report: database_sizes
-- title: Database sizes
-- description: The size on disk of every database of the cluster, largest first.
-- words: database size, how big is the database, disk usage by database, largest database
-- column: database text: the database
-- column: size_bytes bigint [bytes]: its size on disk; null where the role may neither connect to it nor
--   read all statistics
-- column: share_percent double precision [percent]: its share of all databases whose size is known
-- column: growth_per_day_bytes double precision [per_day]: growth a day over the last 7 days, or as far as
--   the history goes back; null below 2 days of history, without the right to read it (pg_monitor), and on other servers
-- query: local 150000-
WITH grown AS MATERIALIZED (
  SELECT jsonb_object_agg(name, per_day) AS growth FROM copilot._recent_growth('database'::text)
)
SELECT datname AS database, size AS size_bytes,
       round(100 * size / nullif(sum(size) OVER (), 0), 2) AS share_percent,
       (SELECT growth ->> datname::text FROM grown)::float8 AS growth_per_day_bytes
-- query: 130000-
SELECT datname AS database, size AS size_bytes,
       round(100 * size / nullif(sum(size) OVER (), 0), 2) AS share_percent,
       NULL::float8 AS growth_per_day_bytes
-- then
FROM (SELECT datname,
             -- Null where the database was dropped meanwhile: its size would be an error.
             CASE WHEN has_database_privilege(oid, 'CONNECT')
                       OR has_database_privilege(oid, 'CONNECT') IS NOT NULL
                          AND pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
                  THEN pg_database_size(oid) END AS size
      FROM pg_database) AS database
ORDER BY size DESC NULLS LAST, datname
