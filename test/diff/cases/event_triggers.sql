-- Event triggers and their states.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER e1 ON ddl_command_end EXECUTE FUNCTION e();
CREATE EVENT TRIGGER e2 ON ddl_command_end EXECUTE FUNCTION e();
ALTER EVENT TRIGGER e2 DISABLE;
CREATE EVENT TRIGGER e3 ON sql_drop EXECUTE FUNCTION e();
-- target
CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE FUNCTION e4() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER e1 ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION e();
ALTER EVENT TRIGGER e1 ENABLE ALWAYS;
CREATE EVENT TRIGGER e2 ON ddl_command_end EXECUTE FUNCTION e();
ALTER EVENT TRIGGER e2 ENABLE REPLICA;
CREATE EVENT TRIGGER e3 ON sql_drop EXECUTE FUNCTION e4();
COMMENT ON EVENT TRIGGER e3 IS 'x';
