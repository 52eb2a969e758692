-- A collation that is made anew under columns, an index, a view and partitions.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE COLLATION "C 1" (locale='C');
CREATE TABLE t(i int primary key, a text COLLATE "C 1" NOT NULL, b varchar(10) COLLATE "C 1" DEFAULT 'x');
CREATE INDEX ON t(a);
CREATE VIEW v AS SELECT a FROM t;
CREATE TABLE p(a text COLLATE "C 1") PARTITION BY LIST(a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('x');
COMMENT ON COLLATION "C 1" IS 'x';
CREATE TABLE par(a text COLLATE "C 1");
CREATE TABLE chi() INHERITS (par);
INSERT INTO t VALUES (1,'a','b');
-- target
CREATE COLLATION "C 1" (locale='POSIX');
CREATE TABLE t(i int primary key, a text COLLATE "C 1" NOT NULL, b varchar(10) COLLATE "C" DEFAULT 'x');
CREATE INDEX ON t(a);
CREATE VIEW v AS SELECT a FROM t;
CREATE TABLE p(a text COLLATE "C 1") PARTITION BY LIST(a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('x');
COMMENT ON COLLATION "C 1" IS 'x';
CREATE TABLE par(a text COLLATE "C 1");
CREATE TABLE chi() INHERITS (par);
