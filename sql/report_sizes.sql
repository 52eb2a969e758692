-- The reports table_sizes and database_sizes against the server's own size functions.
-- Words: a planted table is made here; "agree" compares each number with the function that defines it.
-- No size, oid or path may stand in the expected output, but for numbers of rows and partitions planted here.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;

-- A database without tables but copilot's own, and mistakes.
SELECT count(*) AS rows FROM copilot.table_sizes() WHERE table_name NOT LIKE 'copilot.%';
SELECT table_name, partitions, rows_estimate, exact FROM copilot.table_sizes(NULL)
WHERE table_name NOT LIKE 'copilot.%';
SELECT * FROM copilot.table_sizes(-1);
SELECT * FROM copilot._table_sizes(-1, true);

CREATE SCHEMA sizes_test;
SET search_path = sizes_test, public;
CREATE TABLE parted (id integer, long text) PARTITION BY RANGE (id);
CREATE INDEX ON parted (id);
CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (1000);
CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (1000) TO (2000) PARTITION BY RANGE (id);
CREATE TABLE parted_high_a PARTITION OF parted_high FOR VALUES FROM (1000) TO (1500);
CREATE TABLE parted_high_b PARTITION OF parted_high FOR VALUES FROM (1500) TO (2000);
ALTER TABLE parted_low ALTER long SET STORAGE EXTERNAL;
INSERT INTO parted SELECT g, repeat(md5(g::text), 100) FROM generate_series(0, 1499) AS g;
ANALYZE parted;
CREATE TABLE no_partitions (id integer) PARTITION BY RANGE (id);
CREATE TABLE parent (id integer PRIMARY KEY);
CREATE TABLE child () INHERITS (parent);
INSERT INTO child SELECT generate_series(1, 1000);
CREATE TABLE "We ""ird"" 💩 Name" (id serial PRIMARY KEY, long text);
CREATE TABLE "name of sixty-three bytes 🐘🐘🐘🐘🐘🐘🐘🐘🐘" (id integer);
CREATE MATERIALIZED VIEW matview AS SELECT g AS id, 'filler' || g AS filler FROM generate_series(1, 5000) AS g;
CREATE UNIQUE INDEX ON matview (id);
CREATE UNLOGGED TABLE unlogged (id integer PRIMARY KEY);
INSERT INTO unlogged SELECT generate_series(1, 1000);
CREATE TEMP TABLE temporary AS SELECT generate_series(1, 1000) AS id;
CREATE INDEX ON temporary (id);
CREATE TABLE emptied AS SELECT generate_series(1, 5000) AS id;
ANALYZE emptied;
TRUNCATE emptied;
CREATE TABLE rewritten AS SELECT generate_series(1, 5000) AS id;
DELETE FROM rewritten WHERE id > 100;
VACUUM FULL rewritten;
-- Grew since it was counted: its page count in the catalog says one page.
CREATE TABLE grown (id integer PRIMARY KEY);
INSERT INTO grown VALUES (0);
SELECT pg_stat_force_next_flush();
ANALYZE grown;
INSERT INTO grown SELECT generate_series(1, 200000);
CREATE TABLE vacuumed AS SELECT generate_series(1, 20000) AS id;
DELETE FROM vacuumed WHERE id > 10000;
VACUUM (ANALYZE) vacuumed;
SET allow_in_place_tablespaces = on;
CREATE TABLESPACE regress_sizes LOCATION '';
CREATE TABLE elsewhere (id integer PRIMARY KEY USING INDEX TABLESPACE regress_sizes, long text) TABLESPACE regress_sizes;
INSERT INTO elsewhere SELECT g, repeat(md5(g::text), 200) FROM generate_series(1, 500) AS g;
SELECT lo_from_bytea(1000000, repeat('large object', 10000)::bytea);

CREATE VIEW members AS  -- the stored tables behind each row
SELECT t.table_name, c.oid, c.reltoastrelid
FROM (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table_name, c.oid
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm', 'p')) AS t
  CROSS JOIN LATERAL (SELECT t.oid AS member UNION SELECT relid FROM pg_partition_tree(t.oid)) AS m
  JOIN pg_class AS c ON c.oid = m.member
WHERE c.relkind <> 'p' OR c.oid = t.oid;
CREATE VIEW truth AS
SELECT table_name, sum(pg_total_relation_size(oid)) AS total_bytes,
       sum(pg_table_size(oid) - coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0)) AS table_bytes,
       sum(pg_indexes_size(oid)) AS index_bytes,
       sum(coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0)) AS toast_bytes
FROM members GROUP BY table_name;

-- Every row agrees with the server's functions, some of all and all of them, folded or not.
CREATE FUNCTION agree(max_rows integer, fold boolean) RETURNS TABLE (rows bigint, agree boolean, exact boolean)
LANGUAGE sql AS $$
  SELECT count(*) FILTER (WHERE r.table_name NOT LIKE 'copilot.%'), bool_and((r.total_bytes, r.table_bytes, r.index_bytes, r.toast_bytes)
                            IS NOT DISTINCT FROM (t.total_bytes, t.table_bytes, t.index_bytes, t.toast_bytes)),
         bool_and(r.exact)
  FROM copilot.table_sizes(max_rows, fold) AS r LEFT JOIN truth AS t USING (table_name)
  WHERE r.table_name NOT LIKE '(%'
$$;
SELECT * FROM agree(50, true);
SELECT * FROM agree(50, false);
SELECT * FROM agree(3, true);
SELECT * FROM agree(NULL, true);
SELECT * FROM agree(NULL, false);
SELECT * FROM agree(0, true);

SELECT pg_stat_force_next_flush();
SELECT regexp_replace(table_name, 'pg_temp_\d+', 'pg_temp') AS name, partitions, rows_estimate
FROM copilot.table_sizes() WHERE table_name NOT LIKE 'copilot.%'
ORDER BY regexp_replace(table_name, 'pg_temp_\d+', 'pg_temp') COLLATE "C";
SELECT table_name, partitions FROM copilot.table_sizes(fold_partitions => false)
WHERE table_name LIKE '%parted%' ORDER BY table_name COLLATE "C";
SELECT bool_and(total_bytes >= next) AS sorted
FROM (SELECT total_bytes, lead(total_bytes) OVER () AS next FROM copilot.table_sizes()) AS pair;
SELECT table_name FROM copilot.table_sizes(1);

-- All rows add up to the database.
SELECT fold, sum(total_bytes) = pg_database_size(current_database()) AS whole,
       min(total_bytes) >= 0 AS sound, count(*) FILTER (WHERE table_name LIKE '(%') AS others
FROM (VALUES (true), (false)) AS v(fold), copilot.table_sizes(NULL, fold) GROUP BY fold ORDER BY fold;

-- Databases: each is its own size, shares add up, and a role that may not look gets null.
SELECT count(*) FILTER (WHERE r.size_bytes IS DISTINCT FROM pg_database_size(d.oid)) AS wrong,
       count(*) = (SELECT count(*) FROM pg_database) AS every, round(sum(share_percent)) AS share
FROM copilot.database_sizes() AS r JOIN pg_database AS d ON d.datname = r.database;
CREATE DATABASE "regress Sizes 💩" TEMPLATE template0;
REVOKE CONNECT ON DATABASE "regress Sizes 💩" FROM PUBLIC;
CREATE ROLE regress_sizes;
SET ROLE regress_sizes;
SELECT size_bytes IS NULL AS unknown, share_percent FROM copilot.database_sizes() WHERE database = 'regress Sizes 💩';
SELECT count(*) > 0 AS known FROM copilot.database_sizes() WHERE size_bytes > 0;
SELECT count(*) > 0 AS rows FROM copilot.table_sizes(NULL);
RESET ROLE;
GRANT pg_monitor TO regress_sizes;
SET ROLE regress_sizes;
SELECT size_bytes > 0 AS known FROM copilot.database_sizes() WHERE database = 'regress Sizes 💩';
RESET ROLE;
DROP DATABASE "regress Sizes 💩";
SELECT count(*) AS rows FROM copilot.database_sizes() WHERE database = 'regress Sizes 💩';

SELECT lo_unlink(1000000);
DROP SCHEMA sizes_test CASCADE;
DROP TABLESPACE regress_sizes;
DROP ROLE regress_sizes;
