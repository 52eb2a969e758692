-- Lint of tables and their primary keys, on real objects.
-- Words: good_* must never be told; each other table says by its name what it is.
-- No size, oid or version may stand in the expected output.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
BEGIN;
CREATE SCHEMA lint_keys;
SET search_path = lint_keys;
INSERT INTO copilot.rule_settings (rule, enabled)
SELECT rule, true FROM copilot.rules WHERE rule LIKE 'pk\_%' OR rule LIKE 'table\_%';
UPDATE copilot.rule_settings SET parameters = '{"indexes": 2}' WHERE rule = 'table_too_many_indexes';

CREATE TABLE good (id bigint PRIMARY KEY, ref bigint REFERENCES good, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
COMMENT ON TABLE good IS 'nothing to tell';
CREATE TABLE log_like (at timestamptz, what text);
CREATE TABLE looked_up (id bigint, name text);
CREATE INDEX ON looked_up (name);
CREATE TABLE almost (id bigint NOT NULL, name text);
CREATE UNIQUE INDEX almost_key ON almost (id);
CREATE TABLE partial_key (id bigint NOT NULL, gone boolean);
CREATE UNIQUE INDEX ON partial_key (id) WHERE NOT gone;
CREATE TABLE nullable_key (id bigint UNIQUE, name text);
CREATE TABLE parts (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE parts_one PARTITION OF parts (PRIMARY KEY (id)) DEFAULT;
CREATE TEMPORARY TABLE passing (a int);

CREATE TABLE small_serial (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text NOT NULL);
CREATE TABLE int_serial (id serial PRIMARY KEY, a text NOT NULL);
CREATE TABLE good_list (id int PRIMARY KEY, a text NOT NULL);
CREATE TABLE good_extension_of (id int PRIMARY KEY REFERENCES int_serial, a text NOT NULL);
CREATE TABLE wide (a int, b int, c int, d int, e int, f text NOT NULL, PRIMARY KEY (a, b, c, d, e));
CREATE TABLE by_name (name text PRIMARY KEY, born date NOT NULL);
CREATE TABLE good_link (name text REFERENCES by_name, other text REFERENCES by_name, since date NOT NULL, PRIMARY KEY (name, other));
CREATE TABLE by_text_uuid (id varchar(36) PRIMARY KEY, a text NOT NULL);
CREATE TABLE by_generated_text (id text DEFAULT gen_random_uuid()::text PRIMARY KEY, a text NOT NULL);
CREATE TABLE good_uuid (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, a text NOT NULL);
CREATE TABLE key_last (a text NOT NULL, id bigint PRIMARY KEY);
CREATE TABLE good_gap (gone int, id bigint PRIMARY KEY, a text NOT NULL);
ALTER TABLE good_gap DROP COLUMN gone;

SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_keys'])
WHERE rule IN ('table_without_primary_key', 'table_without_any_index', 'table_too_many_indexes') OR rule LIKE 'pk\_%' ORDER BY 1, 2;

CREATE SCHEMA lint_tables;
SET search_path = lint_tables;
CREATE TABLE one (a bigint PRIMARY KEY);
CREATE TABLE none ();
CREATE TABLE good (id bigint PRIMARY KEY, name text NOT NULL, phone1 text, phone3 text, md5 text, created_at date, updated_at date);
CREATE TABLE numbered (id bigint PRIMARY KEY, name text NOT NULL, phone1 text, phone2 text, "line 0" text, "line 1" text);
CREATE TABLE nullable (id bigint PRIMARY KEY, name text, born date);
CREATE UNLOGGED TABLE cache (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE a (id bigint PRIMARY KEY, b bigint NOT NULL);
CREATE TABLE b (id bigint PRIMARY KEY, c bigint NOT NULL);
CREATE TABLE c (id bigint PRIMARY KEY, a bigint NOT NULL REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;
CREATE TABLE child (more text NOT NULL) INHERITS (good);
CREATE TABLE parts (id bigint, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE UNLOGGED TABLE parts_one PARTITION OF parts DEFAULT;
SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_tables'])
WHERE rule IN ('table_single_column', 'table_all_columns_nullable', 'table_isolated', 'table_fk_cycle', 'table_numbered_columns',
               'table_uses_inheritance', 'table_unlogged', 'table_missing_mandatory_columns', 'table_partition_ban', 'table_fk_ban') ORDER BY 1, 2;
UPDATE copilot.rule_settings SET parameters = '{"columns": ["id", "tenant_id"], "exclude": ["p*"], "overrides": {"n*": ["id"]}}'
WHERE rule = 'table_missing_mandatory_columns';
UPDATE copilot.rule_settings SET parameters = '{"allow": ["*.cache"]}' WHERE rule = 'table_unlogged';
SELECT rule, object, title FROM copilot.lint(ARRAY['lint_tables'])
WHERE rule IN ('table_missing_mandatory_columns', 'table_unlogged') ORDER BY 1, 2;

-- Comments: of blanks is none.
COMMENT ON TABLE one IS ' ';
COMMENT ON TABLE a IS 'a';
COMMENT ON COLUMN a.id IS 'a';
CREATE FUNCTION commented() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION plain(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION commented() IS 'yes';
INSERT INTO copilot.rule_settings (rule, enabled, parameters) VALUES
  ('column_without_comment', true, '{}'), ('function_without_comment', true, '{}'), ('comment_too_long', true, '{"characters": 2}');
SELECT rule, object FROM copilot.lint(ARRAY['lint_tables'])
WHERE rule IN ('table_without_comment', 'function_without_comment', 'comment_too_long')
   OR rule = 'column_without_comment' AND object LIKE 'lint\_tables.a.%' ORDER BY 1, 2;

-- Fixes that are SQL run.
DO $$
DECLARE
  command text;
BEGIN
  FOR command IN
    SELECT fix FROM copilot.lint(ARRAY['lint_keys', 'lint_tables'])
    WHERE rule IN ('table_without_primary_key', 'table_unlogged') AND fix_kind = 'sql'
  LOOP
    EXECUTE command;
  END LOOP;
END $$;
SELECT rule, object FROM copilot.lint(ARRAY['lint_keys', 'lint_tables'])
WHERE rule IN ('table_without_primary_key', 'table_unlogged') AND fix_kind = 'sql';
ROLLBACK;
