-- The reports table_usage and index_usage against a planted workload, counted to the last row.
-- Words: planted tables are those of the schemas made here; a flush makes this session's counters visible.
-- No size and no time may stand in the expected output.
SET client_min_messages = warning;
CREATE DATABASE usage_reports;
\c usage_reports
SET client_min_messages = warning;
CREATE EXTENSION copilot;
-- A database with no tables.
SELECT count(*) FROM copilot.table_usage();
SELECT count(*) FROM copilot.index_usage();

CREATE SCHEMA "S 💩";
SET search_path = "S 💩", public;
CREATE TABLE planted (id integer PRIMARY KEY, touched integer, filler text) WITH (autovacuum_enabled = off, fillfactor = 50);
CREATE INDEX planted_touched ON planted (touched);
CREATE INDEX planted_unused ON planted (filler);
CREATE TABLE "Quote ""d"" 💩, sixty-three bytes, all that a name may have: xx" (id integer) WITH (autovacuum_enabled = off);
CREATE TABLE toasted (long text) WITH (autovacuum_enabled = off);
ALTER TABLE toasted ALTER long SET STORAGE EXTERNAL;
CREATE TABLE parent (id integer, at date) PARTITION BY RANGE (at);
CREATE TABLE child_2025 PARTITION OF parent FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') WITH (autovacuum_enabled = off);
CREATE TABLE child_2026 PARTITION OF parent FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') WITH (autovacuum_enabled = off);
CREATE MATERIALIZED VIEW seen AS SELECT 1 AS one;
CREATE TEMP TABLE passing (id integer PRIMARY KEY);
-- Never reset: nobody knows since when.
INSERT INTO passing VALUES (1);
SELECT FROM pg_stat_force_next_flush();
SELECT DISTINCT window_from, window_complete FROM copilot.table_usage();
SELECT FROM pg_stat_reset();

SET enable_bitmapscan = off;
INSERT INTO planted SELECT g, g, 'f' FROM generate_series(1, 100) AS g;       -- 100 inserted
SET enable_seqscan = off;
SET enable_indexonlyscan = off;
SELECT filler FROM planted WHERE id = 7;                                       -- planted_pkey: 1 scan, 1 row
SELECT count(filler) FROM planted WHERE id BETWEEN 11 AND 30;                  -- planted_pkey: 1 scan, 20 rows
SELECT count(filler) FROM planted WHERE touched BETWEEN 1 AND 10;              -- planted_touched: 1 scan, 10 rows
SET enable_seqscan = on;
SET enable_indexscan = off;
SELECT count(*) FROM planted;                                                  -- 1 sequential scan, 100 rows
UPDATE planted SET filler = filler WHERE id <= 10;                             -- 1 more; 10 updated, HOT
UPDATE planted SET touched = -touched WHERE id > 60;                           -- 1 more; 40 updated, not HOT
DELETE FROM planted WHERE id > 95;                                             -- 1 more; 5 deleted
BEGIN;
INSERT INTO planted SELECT g, g, 'f' FROM generate_series(1001, 1003) AS g;    -- 3 inserted, for nothing
ROLLBACK;
INSERT INTO "Quote ""d"" 💩, sixty-three bytes, all that a name may have: xx" VALUES (1), (2);
INSERT INTO toasted SELECT repeat('long', 5000);
SELECT sum(length(long)) FROM toasted;
INSERT INTO parent VALUES (1, '2025-05-05'), (2, '2026-05-05'), (3, '2026-06-06');
SELECT count(*) FROM parent WHERE at = '2025-05-05';
RESET enable_indexscan;
SELECT FROM pg_stat_force_next_flush();

SELECT table_name, reads, writes, seq_scans AS seq, index_scans AS index, rows_read, rows_inserted AS ins, rows_updated AS upd,
       rows_deleted AS del, hot_update_percent AS hot, read_share_percent AS share, partition_of
FROM copilot.table_usage() ORDER BY table_name COLLATE "C";
SELECT DISTINCT window_from IS NOT NULL AS since, window_to > window_from AS until, window_complete FROM copilot.table_usage();
-- Blocks: those of the table, its indexes, its TOAST and the index of that.
SELECT count(*) AS tables, count(*) FILTER (WHERE t.cache_hit_percent IS DISTINCT FROM s.percent) AS differing
FROM copilot.table_usage() AS t JOIN (
  SELECT quote_ident(schemaname) || '.' || quote_ident(relname) AS table_name,
         round(100.0 * (heap_blks_hit + coalesce(idx_blks_hit, 0) + coalesce(toast_blks_hit, 0) + coalesce(tidx_blks_hit, 0))
           / nullif(heap_blks_hit + coalesce(idx_blks_hit, 0) + coalesce(toast_blks_hit, 0) + coalesce(tidx_blks_hit, 0)
                    + heap_blks_read + coalesce(idx_blks_read, 0) + coalesce(toast_blks_read, 0) + coalesce(tidx_blks_read, 0), 0),
           2) AS percent
  FROM pg_statio_user_tables) AS s USING (table_name);

-- Indexes: used, needed, unused so far, invalid; what writes they pay.
CREATE UNIQUE INDEX planted_filler ON planted (id, filler);
INSERT INTO planted VALUES (200, 1, 'g');
SET enable_indexscan = off;
DELETE FROM planted WHERE id = 200;
RESET enable_indexscan;
CREATE TABLE twins (id integer) WITH (autovacuum_enabled = off);
INSERT INTO twins VALUES (1), (1);
CREATE UNIQUE INDEX CONCURRENTLY twins_failed ON twins (id);
CREATE INDEX "Parent idx" ON parent (id);
SELECT FROM pg_stat_force_next_flush();
SELECT index_name, table_name, scans, rows_read, writes_paid, is_unique, verdict, exact
FROM copilot.index_usage() ORDER BY scans, index_name COLLATE "C";
SELECT bool_and(scans < next_scans OR scans = next_scans AND size_bytes >= next_bytes) AS sorted
FROM (SELECT scans, size_bytes, lead(scans) OVER () AS next_scans, lead(size_bytes) OVER () AS next_bytes FROM copilot.index_usage()) AS pair;
SELECT count(*) AS differing FROM copilot.index_usage() AS u
WHERE size_bytes IS DISTINCT FROM pg_relation_size(u.index_name::regclass);
SELECT bool_and(last_used IS NOT NULL = (scans > 0 AND current_setting('server_version_num')::int >= 160000)) AS last_used
FROM copilot.index_usage();

-- Arguments, the same for both.
SELECT count(*) FROM copilot.table_usage(max_rows => 2);
SELECT count(*) FROM copilot.index_usage(max_rows => 2);
SELECT count(*) FROM copilot.table_usage(max_rows => 0);
SELECT count(*) FROM copilot.table_usage(max_rows => NULL);
SELECT count(*) FROM copilot.index_usage(max_rows => 2147483647);
SELECT * FROM copilot.table_usage(max_rows => -1);
SELECT * FROM copilot.index_usage(max_rows => -1);

-- Counters are everybody's to read.
CREATE ROLE regress_usage;
SET ROLE regress_usage;
SELECT count(*) FROM copilot.table_usage();
SELECT count(*) FROM copilot.index_usage();
RESET ROLE;
DROP ROLE regress_usage;
\c contrib_regression
DROP DATABASE usage_reports;
