-- What lint_sql says of the names, types and keys that a script gives, also of tables nobody knows.
-- Words: a table that is neither there nor made by the script is taken for one that exists.
-- Nothing of a script is run.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
BEGIN;
INSERT INTO copilot.rule_settings (rule, enabled, parameters) VALUES
  ('name_convention', true, '{"allow": ["userId"]}'), ('collation_allowlist', true, '{"allowed": ["C"]}'),
  ('table_missing_mandatory_columns', true, '{"columns": ["tenant_id", "made_at"], "exclude": ["audit_*"], "overrides": {"*_temporal": ["made_at"]}}'),
  ('comment_too_long', true, '{"characters": 5}'), ('column_nullable', true, '{}'), ('column_char_length_limit', true, '{}'),
  ('column_type_varchar_n', true, '{}'), ('column_type_serial', true, '{}'), ('table_partition_ban', true, '{}');

SELECT evidence->>'line' AS line, rule, object, evidence->>'expected' AS expected FROM copilot.lint_sql($$
CREATE TABLE "Book" (id bigint PRIMARY KEY, "userId" int, "createdAt" timestamptz);
CREATE INDEX idx_elsewhere_a ON elsewhere (a);
CREATE INDEX a_of_elsewhere ON elsewhere (a);
ALTER TABLE elsewhere ADD CONSTRAINT uk_elsewhere_a_b UNIQUE (a, b);
ALTER TABLE elsewhere ADD CONSTRAINT ab UNIQUE (a, b);
ALTER TABLE elsewhere RENAME TO "Elsewhere";
ALTER TABLE elsewhere RENAME COLUMN a TO "A";
$$) WHERE rule = 'name_convention' ORDER BY 1, 3;

SELECT evidence->>'line' AS line, rule, object FROM copilot.lint_sql($$
CREATE TABLE plain (id bigint PRIMARY KEY, a text COLLATE "POSIX" NOT NULL, b text COLLATE "C" NOT NULL);
CREATE TABLE one_temporal (id bigint PRIMARY KEY, made_at timestamptz NOT NULL);
CREATE TABLE audit_log (id bigint PRIMARY KEY);
ALTER TABLE elsewhere DROP COLUMN tenant_id, ALTER COLUMN c TYPE text COLLATE "und-x-icu", ALTER COLUMN d DROP NOT NULL;
ALTER TABLE elsewhere RENAME COLUMN made_at TO born_at;
COMMENT ON TABLE elsewhere IS 'short';
COMMENT ON TABLE elsewhere IS 'longer';
CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0;
CREATE DATABASE text_only ENCODING 'UTF8';
CREATE TABLE part PARTITION OF elsewhere DEFAULT;
$$) WHERE rule IN ('collation_allowlist', 'table_missing_mandatory_columns', 'column_nullable', 'comment_too_long',
                   'database_encoding', 'table_partition_ban') ORDER BY (evidence->>'line')::int, 2, 3;

-- A column of a table nobody knows: what the script says of it is judged, and nothing else.
SELECT evidence->>'line' AS line, rule, object FROM copilot.lint_sql($$
ALTER TABLE elsewhere ADD COLUMN a char(300), ADD COLUMN b timestamp, ADD COLUMN c serial;
ALTER TABLE elsewhere ALTER COLUMN d TYPE varchar(9);
CREATE TEMPORARY TABLE passing (a char(300));
$$) WHERE rule LIKE 'column\_%' OR rule = 'pk_small_integer' ORDER BY (evidence->>'line')::int, 2, 3;

-- Names are cut at 63 bytes, not characters; strings and comments are no names; each is told once a statement.
SELECT evidence->>'line' AS line, rule, evidence->'bytes' AS bytes FROM copilot.lint_sql(format($$
CREATE TABLE %1$s (%1$s int PRIMARY KEY);
CREATE TABLE fits (%2$s text PRIMARY KEY);
DROP TABLE "%3$s";
SELECT '%1$s' /* %1$s */;
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''%1$s''';
$$, repeat('a', 64), repeat('a', 63), repeat('é', 32))) WHERE rule = 'identifier_too_long' ORDER BY (evidence->>'line')::int;
ROLLBACK;
