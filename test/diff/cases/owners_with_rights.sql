-- Owners who change places with those who have rights.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE t(a int);
ALTER TABLE t OWNER TO diff_a;
GRANT SELECT ON t TO diff_b;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1';
CREATE SCHEMA x AUTHORIZATION diff_a;
GRANT USAGE ON SCHEMA x TO diff_b WITH GRANT OPTION;
CREATE VIEW x.v AS SELECT 1 AS a;
REVOKE ALL ON x.v FROM CURRENT_USER;
CREATE TABLE fromdef(i int);
REVOKE ALL ON fromdef FROM CURRENT_USER;
-- target
CREATE TABLE t(a int);
ALTER TABLE t OWNER TO diff_b;
GRANT SELECT ON t TO diff_a;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1';
ALTER FUNCTION f() OWNER TO diff_a;
REVOKE ALL ON FUNCTION f() FROM diff_a;
CREATE SCHEMA x AUTHORIZATION diff_b;
GRANT USAGE ON SCHEMA x TO diff_a WITH GRANT OPTION;
CREATE VIEW x.v AS SELECT 1 AS a;
CREATE TABLE fromdef(i int);
ALTER TABLE fromdef OWNER TO diff_c;
