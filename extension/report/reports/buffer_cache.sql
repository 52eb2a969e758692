-- report: buffer_cache
-- title: Buffer cache
-- description: What the server's own cache (shared_buffers) holds: which relations or databases, how much of each
--   is cached, changed and in frequent use. The operating system's cache is not seen from here.
-- words: buffer cache, shared buffers, what is cached, what is in memory, cache contents, cached tables
-- parameter: by text = relation {relation|database}: what to count by
-- parameter: max_rows integer = 50: how many rows, the largest first; null is all, and then they add up to
--   shared_buffers
-- column: name text: the relation, index or database; "toast of" stands before the table whose long values it holds;
--   in parentheses what is no relation of this database: (unused), (database NAME) for all that is cached of another
--   database, (shared catalogs), (unnamed file N) for what was just made or dropped
-- column: cached_bytes bigint [bytes]: how much of the cache it takes
-- column: share_percent double precision [percent]: its share of the whole cache
-- column: cached_percent double precision [percent]: how much of what it has on disk is cached; null where its size is
--   not known here
-- column: dirty_bytes bigint [bytes]: changed in the cache and not yet written to disk
-- column: hot_percent double precision [percent]: how much of it is used often (a usage count of 3 or more out of 5)
-- needs: read_all_stats
-- needs: remote extension pg_buffercache
-- query: local 150000-
SELECT name, cached_bytes, share_percent, cached_percent, dirty_bytes, hot_percent
FROM copilot._buffer_cache(:by = 'database', :max_rows)
-- query: 130000-
WITH counted AS (
  SELECT CASE WHEN bufferid_used THEN reldatabase END AS database,
         CASE WHEN :by = 'relation' AND reldatabase IN (0, here) THEN relfilenode END AS number,
         CASE WHEN :by = 'relation' AND reldatabase IN (0, here) THEN reltablespace END AS tablespace,
         count(*) AS buffers, count(*) FILTER (WHERE isdirty) AS dirty,
         count(*) FILTER (WHERE usagecount >= 3) AS hot
  FROM (SELECT relfilenode IS NOT NULL AS bufferid_used, reldatabase, relfilenode, reltablespace,
               isdirty, usagecount, (SELECT oid FROM pg_database WHERE datname = current_database()) AS here
        FROM {pg_buffercache}.pg_buffercache_pages() AS page(bufferid integer, relfilenode oid, reltablespace oid,
          reldatabase oid, relforknumber int2, relblocknumber int8, isdirty boolean, usagecount int2, pinning_backends int4))
          AS buffer
  GROUP BY 1, 2, 3
), largest AS MATERIALIZED (
  SELECT *, pg_filenode_relation(tablespace, number) AS relation
  FROM (SELECT * FROM counted ORDER BY buffers DESC, database, number LIMIT :max_rows) AS first
), named AS (
  SELECT l.*, c.relkind, c.reltoastrelid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS relation_name,
         CASE WHEN n.nspname = 'pg_toast' THEN substring(c.relname FROM '^pg_toast_(\d+)')::oid END AS owner,
         c.relname LIKE '%\_index' AS toast_index
  FROM largest AS l LEFT JOIN pg_class AS c ON c.oid = l.relation LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
), sized AS (
  SELECT d.*, CASE WHEN d.owner IS NULL THEN d.relation_name
                   ELSE (SELECT CASE WHEN d.toast_index THEN 'toast index of ' ELSE 'toast of ' END
                                || quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                         FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                         WHERE c.oid = d.owner) END AS shown,
         (SELECT datname FROM pg_database WHERE oid = d.database) AS database_name,
         current_setting('block_size')::bigint AS block,
         pg_size_bytes(current_setting('shared_buffers')) AS cache,
         CASE WHEN d.number IS NULL AND :by = 'database' AND has_database_privilege(d.database, 'CONNECT') IS NOT NULL
              THEN pg_database_size(d.database)
              WHEN d.relation IS NOT NULL AND NOT EXISTS (SELECT FROM pg_locks AS k
                     WHERE k.relation = d.relation AND k.mode = 'AccessExclusiveLock'
                       AND k.pid <> pg_backend_pid())
              THEN (SELECT sum(pg_relation_size(d.relation, fork))
                    FROM unnest(ARRAY['main', 'fsm', 'vm', 'init']) AS fork) END AS size
  FROM named AS d
)
SELECT CASE WHEN database IS NULL THEN '(unused)'
            WHEN number IS NOT NULL THEN coalesce(shown, relation_name, '(unnamed file ' || number || ')')
            WHEN database = 0 THEN '(shared catalogs)'
            WHEN database_name IS NULL THEN '(dropped database ' || database || ')'
            WHEN :by = 'database' THEN database_name::text
            ELSE '(database ' || database_name || ')' END AS name,
       buffers * block AS cached_bytes, round(100.0 * buffers * block / cache, 2) AS share_percent,
       round(100.0 * least(buffers * block, size) / nullif(size, 0), 2) AS cached_percent,
       dirty * block AS dirty_bytes,
       CASE WHEN database IS NOT NULL THEN round(100.0 * hot / buffers, 2) END AS hot_percent
FROM sized
ORDER BY buffers DESC, name
