-- The fault loop: fails the n-th guarded call of every function of copilot, n = 1, 2, ... until a call is clean.
-- Words: a fault is raised by copilot.debug_fault, which exists in test builds only; live objects are C++ objects
-- of the boundary that were not destroyed. It must not skip a function: what it cannot call, it says.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

-- So that there is a history to be read.
SELECT copilot.collect_now() FROM generate_series(1, 2) \g /dev/null

SELECT copilot.schema_save('fault loop', '/template1') \g /dev/null

-- Arguments for what cannot be called with its defaults alone.
CREATE TEMP TABLE calls (function text PRIMARY KEY, call text NOT NULL);
INSERT INTO calls VALUES
  ('ask', $$SELECT copilot.ask('why is my database slow?')$$),
  ('ask_json', $$SELECT copilot.ask_json('which tables are the largest?')$$),
  ('ask_route', $$SELECT * FROM copilot.ask_route('which tables are the largest?')$$),
  ('ask_preview', $$SELECT copilot.ask_preview('why is it slow?')$$),
  ('_check_suppression', $$SELECT copilot._check_suppression('unused_indexes', 'fault loop', '*', true)$$),
  ('_check_unsuppressed', $$SELECT copilot._check_unsuppressed('unused_indexes', '*', 1)$$),
  ('history', $$SELECT * FROM copilot.history('database.commits')$$),
  ('_window', $$SELECT * FROM copilot._window('database', NULL, NULL)
    AS w(scope bigint, object bigint, window_complete boolean, commits bigint, bytes bigint)$$),
  ('_history_cover', $$SELECT * FROM copilot._history_cover('database', now() - interval '1 hour', now())$$),
  ('_series', $$SELECT * FROM copilot._series('database', 'bytes', NULL, NULL, '5 minutes')$$),
  ('mark', $$SELECT copilot.mark('fault loop')$$),
  ('_check_rule_setting', $$SELECT copilot._check_rule_setting('drop_table', '{}', 'notice')$$),
  ('lint_sql', $$SELECT * FROM copilot.lint_sql($s$
    \set x 1
    BEGIN;
    CREATE TABLE fault_parse (a int4 DEFAULT 1 CHECK (a > 0), b varchar(9) REFERENCES copilot.suppressions);
    CREATE INDEX ON copilot.suppressions (rule);
    ALTER TABLE copilot.suppressions ADD COLUMN b text DEFAULT now(), ALTER rule TYPE varchar(9), DROP COLUMN reason;
    SELECT FROM (;
    CREATE FUNCTION fault_parse() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS 'begin execute ''x''; return 1; end';
    CREATE VIEW fault_view AS SELECT * FROM fault_parse WHERE a IN (SELECT 1) AND b LIKE 'x';
    CREATE TYPE fault_enum AS ENUM ('a');
    DO 'begin delete from copilot.suppressions; end';
    UPDATE copilot.suppressions SET rule = 'x';
    GRANT ALL ON fault_parse TO public;
    CREATE ROLE fault_parse PASSWORD 'secret';
    CREATE POLICY p ON fault_parse USING (true);
    CREATE TRIGGER t BEFORE INSERT ON fault_parse FOR EACH ROW EXECUTE FUNCTION fault_parse();
    SET lock_timeout = '1s';
    DROP TABLE copilot.suppressions CASCADE;
    COPY fault_parse FROM stdin;
1
\.
    COMMIT; -- copilot:ignore transaction_nesting because
    SELECT 'x $s$)$$),
  ('_check_schema_label', $$SELECT copilot._check_schema_label('fault loop')$$),
  ('schema_diff', $$SELECT * FROM copilot.schema_diff('current', '/template1')$$),
  ('schema_migration', $$SELECT copilot.schema_migration('version:fault loop', 'current', data_loss => 'include')$$),
  ('_growth', $$SELECT * FROM copilot._growth(90, 'database')$$),
  ('_recent_growth', $$SELECT * FROM copilot._recent_growth('relation')$$),
  ('_regressions', $$SELECT * FROM copilot._regressions(now() - interval '1 day', now())$$),
  ('_top_rows', $$SELECT * FROM copilot._top_rows('SELECT 1.5::float8, 2::float8, g FROM generate_series(1, 9::bigint) AS g', 3)
    AS top(cost float8, total float8, tie bigint)$$),
  ('copilot_fdw_validator', $$SELECT copilot.copilot_fdw_validator(ARRAY['host=a'], 'pg_foreign_server'::regclass)$$);

-- Any other argument without a default gets a value by its type.
CREATE TEMP TABLE planned AS
SELECT p.oid::regprocedure::text AS function,
       coalesce(c.call, CASE WHEN p.proretset THEN 'SELECT * FROM ' ELSE 'SELECT ' END || 'copilot.' || quote_ident(p.proname) || '('
         || coalesce((SELECT string_agg(CASE t.type WHEN 'boolean'::regtype THEN 'false' WHEN 'integer'::regtype THEN '10'
                                                    ELSE 'NULL::' || t.type::regtype END, ', ' ORDER BY t.n)
                      FROM unnest(p.proargtypes) WITH ORDINALITY AS t(type, n) WHERE t.n <= p.pronargs - p.pronargdefaults), '') || ')') AS call
FROM pg_proc p LEFT JOIN calls c ON c.function = p.proname
WHERE p.pronamespace = 'copilot'::regnamespace AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
ORDER BY 1;

-- The same over a connection, to this very server.
INSERT INTO planned
SELECT call || ' of a server', format('SELECT * FROM copilot.%s(server => %L)', call,
         format('host=%s port=%s dbname=%s user=%s', split_part(current_setting('unix_socket_directories'), ',', 1),
                current_setting('port'), current_database(), current_user))
FROM unnest(ARRAY['table_usage', 'table_sizes', 'findings']) AS call;

-- The same in another database of this cluster.
INSERT INTO planned
SELECT call || ' of a database', format('SELECT * FROM copilot.%s(server => ''/template1'')', call)
FROM unnest(ARRAY['table_usage', 'findings']) AS call;

-- In a subtransaction, as PL/pgSQL runs it.
DO $$
DECLARE
  each record; n int; clean boolean; faults int := 0; failure text;
BEGIN
  FOR each IN SELECT * FROM planned LOOP
    n := 0;
    LOOP
      n := n + 1;
      PERFORM set_config('copilot.debug_fault', n::text, false);
      failure := NULL;
      BEGIN
        EXECUTE each.call;
      EXCEPTION WHEN OTHERS THEN
        faults := faults + 1;
        failure := SQLERRM;
      END;
      clean := current_setting('copilot.debug_calls')::int < n;
      PERFORM set_config('copilot.debug_fault', '0', false);
      IF current_setting('copilot.debug_live') <> '0' THEN
        RAISE EXCEPTION '% left % objects alive after fault %', each.function, current_setting('copilot.debug_live'), n;
      END IF;
      IF clean AND failure IS NOT NULL THEN RAISE EXCEPTION '% fails without a fault: %', each.call, failure; END IF;
      EXIT WHEN clean;
      IF n > 20000 THEN RAISE EXCEPTION '% is never clean', each.function; END IF;
    END LOOP;
    IF n < 2 THEN RAISE EXCEPTION '% was clean after % calls: the loop does not reach it', each.function, n; END IF;
    RAISE INFO '%: clean after % faults', each.function, n - 1;
  END LOOP;
  IF faults = 0 THEN RAISE EXCEPTION 'no fault was injected'; END IF;
END $$;

-- At top level, where the whole transaction is aborted.
\set ON_ERROR_STOP off
\set VERBOSITY terse
\o /dev/null
SELECT format('SET copilot.debug_fault = %s', n), call, 'SET copilot.debug_fault = 0',
       format('SELECT 1 / (current_setting(''copilot.debug_live'') = ''0'')::int AS %I', 'live after ' || function)
FROM planned, generate_series(1, 60, 3) AS n ORDER BY function, n \gexec
\o
\set ON_ERROR_STOP on
SELECT count(*) AS functions, 'ok' AS session FROM planned;
