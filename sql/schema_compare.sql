-- Comparing schemas: equal ones, the direction, what is refused, versions that are kept.
-- Words: see docs/compare.md.
-- It must not show a server's version, nor a date.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE SCHEMA compare_old;
CREATE TABLE compare_old.t (id integer PRIMARY KEY, v text);

-- A schema is equal to itself, to its export, and to what was saved of it.
SELECT * FROM copilot.schema_diff('current', 'current');
SELECT count(*) FROM copilot.schema_diff('current', copilot.schema_export()::text);
SELECT copilot.schema_save('regress one');
SELECT count(*) FROM copilot.schema_diff('version:regress one', 'current');
SELECT label, database = current_database() AS here, by_role = session_user AS mine, size_bytes > 0 AS has_size FROM copilot.schema_versions;

-- What differs, from here to there and back.
CREATE TABLE compare_old.u (id integer PRIMARY KEY, t integer REFERENCES compare_old.t);
ALTER TABLE compare_old.t ALTER v SET NOT NULL, ADD w numeric(10,2) DEFAULT 0;
COMMENT ON COLUMN compare_old.t.w IS 'it''s new';
CREATE INDEX t_v ON compare_old.t (lower(v));
\pset format unaligned
\pset tuples_only on
SELECT change, object_type, object, sql, lock_level, rewrites, hazard
FROM copilot.schema_diff('version:regress one', 'current', schemas => '{compare_old}');
SELECT copilot.schema_migration('version:regress one', 'current', '{compare_old}');
-- Where a NOT NULL may be dropped of one table alone, a version says so.
SELECT replace(copilot.schema_migration('current', 'version:regress one', '{compare_old}', online => false), 'TABLE ONLY', 'TABLE');
\pset format aligned
\pset tuples_only off
SELECT copilot.schema_migration('current', 'version:regress one', data_loss => 'error');

-- Of other schemas nothing is told.
SELECT count(*) FROM copilot.schema_diff('version:regress one', 'current', schemas => '{public}');

-- What cannot be.
SELECT * FROM copilot.schema_diff(NULL, 'current');
SELECT * FROM copilot.schema_diff('current', NULL);
SELECT * FROM copilot.schema_diff('', 'current');
SELECT * FROM copilot.schema_diff('current', 'no such server');
SELECT * FROM copilot.schema_diff('current', 'version:no such label');
SELECT * FROM copilot.schema_diff('current', '/no such database');
SELECT * FROM copilot.schema_diff('current', '{"copilot_schema":1}');
SELECT * FROM copilot.schema_diff('current', 'current', schemas => '{no_such_schema}');
SELECT * FROM copilot.schema_diff('current', 'current', schemas => '{NULL}');
SELECT * FROM copilot.schema_diff('current', 'current', schemas => '{}');
SELECT copilot.schema_migration('current', 'current', data_loss => 'perhaps');
SELECT copilot.schema_save('');
SELECT copilot.schema_save(NULL);
SELECT copilot.schema_save(repeat('x', 201));

-- Who may: comparing is for everybody who may read, keeping is for operators.
CREATE ROLE compare_nobody;
SET ROLE compare_nobody;
SELECT count(*) FROM copilot.schema_diff('current', 'current');
SELECT copilot.schema_save('mine');
SELECT count(*) FROM copilot.history_schemas;
SELECT count(*) > 0 AS versions FROM copilot.schema_versions;
RESET ROLE;
GRANT copilot_operator TO compare_nobody;
SET ROLE compare_nobody;
SELECT copilot.schema_save('regress one');
RESET ROLE;
SELECT count(*) FROM copilot.schema_diff('version:regress one', 'current');
DELETE FROM copilot.history_schemas;
DROP ROLE compare_nobody;
DROP SCHEMA compare_old CASCADE;
