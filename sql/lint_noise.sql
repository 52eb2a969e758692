-- Migrations done well, which must give no alarm, and their counterparts, which must.
-- Words: a twin is the same script with the flaw.
-- No statement of a script is run.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE SCHEMA lint_noise;
CREATE TABLE lint_noise.parents (id bigint PRIMARY KEY, name text, note text);
CREATE TABLE lint_noise.children (id bigint PRIMARY KEY, parent_id bigint REFERENCES lint_noise.parents);
CREATE TABLE lint_noise.others (id bigint PRIMARY KEY, parent_id bigint REFERENCES lint_noise.parents);
CREATE TABLE lint_noise.versions (version text PRIMARY KEY);
CREATE TABLE lint_noise.parts (id bigint PRIMARY KEY, kind text) PARTITION BY RANGE (id);
CREATE TABLE lint_noise.parts_1 PARTITION OF lint_noise.parts FOR VALUES FROM (1) TO (2);

-- A part of a partitioned index is not read; a table that is attached is.
SELECT rule, evidence->>'line' AS line FROM copilot.lint_sql($$
SET lock_timeout = '2s';
CREATE INDEX parts_kind_idx ON ONLY lint_noise.parts (kind);
CREATE INDEX CONCURRENTLY parts_1_kind_idx ON lint_noise.parts_1 (kind);
ALTER INDEX lint_noise.parts_kind_idx ATTACH PARTITION lint_noise.parts_1_kind_idx;
ALTER TABLE lint_noise.parts ATTACH PARTITION lint_noise.others FOR VALUES FROM (2) TO (3);
$$) WHERE rule = 'attach_partition_scan';

-- In one statement the default or the check would go before what needs it; rows lie between.
SELECT rule, object, evidence->>'line' AS line FROM copilot.lint_sql($$
BEGIN;
ALTER TABLE lint_noise.parents ADD COLUMN code text DEFAULT '' NOT NULL;
ALTER TABLE lint_noise.parents ALTER COLUMN code DROP DEFAULT;
COMMIT;
BEGIN;
ALTER TABLE lint_noise.children ALTER COLUMN parent_id SET NOT NULL;
ALTER TABLE lint_noise.children DROP CONSTRAINT children_check;
COMMIT;
BEGIN;
ALTER TABLE lint_noise.others DISABLE TRIGGER ALL;
UPDATE lint_noise.others SET parent_id = 1 WHERE id = 1;
ALTER TABLE lint_noise.others ENABLE TRIGGER ALL;
COMMIT;
$$) WHERE rule = 'alter_table_not_merged';
SELECT rule, object, evidence->>'line' AS line FROM copilot.lint_sql($$
BEGIN;
ALTER TABLE lint_noise.parents ADD COLUMN code text;
ALTER TABLE lint_noise.parents ALTER COLUMN code SET DEFAULT '';
COMMIT;
$$) WHERE rule = 'alter_table_not_merged';

-- The note that a migration has run is no backfill; a query's rows are.
SELECT rule, evidence->>'line' AS line FROM copilot.lint_sql($$
BEGIN;
ALTER TABLE lint_noise.parents ADD COLUMN code text;
INSERT INTO lint_noise.versions VALUES ('1');
COMMIT;
$$) WHERE rule = 'mixed_ddl_dml';
SELECT rule, evidence->>'line' AS line FROM copilot.lint_sql($$
BEGIN;
ALTER TABLE lint_noise.parents ADD COLUMN code text;
INSERT INTO lint_noise.versions SELECT name FROM lint_noise.parents;
COMMIT;
$$) WHERE rule = 'mixed_ddl_dml';

-- A column of another type is still not the script's own.
SELECT rule, object FROM copilot.lint_sql($$
ALTER TABLE lint_noise.parents ALTER COLUMN name TYPE varchar(10);
ALTER TABLE lint_noise.parents RENAME COLUMN name TO title;
ALTER TABLE lint_noise.parents ALTER COLUMN note TYPE varchar(10);
ALTER TABLE lint_noise.parents DROP COLUMN note;
ALTER TABLE lint_noise.parents ADD COLUMN own text;
ALTER TABLE lint_noise.parents DROP COLUMN own;
$$) WHERE rule IN ('rename_column', 'drop_column') ORDER BY 1;

-- However many tables one statement locks in the wrong order, it is one finding; an empty path is safe.
SELECT rule, jsonb_array_length(evidence->'inversions') AS pairs FROM copilot.lint_sql($$
BEGIN;
LOCK TABLE lint_noise.parents;
LOCK TABLE lint_noise.children, lint_noise.others;
COMMIT;
$$) WHERE rule = 'lock_order_inversion';
SELECT rule, title FROM copilot.lint_sql($$
SET search_path = '';
SELECT set_config('search_path', '', false);
SET search_path = lint_noise;
$$) WHERE rule = 'set_search_path_in_migration';

-- 32 letters are a uuid only where the name says so.
CREATE TABLE lint_noise.revisions (revision varchar(32) PRIMARY KEY);
CREATE TABLE lint_noise.tokens (token_id varchar(32) PRIMARY KEY);
SELECT rule, object FROM copilot.lint('{lint_noise}') WHERE rule = 'pk_text_uuid';

-- Row security: open partitions are one finding; a table with the dividing column is a warning.
CREATE SCHEMA lint_noise_rows;
CREATE TABLE lint_noise_rows.orders (id bigint PRIMARY KEY, tenant_id bigint);
CREATE TABLE lint_noise_rows.invoices (id bigint PRIMARY KEY, tenant_id bigint);
CREATE TABLE lint_noise_rows.countries (code text PRIMARY KEY);
CREATE TABLE lint_noise_rows.events (id bigint, tenant_id bigint) PARTITION BY RANGE (id);
CREATE TABLE lint_noise_rows.events_1 PARTITION OF lint_noise_rows.events FOR VALUES FROM (1) TO (2);
CREATE TABLE lint_noise_rows.events_2 PARTITION OF lint_noise_rows.events FOR VALUES FROM (2) TO (3);
ALTER TABLE lint_noise_rows.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE lint_noise_rows.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY orders_tenant ON lint_noise_rows.orders USING (tenant_id = 1);
CREATE POLICY events_tenant ON lint_noise_rows.events USING (tenant_id = 1);
GRANT USAGE ON SCHEMA lint_noise_rows TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA lint_noise_rows TO PUBLIC;
SELECT severity, object, title FROM copilot.lint('{lint_noise_rows}') WHERE rule = 'rls_disabled' ORDER BY object;

DROP SCHEMA lint_noise, lint_noise_rows CASCADE;
