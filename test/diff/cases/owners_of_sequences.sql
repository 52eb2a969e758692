-- Sequences of columns whose tables are somebody else's.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE t(a int);
ALTER TABLE t OWNER TO diff_a;
CREATE TABLE u(a int, b serial);
CREATE TABLE w(i int, j serial);
ALTER TABLE w OWNER TO diff_b;
GRANT SELECT ON SEQUENCE w_j_seq TO diff_a;
-- target
CREATE TABLE t(a int, b serial);
ALTER TABLE t OWNER TO diff_a;
GRANT USAGE ON SEQUENCE t_b_seq TO diff_c;
CREATE TABLE u(a int, b serial);
ALTER TABLE u OWNER TO diff_b;
CREATE TABLE n(a int generated always as identity, b serial);
ALTER TABLE n OWNER TO diff_c;
CREATE TABLE w(i int, j serial);
ALTER TABLE w OWNER TO diff_c;
GRANT UPDATE ON SEQUENCE w_j_seq TO diff_b;
