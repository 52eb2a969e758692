-- Rights that were passed on, by somebody who is not the owner.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE t(a int);
GRANT SELECT, INSERT ON t TO diff_a WITH GRANT OPTION;
SET ROLE diff_a;
GRANT SELECT, INSERT ON t TO diff_b WITH GRANT OPTION;
SET ROLE diff_b;
GRANT SELECT ON t TO diff_c;
RESET ROLE;
CREATE TABLE u(a int);
GRANT SELECT, INSERT ON u TO diff_a WITH GRANT OPTION;
-- target
CREATE TABLE t(a int);
GRANT SELECT, INSERT ON t TO diff_a;
CREATE TABLE u(a int);
GRANT SELECT, INSERT ON u TO diff_a WITH GRANT OPTION;
SET ROLE diff_a;
GRANT SELECT ON u TO diff_b WITH GRANT OPTION;
SET ROLE diff_b;
GRANT SELECT ON u TO diff_c;
RESET ROLE;
CREATE TABLE w(a int);
GRANT SELECT ON w TO diff_a WITH GRANT OPTION;
SET ROLE diff_a;
GRANT SELECT ON w TO diff_c;
RESET ROLE;
