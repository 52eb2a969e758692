-- Lint: what is judged and what is left alone, settings, rules of a site, suppression, bad input.
-- Words: the rules themselves have tests of their own, sql/lint_*.sql.
-- Nothing that a script says may be there afterwards.
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE SCHEMA lint_test;
CREATE SCHEMA lint_other;
SET search_path = lint_test;

-- Only the schemas that are asked for; findings() tells what is wrong, not what is style.
CREATE TABLE lint_test.styled (id bigint PRIMARY KEY, code char(3));
CREATE TABLE lint_other.styled (id bigint PRIMARY KEY, code char(3));
SELECT rule, severity, object FROM copilot.lint('{lint_test}');
SELECT rule, object FROM copilot.lint('{lint_other}');
SELECT rule FROM copilot.findings() WHERE rule LIKE 'column%';
SELECT rule, object FROM copilot.findings('{schema}') WHERE rule = 'column_type_char_n' ORDER BY object;
SELECT status FROM copilot.checks('schema') WHERE rule = 'column_type_char_n';
SELECT status, reason FROM copilot.checks() WHERE rule IN ('column_type_char_n', 'drop_table') ORDER BY rule;
SELECT * FROM copilot.lint('{no_such_schema}');
SELECT * FROM copilot.lint(ARRAY[NULL]);

-- Settings: off, on, with parameters, another severity; what does not exist is refused.
INSERT INTO copilot.rule_settings (rule, severity) VALUES ('column_type_char_n', 'warning');
SELECT rule, severity FROM copilot.lint('{lint_test}') WHERE rule = 'column_type_char_n';
UPDATE copilot.rule_settings SET enabled = false;
SELECT rule, severity FROM copilot.lint('{lint_test}') WHERE rule = 'column_type_char_n';
INSERT INTO copilot.rule_settings (rule, enabled, parameters) VALUES ('column_char_length_limit', true, '{"length": 2}');
SELECT rule, object FROM copilot.lint('{lint_test}');
INSERT INTO copilot.rule_settings (rule) VALUES ('no_such_rule');
INSERT INTO copilot.rule_settings (rule, parameters) VALUES ('pk_too_many_columns', '{"no_such_parameter": 1}');
INSERT INTO copilot.rule_settings (rule, parameters) VALUES ('pk_too_many_columns', '[]');
UPDATE copilot.rule_settings SET parameters = '{"length": "two"}' WHERE rule = 'column_char_length_limit';
UPDATE copilot.rule_settings SET severity = 'unknown';
DELETE FROM copilot.rule_settings;

-- Rules of a site run as their owner, or not at all.
CREATE FUNCTION lint_test.no_styled() RETURNS TABLE (object_type text, object text, title text, fix text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$SELECT 'table', 'lint_test.styled', 'Table lint_test.styled is not to be', 'DROP TABLE lint_test.styled'$$;
CREATE FUNCTION lint_test.not_safe() RETURNS TABLE (object text) LANGUAGE sql AS $$SELECT 'x'$$;
CREATE FUNCTION lint_test.fails() RETURNS TABLE (object text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$BEGIN RAISE 'it is broken'; END$$;
INSERT INTO copilot.custom_rules (rule, function, title) VALUES
  ('no_styled', 'lint_test.no_styled', 'A table of this name'), ('not_safe', 'lint_test.not_safe', 'Not safe'),
  ('fails', 'lint_test.fails', 'Broken'), ('gone', 'no such function(', 'Gone');
SELECT rule, severity, object, title, fix FROM copilot.lint('{lint_other}') WHERE rule IN ('no_styled', 'not_safe', 'fails', 'gone') ORDER BY rule;
SELECT copilot.suppress('no_styled', 'it stays', 'lint_test.styled');
SELECT rule FROM copilot.lint('{lint_other}') WHERE rule = 'no_styled';
SELECT copilot.unsuppress('no_styled', 'lint_test.styled');
DELETE FROM copilot.custom_rules;

-- By the name that linters know it by, too.
CREATE SEQUENCE lint_test.used_up MAXVALUE 10;
SELECT setval('lint_test.used_up', 10);
SELECT rule, object FROM copilot.lint('{lint_test}') WHERE rule LIKE 'sequence%';
SELECT copilot.suppress('sequence_near_exhaustion', 'meant to', 'lint_test.used_up');
SELECT rule, suppressed FROM copilot.lint('{lint_test}') WHERE rule LIKE 'sequence%';
SELECT rule, suppressed FROM copilot.findings() WHERE rule LIKE 'sequence%';
SELECT copilot.unsuppress('sequence_near_exhaustion', 'lint_test.used_up');

-- A script: statement and line, what it locks, what it asks to ignore; nothing of it is done.
SELECT rule, severity, object, evidence->>'statement' AS statement, evidence->>'line' AS line, evidence->>'lock' AS lock
FROM copilot.lint_sql($$
-- a comment
DROP TABLE styled;

CREATE INDEX CONCURRENTLY ON lint_other.styled (code);
-- copilot:ignore drop_column the application does not read it any more
ALTER TABLE lint_other.styled DROP COLUMN code;
ALTER TABLE lint_other.styled ADD COLUMN n int; -- copilot:ignore drop_column nothing is dropped here
SELEC 1;
\i other.sql
$$) WHERE rule NOT LIKE 'missing%timeout';
SELECT count(*) FROM lint_test.styled;
SELECT * FROM copilot.lint_sql(NULL);
SELECT count(*) FROM copilot.lint_sql('');
SELECT * FROM copilot.lint_sql('SELECT 1', against => '{}');
SELECT * FROM copilot.lint_sql('SELECT 1', against => '{"format": ');
SELECT * FROM copilot.lint_sql('SELECT 1', against => 'current', server => '/postgres');

-- Against an export the verdict is that of the database it came from.
SELECT rule, object, severity FROM copilot.lint_sql('DROP TABLE lint_test.styled', against => copilot.schema_export()::text) WHERE rule = 'drop_table';

DROP SCHEMA lint_test CASCADE;
DROP SCHEMA lint_other CASCADE;
