-- Lint of names, and of the database as a whole; and what a script's text says of both.
-- Words: a wrong name is told once, not again with the names that are made of it.
-- No size, oid or version may stand in the expected output.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
BEGIN;
CREATE SCHEMA lint_names;
SET search_path = lint_names;
CREATE TABLE good (id bigint PRIMARY KEY, größe text, a$1 int UNIQUE);
CREATE TABLE "Bad" ("Id" serial PRIMARY KEY, "a b" int CHECK ("a b" > 0), plain int);
CREATE INDEX "Bad_plain_idx" ON "Bad" (plain);
CREATE INDEX "Own" ON good (größe);
CREATE TABLE other (id bigint PRIMARY KEY, "1st" int REFERENCES "Bad", "a-b" int);
CREATE TABLE "user" (id bigint PRIMARY KEY, "order" int, "left" int, name text, value text);
CREATE VIEW "View" AS SELECT 1 AS one;
CREATE FUNCTION "F"() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE "T" AS ENUM ('a');
CREATE TABLE a_name_that_is_exactly_sixty_three_bytes_long_and_not_one_more_ (id bigint);
CREATE TABLE a_name_that_is_exactly_sixty_two_bytes_long_and_so_one_less_by (id bigint);
SELECT rule, object FROM copilot.lint(ARRAY['lint_names'])
WHERE rule IN ('name_needs_quoting', 'name_reserved_keyword', 'name_at_length_limit') ORDER BY 1, 2;

INSERT INTO copilot.rule_settings (rule, enabled, parameters) VALUES
  ('name_convention', true, '{"allow": ["größe", "a$1", "a_name*"]}'), ('schema_env_name', true, '{}'), ('identifier_too_long', true, '{"bytes": 60}'),
  ('collation_allowlist', true, '{"allowed": ["default", "C"]}'), ('database_encoding', true, '{}');
CREATE TABLE book (id int, author bigint REFERENCES good, title text, CONSTRAINT wrong UNIQUE (title), CONSTRAINT uk_book_id UNIQUE (id));
CREATE INDEX idx_book_author ON book (author);
CREATE INDEX book_author ON book (author, id);
CREATE TABLE page (a text COLLATE "C", b text COLLATE "POSIX", c text,
  book bigint CONSTRAINT fk_page_book_good_id REFERENCES good, also bigint CONSTRAINT fk_page_also REFERENCES good);
CREATE SCHEMA dev_lint;
CREATE SCHEMA lint_prod;
CREATE SCHEMA device_lint;
SELECT rule, object, evidence->>'expected' AS expected
FROM copilot.lint(ARRAY['lint_names', 'dev_lint', 'lint_prod', 'device_lint'])
WHERE rule IN ('name_convention', 'schema_env_name', 'identifier_too_long', 'collation_allowlist', 'database_encoding') ORDER BY 1, 2;
UPDATE copilot.rule_settings SET parameters = '{"allowed": ["latin1"]}' WHERE rule = 'database_encoding';
SELECT severity, evidence FROM copilot.lint(ARRAY['lint_names']) WHERE rule = 'database_encoding';
ROLLBACK;
