-- Languages, access methods and transforms, with the functions they are made of.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql','plpgsql_call_handler';
CREATE LANGUAGE l1 HANDLER h;
CREATE LANGUAGE l2 HANDLER h;
CREATE FUNCTION amh(internal) RETURNS table_am_handler LANGUAGE internal AS 'heap_tableam_handler';
CREATE ACCESS METHOD am1 TYPE TABLE HANDLER amh;
CREATE FUNCTION tf(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR int LANGUAGE plpgsql (FROM SQL WITH FUNCTION tf(internal));
-- target
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql','plpgsql_call_handler';
CREATE FUNCTION hv(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql','plpgsql_validator';
CREATE FUNCTION hi(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql','plpgsql_inline_handler';
CREATE TRUSTED LANGUAGE l1 HANDLER h INLINE hi VALIDATOR hv;
CREATE TRUSTED LANGUAGE "L 3" HANDLER h;
REVOKE ALL ON LANGUAGE "L 3" FROM PUBLIC;
GRANT USAGE ON LANGUAGE l1 TO diff_a;
COMMENT ON LANGUAGE l1 IS 'x';
ALTER LANGUAGE l1 OWNER TO diff_a;
CREATE FUNCTION fu() RETURNS int LANGUAGE "L 3" AS 'BEGIN RETURN 1; END';
CREATE FUNCTION amh(internal) RETURNS table_am_handler LANGUAGE internal AS 'heap_tableam_handler';
CREATE ACCESS METHOD am2 TYPE TABLE HANDLER amh;
COMMENT ON ACCESS METHOD am2 IS 'x';
CREATE TABLE amt(i int) USING am2;
CREATE FUNCTION tf(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'prsd_lextype';
CREATE FUNCTION tt(internal) RETURNS int LANGUAGE internal STRICT IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR int LANGUAGE plpgsql (FROM SQL WITH FUNCTION tf(internal), TO SQL WITH FUNCTION tt(internal));
CREATE TRANSFORM FOR text LANGUAGE plpgsql (FROM SQL WITH FUNCTION tf(internal));
COMMENT ON TRANSFORM FOR text LANGUAGE plpgsql IS 'x';
