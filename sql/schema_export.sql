-- schema_export: the whole schema of a database as data, read whole whatever is broken in it.
-- Words: a section of the export is read as rows of objects, by the names of its columns.
-- No oid may come out: objects are joined to their names.
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE SCHEMA exported;
SET search_path = exported;
CREATE FUNCTION section(export jsonb, name text) RETURNS TABLE (r jsonb) LANGUAGE sql AS $$
  SELECT (SELECT jsonb_object_agg(c.name, each.cells -> (c.at::int - 1))
          FROM jsonb_array_elements_text(export -> 'sections' -> $2 -> 0) WITH ORDINALITY AS c(name, at))
  FROM jsonb_array_elements(export -> 'sections' -> $2) WITH ORDINALITY AS each(cells, at) WHERE each.at > 1 $$;
CREATE VIEW pg_temp.now_exported AS SELECT copilot.schema_export() AS e;
-- Names of relations by their oids, those of this schema alone.
CREATE FUNCTION relations(export jsonb) RETURNS TABLE (oid text, name text, r jsonb) LANGUAGE sql AS $$
  SELECT s.r ->> 'oid', s.r ->> 'name', s.r FROM exported.section(export, 'relations') AS s
  WHERE s.r ->> 'schema' = 'exported'::regnamespace::oid::text $$;

CREATE ROLE regress_schema_owner;
CREATE ROLE regress_schema_nobody;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN positive AS integer NOT NULL DEFAULT 7 CHECK (VALUE > 0);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(20) COLLATE "C" DEFAULT 'it''s',
  feeling mood DEFAULT 'ok', pairs pair[], total numeric(10, 2), doubled numeric GENERATED ALWAYS AS (total * 2) STORED,
  many positive, code char(3), stamp timestamptz(3), days interval day to second,
  CONSTRAINT sane CHECK (total >= 0 AND name <> ''));
CREATE TABLE lines (order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE DEFERRABLE, line serial, UNIQUE (order_id, line));
CREATE INDEX orders_lower ON orders (lower(name), id DESC NULLS LAST) INCLUDE (code) WHERE total > 5;
CREATE INDEX lines_brin ON lines USING brin (line);
CREATE VIEW names AS SELECT id, name FROM orders WHERE feeling = 'ok';
CREATE MATERIALIZED VIEW sums AS SELECT sum(total) AS all_of_it FROM orders;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER stamped BEFORE UPDATE OF name ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
ALTER TABLE orders DISABLE TRIGGER stamped;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT TO regress_schema_nobody USING (id IN (SELECT order_id FROM lines));
CREATE RULE quiet AS ON DELETE TO lines DO INSTEAD NOTHING;
GRANT SELECT ON orders TO PUBLIC;
GRANT UPDATE (name) ON orders TO regress_schema_nobody WITH GRANT OPTION;
COMMENT ON TABLE orders IS 'what was ordered, "quoted" \ and é';
COMMENT ON COLUMN orders.name IS 'whose';
ALTER TABLE orders ALTER name SET STATISTICS 500, ALTER name SET STORAGE external, ALTER total SET (n_distinct = 5);
CREATE TABLE old_parent (a integer);
CREATE TABLE old_child (b integer) INHERITS (old_parent);
CREATE UNLOGGED TABLE fast (a integer) WITH (fillfactor = 50);

SELECT r ->> 'kind' AS kind, name, r ->> 'persistence' AS persistence, r ->> 'row_security' AS rls, r ->> 'options' AS options
FROM pg_temp.now_exported, relations(e) ORDER BY name;
SELECT c.r ->> 'number' AS n, c.r ->> 'name' AS name, c.r ->> 'type_text' AS type, c.r ->> 'not_null' AS not_null, c.r ->> 'identity' AS identity,
       c.r ->> 'generated' AS generated, c.r ->> 'storage' AS storage, c.r ->> 'statistics_target' AS target,
       (c.r ->> 'options' LIKE '%n_distinct=5%') IS TRUE AS n_distinct,
       d.r ->> 'text' AS default_text, g.r ->> 'text' AS generated_text
FROM pg_temp.now_exported JOIN relations(e) AS t ON t.name = 'orders' JOIN section(e, 'columns') AS c ON c.r ->> 'relation' = t.oid
  LEFT JOIN section(e, 'defaults') AS d ON d.r ->> 'relation' = t.oid AND d.r ->> 'number' = c.r ->> 'number'
  LEFT JOIN section(e, 'generated') AS g ON g.r ->> 'relation' = t.oid AND g.r ->> 'number' = c.r ->> 'number'
ORDER BY (c.r ->> 'number')::int;
SELECT i.r ->> 'name' AS name, t.name AS on_table, i.r ->> 'key_columns' AS keys, i.r ->> 'columns' AS columns,
       x.r ->> 'number' AS n, x.r ->> 'text' AS expression, p.r ->> 'text' AS predicate
FROM pg_temp.now_exported JOIN section(e, 'indexes') AS i ON true JOIN relations(e) AS t ON t.oid = i.r ->> 'table'
  LEFT JOIN section(e, 'index_expressions') AS x ON x.r ->> 'index' = i.r ->> 'oid'
  LEFT JOIN section(e, 'index_predicates') AS p ON p.r ->> 'index' = i.r ->> 'oid'
ORDER BY 1;
SELECT c.r ->> 'type' AS type, c.r ->> 'name' AS name, t.name AS on_table, c.r ->> 'columns' AS columns, f.name AS foreign_table,
       c.r ->> 'on_delete' AS on_delete, k.r ->> 'text' AS check_text
FROM pg_temp.now_exported JOIN section(e, 'constraints') AS c ON c.r ->> 'type' <> 'n'
  LEFT JOIN relations(e) AS t ON t.oid = c.r ->> 'table' LEFT JOIN relations(e) AS f ON f.oid = c.r ->> 'foreign_table'
  LEFT JOIN section(e, 'checks') AS k ON k.r ->> 'constraint' = c.r ->> 'oid'
WHERE c.r ->> 'schema' = 'exported'::regnamespace::oid::text ORDER BY 2;
SELECT g.r ->> 'name' AS trigger, g.r ->> 'enabled' AS enabled, t.name FROM pg_temp.now_exported, section(e, 'triggers') AS g, relations(e) AS t
WHERE t.oid = g.r ->> 'table';
SELECT p.r ->> 'name' AS policy, p.r ->> 'command' AS command, x.r ->> 'using_text' AS using_text
FROM pg_temp.now_exported, section(e, 'policies') AS p, section(e, 'policy_texts') AS x WHERE x.r ->> 'policy' = p.r ->> 'oid';
SELECT f.r ->> 'name' AS function, f.r ->> 'arguments' AS arguments, f.r ->> 'settings' AS settings, f.r ->> 'source' AS source
FROM pg_temp.now_exported, section(e, 'functions') AS f WHERE f.r ->> 'name' = 'stamp';
SELECT l.r ->> 'label' AS label FROM pg_temp.now_exported, section(e, 'labels') AS l, section(e, 'types') AS t
WHERE t.r ->> 'oid' = l.r ->> 'type' AND t.r ->> 'name' = 'mood';
-- An array of a composite is read because a column has it, an array of a table's rows is not there.
SELECT t.r ->> 'name' AS type FROM pg_temp.now_exported, section(e, 'more_types') AS t ORDER BY 1;
SELECT s.r ->> 'name' AS sequence, s.r ->> 'type' AS type, s.r ->> 'maximum' AS maximum FROM pg_temp.now_exported, section(e, 'sequences') AS s
WHERE s.r ->> 'schema' = 'exported'::regnamespace::oid::text ORDER BY 1;
SELECT r.name, a.r ->> 'privilege' AS privilege, a.r ->> 'grantee' AS grantee FROM pg_temp.now_exported, relations(e) AS r, section(e, 'acls') AS a
WHERE a.r ->> 'acl' = r.r ->> 'acl' AND a.r ->> 'grantee' = '0';
SELECT a.r ->> 'privilege' AS privilege, a.r ->> 'grantable' AS grantable FROM pg_temp.now_exported, section(e, 'column_acls') AS a
WHERE a.r ->> 'grantee' = 'regress_schema_nobody'::regrole::oid::text;
SELECT c.r ->> 'part' AS part, c.r ->> 'text' AS text FROM pg_temp.now_exported, relations(e) AS t, section(e, 'comments') AS c
WHERE c.r ->> 'class' = '1259' AND c.r ->> 'object' = t.oid ORDER BY 1;
-- Some versions say of each column which table it is of.
SELECT regexp_replace(replace(d.r ->> 'text', 'orders.', ''), '\s+', ' ', 'g') AS definition FROM pg_temp.now_exported, relations(e) AS t, section(e, 'definitions') AS d
WHERE d.r ->> 'relation' = t.oid AND t.name = 'names';
-- Sizes travel, and what was counted.
SELECT count(*) = 6 AND bool_and((s.r ->> 'bytes')::bigint >= 0) AS sizes FROM pg_temp.now_exported, relations(e) AS t, section(e, 'sizes') AS s
WHERE s.r ->> 'relation' = t.oid;

-- Names of every kind.
CREATE TABLE "Quoted ""name"" 'and' \ more" ("é🙂" integer, "select" integer);
CREATE TABLE a23456789012345678901234567890123456789012345678901234567890123 (b23456789012345678901234567890123456789012345678901234567890123 integer);
SELECT t.name, octet_length(t.name), c.r ->> 'name' AS column FROM pg_temp.now_exported, relations(e) AS t, section(e, 'columns') AS c
WHERE c.r ->> 'relation' = t.oid AND (t.name LIKE 'Quoted%' OR t.name LIKE 'a2345%') ORDER BY 1, 3;

-- Partitions five deep.
CREATE TABLE deep (k integer, t text) PARTITION BY RANGE (k, lower(t));
CREATE TABLE deep_1 PARTITION OF deep FOR VALUES FROM (0, 'a') TO (10, 'z') PARTITION BY LIST (k);
CREATE TABLE deep_2 PARTITION OF deep_1 FOR VALUES IN (1, 2) PARTITION BY HASH (t);
CREATE TABLE deep_3 PARTITION OF deep_2 FOR VALUES WITH (MODULUS 1, REMAINDER 0) PARTITION BY RANGE (k);
CREATE TABLE deep_4 PARTITION OF deep_3 FOR VALUES FROM (MINVALUE) TO (MAXVALUE) PARTITION BY RANGE (k);
CREATE TABLE deep_5 PARTITION OF deep_4 DEFAULT;
CREATE INDEX deep_k ON deep (k);
SELECT t.name, p.name AS parent, t.r ->> 'bound' AS bound, k.r ->> 'text' AS key
FROM pg_temp.now_exported JOIN relations(e) AS t ON t.name LIKE 'deep%'
  LEFT JOIN section(e, 'inherits') AS i ON i.r ->> 'child' = t.oid LEFT JOIN relations(e) AS p ON p.oid = i.r ->> 'parent'
  LEFT JOIN section(e, 'partition_keys') AS k ON k.r ->> 'relation' = t.oid ORDER BY 1;

-- Temporary objects are nobody's schema.
CREATE TEMP TABLE passing (id serial PRIMARY KEY, v positive);
SELECT count(*) FROM pg_temp.now_exported, section(e, 'relations') AS t WHERE t.r ->> 'name' = 'passing';
SELECT count(*) FROM pg_temp.now_exported, section(e, 'sequences') AS t WHERE t.r ->> 'name' LIKE 'passing%';

-- An index that was never finished.
INSERT INTO old_parent VALUES (1), (1);
CREATE UNIQUE INDEX CONCURRENTLY never_valid ON old_parent (a);
SELECT (i.r ->> 'flags')::int & 16 AS valid FROM pg_temp.now_exported, section(e, 'indexes') AS i WHERE i.r ->> 'name' = 'never_valid';

-- There and back.
CREATE TEMP TABLE kept AS SELECT copilot.schema_export() AS e;
SELECT copilot.schema_export(e::text) = e AS the_same FROM kept;
SELECT e -> 'gaps' AS gaps, e ->> 'server_version' = current_setting('server_version_num') AS version, (e ->> 'taken_at')::timestamptz = now() AS now
FROM pg_temp.now_exported;
-- A script is judged the same against the export as against the database.
CREATE TEMP VIEW judged AS SELECT against, f.rule, f.object, f.severity
FROM (SELECT 'current' AS against UNION ALL SELECT e::text FROM kept) AS s(against),
  copilot.lint_sql('ALTER TABLE exported.orders DROP COLUMN name; ALTER TABLE exported.lines ADD FOREIGN KEY (line) REFERENCES exported.orders;', against) AS f;
SELECT count(*) > 0 AS some, count(*) FILTER (WHERE n <> 2) AS differing
FROM (SELECT rule, object, severity, count(*) AS n FROM judged GROUP BY 1, 2, 3) AS each;

-- What is broken makes a gap, and nothing else is missing. The catalogs are mended by the rollback.
BEGIN;
SET LOCAL allow_system_table_mods = on;
CREATE FUNCTION vanishing() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW broken AS SELECT vanishing() AS v;
DELETE FROM pg_proc WHERE proname = 'vanishing';
CREATE TABLE orphan (a integer);
ALTER TABLE orphan OWNER TO regress_schema_owner;
GRANT SELECT ON orphan TO regress_schema_owner;
DELETE FROM pg_authid WHERE rolname = 'regress_schema_owner';
SELECT g ->> 0 AS section, g ->> 1 = 'exported.broken'::regclass::oid::text AS the_view FROM pg_temp.now_exported, jsonb_array_elements(e -> 'gaps') AS g;
SELECT count(*) FROM pg_temp.now_exported, relations(e) AS t, section(e, 'definitions') AS d WHERE d.r ->> 'relation' = t.oid;
SELECT t.name, r.r IS NULL AS owner_is_gone FROM pg_temp.now_exported JOIN relations(e) AS t ON t.name = 'orphan'
  LEFT JOIN section(e, 'roles') AS r ON r.r ->> 'oid' = t.r ->> 'owner';
SELECT count(*) > 0 AS rights_are_there FROM pg_temp.now_exported, relations(e) AS t, section(e, 'acls') AS a WHERE t.name = 'orphan' AND a.r ->> 'acl' = t.r ->> 'acl';
-- Lint says so, and goes on.
SELECT count(*) > 0 AS judged FROM copilot.lint(ARRAY['exported']);
ROLLBACK;

-- A role that may see nothing of it reads the same schema; what it may not see is said.
CREATE FUNCTION pg_temp.gaps(e jsonb) RETURNS TABLE (section text, objects bigint, reasons text) LANGUAGE sql AS
  $$ SELECT g ->> 0, count(*), string_agg(DISTINCT g ->> 2, '; ') FROM jsonb_array_elements(e -> 'gaps') AS g GROUP BY 1 ORDER BY 1 $$;
GRANT EXECUTE ON FUNCTION pg_temp.gaps(jsonb) TO PUBLIC;
SET ROLE regress_schema_nobody;
CREATE TEMP TABLE of_nobody AS SELECT copilot.schema_export() AS e;
RESET ROLE;
SELECT g.* FROM of_nobody, pg_temp.gaps(e) AS g;
SELECT (SELECT count(*) FROM kept, relations(e) AS t) = (SELECT count(*) FROM of_nobody, relations(e) AS t) AS relations,
       (SELECT count(*) FROM kept, section(e, 'columns')) = (SELECT count(*) FROM of_nobody, section(e, 'columns')) AS columns,
       (SELECT jsonb_agg(s.r ORDER BY s.r) FROM kept, section(e, 'checks') AS s) = (SELECT jsonb_agg(s.r ORDER BY s.r) FROM of_nobody, section(e, 'checks') AS s) AS checks;
SELECT count(*) AS values_seen FROM of_nobody, section(e, 'last_values') AS v WHERE v.r ->> 'value' IS NOT NULL;

-- No password is in it.
CREATE SERVER regress_schema_server FOREIGN DATA WRAPPER copilot OPTIONS (host 'nowhere.invalid', dbname 'x');
CREATE USER MAPPING FOR PUBLIC SERVER regress_schema_server OPTIONS (user 'u', password 'hunter2-secret');
SELECT e::text ~ 'hunter2' AS told, m.r ->> 'has_password' AS has_password FROM pg_temp.now_exported, section(e, 'user_mappings') AS m;

-- What is no schema source.
SELECT copilot.schema_export('');
SELECT copilot.schema_export('version:1.0');
SELECT copilot.schema_export('no_such_server');
SELECT copilot.schema_export('{}');
SELECT copilot.schema_export('{"copilot_schema": 1');
SELECT copilot.schema_export('{"copilot_schema": 1, "server_version": 150000, "sections": {"relations": [["oid"], [1]]}}');
SELECT copilot.schema_export(repeat('{"a":', 100000));
SELECT copilot.schema_export(NULL) IS NOT NULL AS null_is_current;
SELECT * FROM copilot.lint_sql('SELECT 1', '{"copilot_schema": 1, "server_version": 150000, "sections": {"schemas": [["oid"], ["1"]]}}');
SELECT * FROM copilot.lint_sql('SELECT 1', '{"copilot_schema": 1, "server_version": 150000, "sections": {"schemas": [["oid","name","owner","acl"], ["x","y","1",null]]}}');

-- Names are looked up along the caller's own path.
SET search_path = exported, public;
SELECT count(*) > 0 AS named FROM copilot.lint_sql('ALTER TABLE orders DROP COLUMN name') WHERE object LIKE 'exported.orders%';
SET search_path = public;
SELECT count(*) AS named FROM copilot.lint_sql('ALTER TABLE orders DROP COLUMN name') WHERE object LIKE 'exported.%';

RESET search_path;
DROP SERVER regress_schema_server CASCADE;
DROP SCHEMA exported CASCADE;
DROP OWNED BY regress_schema_nobody;
DROP ROLE regress_schema_nobody;
DROP ROLE regress_schema_owner;
