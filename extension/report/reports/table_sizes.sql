-- report: table_sizes
-- title: Table sizes
-- description: The largest tables of this database with their indexes and TOAST (where long values are kept), partitions
--   added up under their partitioned table. System catalogs are left out, unless all rows are asked for.
-- words: table size, largest tables, biggest tables, how big is the table, what takes the space, disk usage by table
-- parameter: max_rows integer = 50: how many tables, the largest first; null is all, followed by (system catalogs) and
--   (other files), and then they add up to the size of the database
-- parameter: fold_partitions boolean = true: add partitions up under their partitioned table, or show each
-- column: table_name text: the table or materialized view; of partitions their partitioned table. With all rows also
--   (system catalogs), and (other files): sequences, and files that belong to no relation
-- column: partitions integer: how many partitions are added up in the row; 0 for a table without
-- column: total_bytes bigint [bytes]: all of it on disk: table, indexes and TOAST
-- column: table_bytes bigint [bytes]: the table's own rows, with its free space map and visibility map
-- column: index_bytes bigint [bytes]: its indexes
-- column: toast_bytes bigint [bytes]: its long values, kept apart (TOAST), with their index
-- column: rows_estimate bigint [rows]: rows, as last counted by VACUUM or ANALYZE and in proportion to the pages of now; null
--   where they were never counted
-- column: growth_per_day_bytes double precision [per_day]: growth a day over the last 7 days, or as far as the
--   history goes back; null below 2 days of history, without the right to read it (pg_monitor), and on other servers
-- column: exact boolean: whether the bytes are those of the files; false where something was locked or gone and the
--   catalog's last page count stands in
-- query: local 150000-
SELECT table_name, partitions, table_bytes + index_bytes + toast_bytes AS total_bytes, table_bytes, index_bytes,
       toast_bytes, rows_estimate, per_day AS growth_per_day_bytes, exact
FROM copilot._table_sizes(:max_rows, :fold_partitions)
  LEFT JOIN copilot._recent_growth('relation'::text) AS grown ON grown.name = table_name
ORDER BY partitions IS NULL, total_bytes DESC, table_name
-- query: 130000-
WITH RECURSIVE locked AS MATERIALIZED (
  SELECT DISTINCT relation FROM pg_locks
  WHERE mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), tree AS (
  SELECT oid, oid AS top FROM pg_class
  WHERE relkind IN ('r', 'm', 'p') AND NOT relisshared
    AND CASE WHEN :fold_partitions THEN NOT relispartition ELSE relkind <> 'p' END
  UNION ALL
  SELECT i.inhrelid, t.top FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.oid
    JOIN pg_class AS c ON c.oid = i.inhrelid
  WHERE :fold_partitions AND c.relispartition
), heap AS MATERIALIZED (
  SELECT CASE WHEN c.oid >= 16384 THEN t.top
              WHEN c.oid <> 2613 THEN 0  -- the catalog of large objects is a table as soon as it holds some
              WHEN c.relpages > 0 THEN t.top
              WHEN EXISTS (SELECT FROM locked WHERE relation = 2613) THEN 0
              WHEN pg_relation_size(2613::oid) > 0 THEN t.top
              ELSE 0 END AS top,
         c.oid, c.relkind, c.relpages, c.reltuples, c.reltoastrelid
  FROM tree AS t JOIN pg_class AS c ON c.oid = t.oid
), member AS MATERIALIZED (
  SELECT top, oid, 'table' AS part, CASE WHEN relkind = 'p' THEN 0 ELSE relpages END AS relpages, reltuples
  FROM heap
  UNION ALL
  SELECT h.top, x.indexrelid, 'index', c.relpages, NULL
  FROM heap AS h JOIN pg_index AS x ON x.indrelid = h.oid JOIN pg_class AS c ON c.oid = x.indexrelid
  WHERE h.relkind <> 'p'
  UNION ALL
  SELECT h.top, c.oid, 'toast', c.relpages, NULL
  FROM heap AS h JOIN pg_class AS c ON c.oid = h.reltoastrelid
  UNION ALL
  SELECT h.top, x.indexrelid, 'toast', c.relpages, NULL
  FROM heap AS h JOIN pg_index AS x ON x.indrelid = h.reltoastrelid JOIN pg_class AS c ON c.oid = x.indexrelid
), ranked AS (
  SELECT top, sum(CASE WHEN m.part = 'index' OR l.relation IS NOT NULL
                         OR m.part = 'table' AND m.reltuples >= 0 AND m.relpages > 0
                            AND pg_stat_get_mod_since_analyze(m.oid) = 0
                       THEN relpages * current_setting('block_size')::bigint
                       ELSE pg_relation_size(m.oid) END) AS bytes
  FROM member AS m LEFT JOIN locked AS l ON l.relation = m.oid
  WHERE top <> 0 AND :max_rows IS NOT NULL
  GROUP BY top ORDER BY bytes DESC NULLS LAST, top LIMIT 2 * :max_rows::bigint + 50
), sized AS (
  SELECT m.top, m.part, coalesce(f.bytes, m.relpages * b.block) AS bytes, f.bytes IS NOT NULL AS exact,
         CASE WHEN m.part <> 'table' OR f.main = 0 THEN 0
              WHEN m.reltuples >= 0 AND (m.relpages >= 10 OR m.relpages = f.main / b.block)
              THEN m.reltuples / m.relpages * coalesce(f.main / b.block, m.relpages)
              WHEN coalesce(pg_stat_get_last_analyze_time(m.oid), pg_stat_get_last_autoanalyze_time(m.oid),
                            pg_stat_get_last_vacuum_time(m.oid), pg_stat_get_last_autovacuum_time(m.oid)) IS NOT NULL
              THEN pg_stat_get_live_tuples(m.oid)
              WHEN m.reltuples >= 0
              THEN m.reltuples / nullif(m.relpages, 0) * coalesce(f.main / b.block, m.relpages) END AS tuples
  FROM member AS m LEFT JOIN locked AS l ON l.relation = m.oid
    CROSS JOIN (SELECT current_setting('block_size')::bigint) AS b(block)
    CROSS JOIN LATERAL (SELECT CASE WHEN l.relation IS NULL THEN m.oid END AS readable) AS r
    CROSS JOIN LATERAL (SELECT pg_relation_size(readable) AS main, sum(pg_relation_size(readable, fork)) AS bytes
                        FROM unnest(ARRAY['main', 'fsm', 'vm', 'init']) AS fork) AS f
  WHERE :max_rows IS NULL OR m.top IN (SELECT top FROM ranked)
), shown AS MATERIALIZED (
  SELECT s.top, coalesce(p.partitions, 0) AS partitions,
         coalesce(sum(bytes) FILTER (WHERE part = 'table'), 0) AS table_bytes,
         coalesce(sum(bytes) FILTER (WHERE part = 'index'), 0) AS index_bytes,
         coalesce(sum(bytes) FILTER (WHERE part = 'toast'), 0) AS toast_bytes, bool_and(exact) AS exact,
         CASE WHEN bool_and(tuples IS NOT NULL) THEN sum(tuples) END AS tuples
  FROM sized AS s
    LEFT JOIN (SELECT top, count(*) AS partitions FROM heap WHERE relkind <> 'p' AND oid <> top GROUP BY top) AS p
      ON p.top = s.top
  GROUP BY s.top, p.partitions
), tables AS (
  SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table_name, partitions,
         table_bytes + index_bytes + toast_bytes AS total_bytes, table_bytes, index_bytes, toast_bytes,
         round(tuples) AS rows_estimate, exact, s.top
  FROM shown AS s JOIN pg_class AS c ON c.oid = s.top JOIN pg_namespace AS n ON n.oid = c.relnamespace
  ORDER BY total_bytes DESC, s.top LIMIT :max_rows
), whole AS (
  SELECT CASE WHEN has_database_privilege(current_database(), 'CONNECT')
                   OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
              THEN pg_database_size(current_database())
                   - (SELECT sum(table_bytes + index_bytes + toast_bytes) FROM shown) END AS others
  WHERE :max_rows IS NULL
)
SELECT table_name, partitions, total_bytes, table_bytes, index_bytes, toast_bytes, rows_estimate,
       NULL::float8 AS growth_per_day_bytes, exact
FROM (SELECT table_name, partitions, total_bytes, table_bytes, index_bytes, toast_bytes, rows_estimate, exact
      FROM tables
      UNION ALL
      SELECT '(system catalogs)', NULL, table_bytes + index_bytes + toast_bytes, table_bytes, index_bytes,
             toast_bytes, NULL, exact
      FROM shown WHERE top = 0
      UNION ALL
      SELECT '(other files)', NULL, others, others, 0, 0, NULL, true FROM whole) AS row
ORDER BY partitions IS NULL, total_bytes DESC, table_name
