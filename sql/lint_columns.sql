-- Lint of columns: their types, nulls, defaults, on real objects.
-- Words: good_* must never be told; each other column says by its name what it is.
-- No size, oid or version may stand in the expected output.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
BEGIN;
CREATE SCHEMA lint_columns;
SET search_path = lint_columns;
INSERT INTO copilot.rule_settings (rule, enabled)
SELECT rule, true FROM copilot.rules WHERE rule LIKE 'column\_%' AND rule NOT LIKE '%comment';

CREATE DOMAIN code AS char(8);
CREATE DOMAIN short_text AS varchar(10);
CREATE DOMAIN present AS integer NOT NULL;
CREATE DOMAIN zero AS bigint DEFAULT 0;
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE characters (
  good_text text, good_varchar varchar, good_internal "char",
  one char, ten char(10), thirty char(30), list char(3)[], by_domain code, unlimited bpchar,
  limited varchar(20), limited_list varchar(20)[], good_domain short_text
);
CREATE TABLE times (
  good_instant timestamptz, good_date date, good_duration interval,
  plain timestamp, list timestamp[], offset_only timetz, daytime time, whole timestamptz(0), milli timestamptz(3)
);
CREATE TABLE numbers (
  good_big bigint, good_price numeric(10,2), good_rate real, tax_rate double precision, total_weight real,
  amount_paid money, four int, two smallint, fours int[], unbounded numeric,
  price real, "unitPrice" double precision, balance double precision, total real
);
CREATE TABLE special (
  good_jsonb jsonb, good_class regclass, good_role regrole,
  doc json, docs json[], paint colour, proc regproc, config regconfig[], blob oid
);
CREATE TABLE filled (
  good_identity bigint GENERATED ALWAYS AS IDENTITY, serial_one serial, big bigserial NOT NULL
);
CREATE SEQUENCE shared;
CREATE TABLE other (good_shared bigint DEFAULT nextval('shared'));
CREATE TABLE nulls (
  id bigint PRIMARY KEY, flag boolean, good_flag boolean NOT NULL, good_computed boolean GENERATED ALWAYS AS (true) STORED,
  must present, zeroed zero NOT NULL, word text NOT NULL DEFAULT 'NULL', cased varchar(9) NOT NULL DEFAULT 'null', nullish text NOT NULL DEFAULT 'NULLABLE'
);
CREATE TABLE parted (at timestamp) PARTITION BY RANGE (at);
CREATE TABLE parted_one PARTITION OF parted DEFAULT;
CREATE VIEW a_view AS SELECT now()::timestamp AS at, 1::int AS four;
ALTER TABLE special ADD COLUMN gone json;
ALTER TABLE special DROP COLUMN gone;

SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_columns'])
WHERE rule LIKE 'column\_type\_%' ORDER BY 1, 2;
SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_columns'])
WHERE rule IN ('column_nullable_boolean', 'column_nullable', 'column_without_default', 'column_default_null_string')
  AND object LIKE 'lint\_columns.nulls.%' ORDER BY 1, 2;

-- What comes switched on, and with other parameters.
UPDATE copilot.rule_settings SET enabled = NULL;
SELECT DISTINCT rule FROM copilot.lint(ARRAY['lint_columns']) WHERE rule LIKE 'column\_%' ORDER BY 1;
UPDATE copilot.rule_settings SET enabled = true, parameters = '{"types": ["interval", "int*"]}' WHERE rule = 'column_type_disallowed';
UPDATE copilot.rule_settings SET enabled = true, parameters = '{"length": 5}' WHERE rule = 'column_char_length_limit';
SELECT rule, object FROM copilot.lint(ARRAY['lint_columns'])
WHERE rule IN ('column_type_disallowed', 'column_char_length_limit') ORDER BY 1, 2;

-- A fix that is SQL runs, and the next value goes on.
INSERT INTO filled (big) VALUES (DEFAULT), (DEFAULT);
UPDATE copilot.rule_settings SET enabled = true WHERE rule = 'column_type_serial';
SELECT fix FROM copilot.lint(ARRAY['lint_columns']) WHERE rule = 'column_type_serial' AND fix_kind = 'sql' ORDER BY object LIMIT 1;
CREATE FUNCTION pg_temp.run_fix(wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  command text;
BEGIN
  FOR command IN
    SELECT regexp_split_to_table(fix, ';\n?') FROM copilot.lint(ARRAY['lint_columns']) WHERE rule = wanted AND fix_kind = 'sql'
  LOOP
    IF command NOT IN ('', 'BEGIN', 'COMMIT') THEN
      EXECUTE command;
    END IF;
  END LOOP;
END $$;
SELECT pg_temp.run_fix('column_type_serial');
INSERT INTO filled (big) VALUES (DEFAULT);
SELECT serial_one, big FROM filled ORDER BY 1;
SELECT count(*) FROM copilot.lint(ARRAY['lint_columns']) WHERE rule = 'column_type_serial';
SELECT pg_temp.run_fix('column_default_null_string');
SELECT count(*) FROM copilot.lint(ARRAY['lint_columns']) WHERE rule = 'column_default_null_string';
ROLLBACK;
