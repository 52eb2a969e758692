-- Rights that move between tables and columns.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE t(a int, b int);
GRANT SELECT, UPDATE ON t TO diff_a;
GRANT SELECT (a), UPDATE (b) ON t TO diff_a;
CREATE TABLE p(a int, b int) PARTITION BY LIST(a);
CREATE TABLE p1 PARTITION OF p DEFAULT;
GRANT SELECT (a) ON p1 TO diff_a;
GRANT SELECT ON p TO diff_a;
COMMENT ON COLUMN p1.b IS 'x';
CREATE VIEW v AS SELECT 1 AS a, 2 AS b;
GRANT SELECT ON v TO diff_b;
GRANT SELECT (a) ON v TO diff_b;
-- target
CREATE TABLE t(a int, b int);
GRANT SELECT (a), UPDATE (b) ON t TO diff_a;
GRANT INSERT (a) ON t TO PUBLIC;
CREATE TABLE p(a int, b int) PARTITION BY LIST(a);
CREATE TABLE p1 PARTITION OF p DEFAULT;
GRANT SELECT (b) ON p1 TO diff_a;
GRANT SELECT (a) ON p TO diff_a;
CREATE VIEW v AS SELECT 1 AS a, 2 AS b;
GRANT SELECT (a) ON v TO diff_b;
COMMENT ON VIEW v IS 'x';
