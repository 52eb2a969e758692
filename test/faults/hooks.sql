-- Faults in the hooks: while the n-th guarded call of each hook fails, every statement still succeeds.
-- Words: as in loop.sql; a hook counts its calls from one, so that a few n reach all of them.
-- It must not forgive an error of any statement: the hooks may lose a record, never a statement.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

CREATE TEMP TABLE statements (n serial, sql text);
INSERT INTO statements (sql) VALUES
  ('CREATE SCHEMA faulty'), ('CREATE TABLE faulty.t (a int PRIMARY KEY, b text)'), ('CREATE VIEW faulty.v AS SELECT * FROM faulty.t'),
  ('CREATE INDEX i ON faulty.t (b)'), ('ALTER TABLE faulty.t ADD COLUMN c int, SET (fillfactor = 90)'),
  ('ALTER TABLE faulty.t RENAME TO t2'), ('CREATE FUNCTION faulty.f() RETURNS int LANGUAGE sql AS ''SELECT 1'''),
  ('CREATE ROLE regress_faulty PASSWORD ''secret'''), ('ALTER ROLE regress_faulty CREATEDB'), ('ALTER ROLE regress_faulty SET work_mem = ''8MB'''),
  ('GRANT SELECT ON faulty.t2 TO regress_faulty'), ('GRANT EXECUTE ON FUNCTION faulty.f() TO regress_faulty'),
  ('DROP OWNED BY regress_faulty'), ('DROP ROLE regress_faulty'), ('DROP TABLE faulty.t2 CASCADE'), ('DROP SCHEMA faulty CASCADE'),
  ('CREATE EXTENSION pageinspect'), ('DROP EXTENSION pageinspect');

-- In a function, each in a subtransaction.
DO $$
DECLARE
  fault int; each record;
BEGIN
  FOR fault IN 1..12 LOOP
    PERFORM set_config('copilot.debug_fault', fault::text, false);
    FOR each IN SELECT sql FROM statements ORDER BY n LOOP
      BEGIN
        EXECUTE each.sql;
      EXCEPTION WHEN OTHERS THEN
        RAISE EXCEPTION '% fails with fault % in a hook: %', each.sql, fault, SQLERRM;
      END;
      IF current_setting('copilot.debug_live') <> '0' THEN RAISE EXCEPTION '%: objects left alive by fault %', each.sql, fault; END IF;
    END LOOP;
    PERFORM set_config('copilot.debug_fault', '0', false);
  END LOOP;
END $$;

-- At top level, with what cannot run in a transaction block.
INSERT INTO statements (n, sql) VALUES
  (1002, 'CREATE TABLE public.faulty (a int)'), (1003, 'CREATE INDEX CONCURRENTLY faulty_a ON public.faulty (a)'),
  (1004, 'DROP INDEX CONCURRENTLY public.faulty_a'), (1005, 'DROP TABLE public.faulty'),
  (1006, 'ALTER SYSTEM SET work_mem = ''8MB'''), (1007, 'ALTER SYSTEM RESET work_mem'),
  (1008, 'CREATE DATABASE faulty'), (1009, 'DROP DATABASE faulty');
SELECT format('SET copilot.debug_fault = %s', fault), sql, 'SET copilot.debug_fault = 0'
FROM generate_series(1, 12) AS fault, statements ORDER BY fault, n \gexec

-- Without a fault all of it is recorded, each on its own in a fresh session: the loop has reached what it is about.
SELECT string_agg(sql, ';;' ORDER BY n) AS all_sql, count(*) AS expected, clock_timestamp() AS begun FROM statements \gset
\c
SELECT unnest(string_to_array(:'all_sql', ';;')) \gexec
SELECT count(*) = :expected AS recorded FROM copilot._change_ring() WHERE at > :'begun';
