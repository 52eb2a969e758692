-- The report top_queries against a planted workload, over pg_stat_statements in a schema of its own.
-- Words: planted statements are those of a database made for this test, so that no other session's are among them.
-- No time, number of bytes or query identifier may stand in the expected output.
SET client_min_messages = warning;
CREATE DATABASE "Top Queries";
\c "Top Queries"
SET client_min_messages = warning;
CREATE EXTENSION copilot;
-- Without the extension, in its own words.
SELECT * FROM copilot.top_queries();
CREATE SCHEMA "Stat ""S""";
CREATE EXTENSION pg_stat_statements SCHEMA "Stat ""S""";
CREATE TABLE planted (id integer, filler text);
INSERT INTO planted SELECT g, 'f' FROM generate_series(1, 100) AS g;
CREATE TABLE sink (id integer);
CREATE ROLE "Top ""Q"" 💩";
GRANT SELECT ON planted TO "Top ""Q"" 💩";
CREATE VIEW top AS
  SELECT * FROM copilot.top_queries('calls', max_rows => NULL) WHERE database = 'Top Queries' AND query LIKE '%planted%';
SELECT FROM "Stat ""S""".pg_stat_statements_reset();

-- Known numbers: calls and rows.
SELECT id FROM planted WHERE id <= 7;
SELECT id FROM planted WHERE id <= 3;
SELECT id FROM planted WHERE id <= 5;
UPDATE planted SET filler = 'g' WHERE id <= 40;
SET ROLE "Top ""Q"" 💩";
SELECT count(*) FROM planted;
RESET ROLE;
SELECT nullif(role, session_user) AS role, calls, rows, query FROM top ORDER BY query COLLATE "C";

-- Each order, its share, and the same numbers as the counters.
SELECT o.by, bool_and(next IS NULL OR cost >= next) AS sorted, bool_and(rank = n) AS ranked, sum(share) BETWEEN 95 AND 105 AS whole
FROM unnest(ARRAY['total_time', 'calls', 'rows', 'io', 'temp', 'wal']) AS o(by)
  CROSS JOIN LATERAL (
    SELECT CASE WHEN toplevel OR o.by IN ('calls', 'rows') THEN share_percent ELSE 0 END AS share, rank, row_number() OVER () AS n, cost,
           lead(cost) OVER () AS next
    FROM copilot.top_queries(o.by, max_rows => NULL)
      CROSS JOIN LATERAL (SELECT CASE o.by WHEN 'calls' THEN calls WHEN 'rows' THEN rows WHEN 'io' THEN io_bytes
        WHEN 'temp' THEN temp_bytes WHEN 'wal' THEN wal_bytes ELSE total_time_ms END AS cost) AS c) AS r
WHERE o.by <> 'temp' GROUP BY o.by ORDER BY o.by;
SELECT bool_and(mean_time_ms >= next) AS sorted
FROM (SELECT mean_time_ms, lead(mean_time_ms) OVER () AS next FROM copilot.top_queries('mean_time', max_rows => NULL)) AS r;
SELECT count(*) AS differing FROM top AS t FULL JOIN (
    SELECT s.* FROM "Stat ""S""".pg_stat_statements AS s JOIN pg_database AS d ON d.oid = s.dbid AND d.datname = 'Top Queries'
    WHERE query LIKE '%planted%') AS s ON t.queryid = s.queryid AND t.toplevel = s.toplevel
WHERE s.query NOT LIKE '%FULL JOIN%' AND t.query NOT LIKE '%FULL JOIN%' AND s.query NOT LIKE '%FROM top%'
  AND (t.calls, t.total_time_ms, t.mean_time_ms, t.rows, t.wal_bytes, t.query)
        IS DISTINCT FROM (s.calls, s.total_exec_time, s.mean_exec_time, s.rows, s.wal_bytes::bigint, s.query);

-- What a function runs is a row of its own, and no part of the total.
SET pg_stat_statements.track = 'all';
CREATE FUNCTION fill_sink() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO sink SELECT generate_series(1, 30); END $$;
SELECT fill_sink();
SELECT toplevel, calls, rows, query FROM copilot.top_queries(max_rows => NULL)
WHERE query LIKE '%fill_sink()' OR query LIKE 'INSERT INTO sink%' ORDER BY toplevel;
RESET pg_stat_statements.track;

-- A role that was dropped; a window that says what it covers.
DROP OWNED BY "Top ""Q"" 💩";
DROP ROLE "Top ""Q"" 💩";
SELECT role ~ '^\[[0-9]+\]$' AS dropped, query FROM top WHERE query LIKE 'SELECT count(*)%';
SELECT DISTINCT window_from = (SELECT stats_reset FROM "Stat ""S""".pg_stat_statements_info) AS from_reset,
       window_to >= window_from AS ordered, window_complete FROM copilot.top_queries(max_rows => 1);

-- A long text comes whole.
SELECT 'planted ' || length($$x$$) /* long */ AS "Long";
DO $$ BEGIN PERFORM set_config('pg_stat_statements.track', 'all', true); EXECUTE 'SELECT /* planted ' || repeat('x', 1000000) || ' */ 1'; END $$;
SELECT length(query) FROM copilot.top_queries('calls', max_rows => NULL) WHERE length(query) > 100000;

-- Secrets are masked.
CREATE ROLE regress_top_queries PASSWORD 'hunter2';
SELECT query FROM copilot.top_queries('calls', max_rows => NULL) WHERE query ILIKE 'CREATE ROLE regress_top_queries%';

-- Arguments.
SELECT count(*) FROM copilot.top_queries(max_rows => 0);
SELECT count(*) FROM copilot.top_queries(max_rows => 3);
SELECT count(*) > 3 AS all FROM copilot.top_queries(max_rows => 2147483647);
SELECT * FROM copilot.top_queries(max_rows => -1);
SELECT * FROM copilot.top_queries('cost');
SELECT * FROM copilot.top_queries(NULL);
SELECT * FROM copilot.top_queries(''';--');
SELECT count(*) FROM copilot.top_queries(compare => NULL, max_rows => 1);

-- The right it needs.
SET ROLE regress_top_queries;
SELECT * FROM copilot.top_queries();
RESET ROLE;
GRANT pg_monitor TO regress_top_queries;
SET ROLE regress_top_queries;
SELECT * FROM copilot.top_queries();
RESET ROLE;
GRANT USAGE ON SCHEMA "Stat ""S""" TO regress_top_queries;
SET ROLE regress_top_queries;
SELECT count(*) FROM copilot.top_queries(max_rows => 1);
RESET ROLE;

-- A server that was upgraded without its extensions.
DROP EXTENSION pg_stat_statements;
CREATE EXTENSION pg_stat_statements VERSION '1.8';
SELECT * FROM copilot.top_queries();
ALTER EXTENSION pg_stat_statements UPDATE;
SELECT count(*) FROM copilot.top_queries(max_rows => 1);

DROP OWNED BY regress_top_queries;
DROP ROLE regress_top_queries;
\c contrib_regression
DROP DATABASE "Top Queries";
