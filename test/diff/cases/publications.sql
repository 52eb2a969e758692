-- Publications of tables, columns, filters and schemas.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA s;
CREATE TABLE s.a(i int primary key, j int);
CREATE TABLE s.b(i int primary key, j int);
CREATE TABLE s.c(i int primary key);
CREATE PUBLICATION p1 FOR TABLE s.a, s.b (i) WHERE (i > 1);
CREATE PUBLICATION p2 FOR ALL TABLES;
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA s;
CREATE PUBLICATION p4 FOR TABLE s.c;
CREATE PUBLICATION p5;
-- target
CREATE SCHEMA s;
CREATE TABLE s.a(i int primary key, j int);
CREATE TABLE s.b(i int primary key, j int, k text default 'a;b');
CREATE TABLE s."D d"(i int primary key);
CREATE PUBLICATION p1 FOR TABLE s.a (i, j), s.b WHERE (k <> 'x; y(') , s."D d";
CREATE PUBLICATION p2 FOR TABLE s.a WITH (publish='');
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA public, TABLE s.b WITH (publish_via_partition_root);
CREATE PUBLICATION p4 ;
CREATE PUBLICATION p5 FOR TABLE s.a, TABLES IN SCHEMA s WITH (publish='delete');
ALTER PUBLICATION p5 OWNER TO CURRENT_USER;
COMMENT ON PUBLICATION p5 IS 'x';
CREATE PUBLICATION "P 6" FOR ALL TABLES WITH (publish='insert, truncate', publish_via_partition_root=true);
