-- Every kind of object altered, renamed, moved, granted and dropped while statements are recorded: none may end the session.
-- Words: what is recorded of each is told by its action and object, in order.
-- It must not need anything but the server.
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE ROLE changes_role;
CREATE SCHEMA changes_a;
CREATE SCHEMA changes_b;
SET search_path = changes_a;
CREATE TYPE e AS ENUM ('x');
CREATE TYPE c AS (a integer);
CREATE DOMAIN d AS integer CONSTRAINT positive CHECK (VALUE > 0);
CREATE TYPE r AS RANGE (subtype = float8);
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE g(integer) (sfunc = int4pl, stype = integer);
CREATE OPERATOR === (leftarg = integer, rightarg = integer, function = int4eq);
CREATE OPERATOR FAMILY of USING btree;
CREATE OPERATOR CLASS oc FOR TYPE integer USING btree FAMILY of AS OPERATOR 1 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE COLLATION co FROM "C";
CREATE CONVERSION cv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH CONFIGURATION tc (PARSER = pg_catalog.default);
CREATE TEXT SEARCH DICTIONARY td (TEMPLATE = pg_catalog.simple);
CREATE TEXT SEARCH PARSER tp (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE tt (lexize = dsimple_lexize);
CREATE FOREIGN DATA WRAPPER fw;
CREATE SERVER se FOREIGN DATA WRAPPER fw;
CREATE FOREIGN TABLE ft (a integer) SERVER se;
CREATE TABLE t (a integer PRIMARY KEY, b text);
CREATE VIEW v AS SELECT a FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE SEQUENCE s;
CREATE INDEX i ON t (b);
CREATE STATISTICS st ON a, b FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
CREATE POLICY po ON t USING (true);
CREATE RULE ru AS ON DELETE TO v DO INSTEAD NOTHING;
CREATE PUBLICATION changes_pub FOR TABLE t;
CREATE FUNCTION ef() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER changes_et ON ddl_command_end EXECUTE FUNCTION ef();
CREATE CAST (c AS text) WITH INOUT AS ASSIGNMENT;
CREATE TRANSFORM FOR hstore LANGUAGE plpgsql (FROM SQL WITH FUNCTION internal_in(cstring)); -- fails: there is no such type

-- Comments, owners, rights, schemas, names.
DO LANGUAGE plpgsql $$
DECLARE
  each text;
  at integer;
BEGIN
  FOREACH each IN ARRAY ARRAY['TYPE e', 'TYPE c', 'DOMAIN d', 'TYPE r', 'FUNCTION f(integer)', 'PROCEDURE p()', 'ROUTINE f(integer)', 'AGGREGATE g(integer)',
    'OPERATOR === (integer, integer)', 'OPERATOR FAMILY of USING btree', 'OPERATOR CLASS oc USING btree', 'COLLATION co', 'CONVERSION cv',
    'TEXT SEARCH CONFIGURATION tc', 'TEXT SEARCH DICTIONARY td', 'TEXT SEARCH PARSER tp', 'TEXT SEARCH TEMPLATE tt', 'FOREIGN TABLE ft', 'TABLE t', 'VIEW v',
    'MATERIALIZED VIEW m', 'SEQUENCE s', 'INDEX i', 'STATISTICS st', 'FOREIGN DATA WRAPPER fw', 'SERVER se', 'PUBLICATION changes_pub', 'EVENT TRIGGER changes_et',
    'SCHEMA changes_a', 'TRIGGER tr ON t', 'POLICY po ON t', 'RULE ru ON v', 'CONSTRAINT positive ON DOMAIN d', 'CONSTRAINT t_pkey ON t', 'COLUMN t.a',
    'CAST (c AS text)', 'LANGUAGE plpgsql', 'ROLE changes_role', 'DATABASE contrib_regression', 'TYPE no_such', 'FUNCTION no_such()', 'TABLE no_such'] LOOP
    FOR at IN 1..7 LOOP
      BEGIN
        EXECUTE CASE at
          WHEN 1 THEN format('COMMENT ON %s IS %L', each, 'x')
          WHEN 2 THEN format('ALTER %s OWNER TO %I', each, current_user)
          WHEN 3 THEN format('GRANT ALL ON %s TO changes_role', each)
          WHEN 4 THEN format('ALTER %s SET SCHEMA changes_b', each)
          WHEN 5 THEN format('ALTER %s SET SCHEMA changes_a', regexp_replace(each, '^([A-Z ]+) ', '\1 changes_b.'))
          WHEN 6 THEN format('ALTER %s RENAME TO renamed', each)
          ELSE format('ALTER %s RENAME TO %I', regexp_replace(each, '^([A-Z ]+) [^( ]+', '\1 renamed'), split_part(regexp_replace(each, '^[A-Z ]+ ([^( ]+).*', '\1'), '.', 1))
        END;
      EXCEPTION WHEN OTHERS THEN NULL; -- not every kind can have all of that done to it
      END;
    END LOOP;
  END LOOP;
END
$$;
ALTER DOMAIN d RENAME CONSTRAINT positive TO above;
ALTER DOMAIN d SET DEFAULT 1;
ALTER DOMAIN d DROP CONSTRAINT above;
ALTER TYPE e ADD VALUE 'y';
ALTER TYPE e RENAME VALUE 'x' TO 'z';
ALTER TYPE c RENAME ATTRIBUTE a TO b;
ALTER TYPE c ADD ATTRIBUTE n integer;
ALTER TABLE t RENAME CONSTRAINT t_pkey TO t_key;
ALTER TABLE t RENAME b TO bb;
ALTER TRIGGER tr ON t RENAME TO trr;
ALTER POLICY po ON t RENAME TO poo;
ALTER RULE ru ON v RENAME TO ruu;
ALTER DEFAULT PRIVILEGES IN SCHEMA changes_a GRANT SELECT ON TABLES TO changes_role;
GRANT SELECT ON ALL TABLES IN SCHEMA changes_a TO changes_role;
REASSIGN OWNED BY changes_role TO CURRENT_USER;
DROP TYPE IF EXISTS changes_a.e, changes_a.no_such;
DROP DOMAIN d;
DROP AGGREGATE g(integer);
DROP OPERATOR === (integer, integer);
DROP OPERATOR CLASS oc USING btree;
DROP CAST (c AS text);
DROP OWNED BY changes_role;
SELECT count(*) > 0 AS alive FROM pg_class;
SELECT DISTINCT action FROM copilot.changes(since => '1 hour') WHERE object IN ('changes_a.e', 'changes_a.d', 'changes_b.e', 'changes_a.renamed') AND kind = 'ddl' ORDER BY 1;
RESET search_path;
DROP EVENT TRIGGER changes_et;
DROP SCHEMA changes_a, changes_b CASCADE;
DROP FOREIGN DATA WRAPPER fw CASCADE;
DROP PUBLICATION changes_pub;
DROP ROLE changes_role;
