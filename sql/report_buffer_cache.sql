-- The report buffer_cache against pg_buffercache, over planted relations.
-- Words: a planted relation is made here, with a known number of cached pages.
-- No number of pages, oid or size may stand in the expected output: only whether the two agree.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE EXTENSION IF NOT EXISTS pg_buffercache;
CREATE SCHEMA buffer_cache_test;
SET search_path = buffer_cache_test, public;

CREATE TABLE planted AS SELECT g AS id, repeat('x', 200) AS filler FROM generate_series(1, 5000) AS g;
CREATE UNIQUE INDEX "Planted Key" ON planted (id);
CREATE TABLE "We ""ird"" 💩" (id integer PRIMARY KEY, long text);
ALTER TABLE "We ""ird"" 💩" ALTER long SET STORAGE EXTERNAL;
INSERT INTO "We ""ird"" 💩" SELECT g, repeat('long', 5000) FROM generate_series(1, 20) AS g;
CREATE TABLE rewritten AS SELECT g AS id FROM generate_series(1, 5000) AS g;
VACUUM FULL rewritten;
SELECT sum(id) FROM rewritten;
CREATE TABLE emptied AS SELECT g AS id FROM generate_series(1, 5000) AS g;
TRUNCATE emptied;

-- Pages of every fork, as pg_buffercache counts them; the report's name is found by the relation.
CREATE VIEW counted AS
SELECT c.oid, count(*) * current_setting('block_size')::bigint AS cached_bytes,
       count(*) FILTER (WHERE b.isdirty) * current_setting('block_size')::bigint AS dirty_bytes
FROM pg_buffercache AS b JOIN pg_class AS c
  ON b.relfilenode = pg_relation_filenode(c.oid)
     AND b.reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
GROUP BY c.oid;
CREATE VIEW planted_relations AS
SELECT c.oid, CASE WHEN n.nspname = 'pg_toast'
                   THEN CASE c.relkind WHEN 't' THEN 'toast of ' ELSE 'toast index of ' END
                        || 'buffer_cache_test."We ""ird"" 💩"'
                   ELSE quote_ident(n.nspname) || '.' || quote_ident(c.relname) END AS name
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'i', 't') AND (n.nspname = 'buffer_cache_test'
  OR c.oid = (SELECT reltoastrelid FROM pg_class WHERE oid = '"We ""ird"" 💩"'::regclass)
  OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid =
                 (SELECT reltoastrelid FROM pg_class WHERE oid = '"We ""ird"" 💩"'::regclass)));

SET enable_seqscan = off;
SELECT id FROM planted WHERE id = 42;
CHECKPOINT;
UPDATE rewritten SET id = -id;
SELECT name, r.cached_bytes IS NOT DISTINCT FROM c.cached_bytes AS same_bytes,
       r.dirty_bytes IS NOT DISTINCT FROM c.dirty_bytes AS same_dirty,
       r.cached_bytes > 0 AS cached, r.dirty_bytes > 0 AS dirty, r.cached_percent > 0 AND r.cached_percent <= 100 AS percent
FROM planted_relations LEFT JOIN copilot.buffer_cache(max_rows => NULL) AS r USING (name)
  LEFT JOIN counted AS c USING (oid)
ORDER BY name COLLATE "C";

-- All rows add up to shared_buffers, by relation and by database.
SELECT v.by, sum(cached_bytes) = pg_size_bytes(current_setting('shared_buffers')) AS whole,
       count(*) FILTER (WHERE name = '(unused)') AS unused, bool_and(dirty_bytes <= cached_bytes) AS sound
FROM (VALUES ('relation'), ('database')) AS v(by), copilot.buffer_cache(v.by, NULL) GROUP BY v.by ORDER BY v.by;
SELECT cached_bytes > 0 AS cached, cached_percent > 0 AND cached_percent <= 100 AS percent
FROM copilot.buffer_cache('database') WHERE name = current_database();

-- What is unused is not shared; the largest come first, and no more than asked for.
SELECT cached_percent, dirty_bytes, hot_percent FROM copilot.buffer_cache(max_rows => NULL) WHERE name = '(unused)';
SELECT count(*) AS rows FROM copilot.buffer_cache(max_rows => 3);
SELECT count(*) AS rows FROM copilot.buffer_cache(max_rows => 0);
SELECT bool_and(cached_bytes >= next) AS sorted
FROM (SELECT cached_bytes, lead(cached_bytes) OVER () AS next FROM copilot.buffer_cache()) AS pair;

-- Mistakes, and the right that is needed.
SELECT * FROM copilot.buffer_cache('table');
SELECT * FROM copilot.buffer_cache(NULL);
SELECT * FROM copilot.buffer_cache(max_rows => -1);
SELECT * FROM copilot._buffer_cache(false, -1);
CREATE ROLE regress_buffer_cache;
SET ROLE regress_buffer_cache;
SELECT * FROM copilot.buffer_cache();
SELECT * FROM copilot._buffer_cache(false, 1);
RESET ROLE;
GRANT pg_monitor TO regress_buffer_cache;
SET ROLE regress_buffer_cache;
SELECT count(*) AS rows FROM copilot.buffer_cache(max_rows => 1);
RESET ROLE;
DROP ROLE regress_buffer_cache;
DROP SCHEMA buffer_cache_test CASCADE;
DROP EXTENSION pg_buffercache;
