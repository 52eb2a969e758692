-- Lint of foreign keys, constraints, triggers and sequences, on real objects.
-- Words: good_* must never be told; each other one says by its name what it is.
-- No size, oid or version may stand in the expected output.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
BEGIN;
CREATE SCHEMA lint_fk;
CREATE SCHEMA lint_fk_other;
SET search_path = lint_fk;
INSERT INTO copilot.rule_settings (rule, enabled)
SELECT rule, true FROM copilot.rules WHERE rule LIKE 'fk\_%';

CREATE TABLE parent (id bigint PRIMARY KEY, a integer, b integer, code varchar(10) UNIQUE, UNIQUE (a, b));
CREATE TABLE lint_fk_other.elsewhere (id bigint PRIMARY KEY);
CREATE TABLE countries (id integer PRIMARY KEY);

-- What serves a search by the columns of a foreign key, and what does not.
CREATE TABLE child (
  good_plain bigint CONSTRAINT good_plain REFERENCES parent,
  good_first bigint CONSTRAINT good_first REFERENCES parent,
  good_nulls bigint CONSTRAINT good_nulls REFERENCES parent,
  good_hash bigint CONSTRAINT good_hash REFERENCES parent,
  none bigint CONSTRAINT none REFERENCES parent,
  partial bigint CONSTRAINT partial REFERENCES parent,
  late bigint CONSTRAINT late REFERENCES parent,
  other integer, a integer, b integer, c integer, d integer, e integer, f integer,
  CONSTRAINT good_turned FOREIGN KEY (a, b) REFERENCES parent (a, b) MATCH FULL,
  CONSTRAINT behind FOREIGN KEY (c, d) REFERENCES parent (a, b) MATCH FULL,
  CONSTRAINT half FOREIGN KEY (e, f) REFERENCES parent (a, b) MATCH FULL
);
CREATE INDEX ON child (good_plain);
CREATE INDEX ON child (good_first, other);
CREATE INDEX ON child (good_nulls) WHERE good_nulls IS NOT NULL;
CREATE INDEX ON child USING hash (good_hash);
CREATE INDEX ON child (partial) WHERE other = 1;
CREATE INDEX ON child (other, late);
CREATE INDEX ON child (b, a);
CREATE INDEX ON child (other, c, d);
CREATE INDEX ON child (e);
SELECT rule, object, severity, fix_kind FROM copilot.lint(ARRAY['lint_fk']) WHERE rule = 'fk_without_index' ORDER BY object COLLATE "C";
SELECT fix, undo FROM copilot.lint(ARRAY['lint_fk']) WHERE object = 'lint_fk.child."none"';

-- A partitioned table: once, at the topmost one; not where each partition has its index.
CREATE TABLE parts (id bigint, ref bigint CONSTRAINT parts_none REFERENCES parent) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE TABLE parts_2 (ref bigint, id bigint);
ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES FROM (10) TO (20);
CREATE TABLE good_parts (id bigint, ref bigint CONSTRAINT good_parts REFERENCES parent) PARTITION BY RANGE (id);
CREATE TABLE good_parts_1 PARTITION OF good_parts FOR VALUES FROM (0) TO (10);
CREATE TABLE good_parts_2 (ref bigint, id bigint);
ALTER TABLE good_parts ATTACH PARTITION good_parts_2 FOR VALUES FROM (10) TO (20);
CREATE INDEX ON good_parts_1 (ref);
CREATE INDEX ON good_parts_2 (ref);
CREATE INDEX broken ON ONLY parts (ref);
SELECT rule, object, evidence->'partitions_without' AS without, fix FROM copilot.lint(ARRAY['lint_fk'])
WHERE rule = 'fk_without_index' AND object LIKE '%parts%' ORDER BY object COLLATE "C";

-- Unlike columns, twice the same, nulls, forgotten, elsewhere, to itself.
CREATE DOMAIN number AS bigint;
CREATE TABLE shapes (
  good_domain number CONSTRAINT good_domain REFERENCES parent,
  good_type varchar(10) CONSTRAINT good_type REFERENCES parent (code),
  narrow integer CONSTRAINT narrow REFERENCES parent,
  shorter varchar(5) CONSTRAINT shorter REFERENCES parent (code),
  twice bigint CONSTRAINT twice_1 REFERENCES parent,
  differs bigint CONSTRAINT differs_1 REFERENCES parent ON DELETE CASCADE,
  a integer, b integer, c integer NOT NULL, d integer, e integer, f integer,
  CONSTRAINT both_null FOREIGN KEY (a, b) REFERENCES parent (a, b),
  CONSTRAINT one_null FOREIGN KEY (c, d) REFERENCES parent (a, b),
  CONSTRAINT good_checked FOREIGN KEY (e, f) REFERENCES parent (a, b),
  CONSTRAINT crossed FOREIGN KEY (a, d) REFERENCES parent (a, b) MATCH FULL,
  CHECK (num_nulls(e, f) IN (0, 2)),
  far bigint CONSTRAINT far REFERENCES lint_fk_other.elsewhere,
  country_id integer, parent_id bigint, parent_type text, countries_id bigint, self bigint
);
ALTER TABLE shapes ADD CONSTRAINT twice_2 FOREIGN KEY (twice) REFERENCES parent;
ALTER TABLE shapes ADD CONSTRAINT differs_2 FOREIGN KEY (differs) REFERENCES parent;
ALTER TABLE shapes ADD PRIMARY KEY (self), ADD CONSTRAINT tree FOREIGN KEY (twice) REFERENCES shapes,
  ADD CONSTRAINT pointless FOREIGN KEY (self) REFERENCES shapes;
SELECT rule, object, severity, fix_kind FROM copilot.lint(ARRAY['lint_fk'])
WHERE rule LIKE 'fk\_%' AND rule <> 'fk_without_index' AND object LIKE 'lint_fk.shapes.%' ORDER BY rule COLLATE "C", object COLLATE "C";

-- What was there twice before is no matter of a script that adds another.
SELECT rule, object FROM copilot.lint_sql($$
ALTER TABLE lint_fk.shapes ADD CONSTRAINT twice_3 FOREIGN KEY (twice) REFERENCES lint_fk.parent (id);
$$) WHERE rule IN ('fk_duplicate', 'fk_overlapping') ORDER BY rule COLLATE "C", object COLLATE "C";

-- What a site demands.
SELECT rule, object, title FROM copilot.lint_sql($$
CREATE TABLE lint_fk.orders (tenant_id bigint, id bigint, user_id bigint REFERENCES unseen (id) ON DELETE CASCADE,
  good_id bigint, FOREIGN KEY (tenant_id, good_id) REFERENCES unseen (tenant_id, id) ON DELETE NO ACTION);
ALTER TABLE unseen_too ADD CONSTRAINT silent FOREIGN KEY (tenant_id, x) REFERENCES unseen (tenant_id, id);
ALTER TABLE unseen_too ADD CONSTRAINT good_said FOREIGN KEY (tenant_id, y) REFERENCES unseen (tenant_id, id) ON DELETE RESTRICT;
ALTER TABLE unseen_too ADD COLUMN good_country integer REFERENCES lint_fk.countries ON DELETE SET NULL;
$$) WHERE rule IN ('fk_action_policy', 'fk_missing_tenant_column') ORDER BY rule COLLATE "C", object COLLATE "C", title COLLATE "C";
UPDATE copilot.rule_settings SET parameters = '{"allowed": ["CASCADE"], "required": false}' WHERE rule = 'fk_action_policy';
SELECT rule, object FROM copilot.lint_sql($$
ALTER TABLE unseen ADD CONSTRAINT good_cascade FOREIGN KEY (x) REFERENCES other ON DELETE CASCADE;
ALTER TABLE unseen ADD CONSTRAINT restricted FOREIGN KEY (x) REFERENCES other ON DELETE RESTRICT;
$$) WHERE rule = 'fk_action_policy';

-- Constraints.
CREATE DOMAIN percent AS integer;
ALTER DOMAIN percent ADD CONSTRAINT unchecked CHECK (VALUE BETWEEN 0 AND 100) NOT VALID;
CREATE TABLE checks (
  id bigint, price numeric NOT NULL, amount integer,
  CONSTRAINT late_key UNIQUE (id) DEFERRABLE,
  CONSTRAINT good_check CHECK (price > 0),
  CONSTRAINT same_check CHECK ((price > 0)),
  CONSTRAINT good_other_check CHECK (amount > 0),
  CONSTRAINT needless CHECK (price IS NOT NULL),
  CONSTRAINT good_not_null CHECK (amount IS NOT NULL)
);
CREATE TABLE late (id bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE checks ADD CONSTRAINT unvalidated CHECK (amount < 10) NOT VALID;
SELECT rule, object, severity, fix FROM copilot.lint(ARRAY['lint_fk'])
WHERE rule LIKE 'constraint\_%' OR rule = 'pk_deferrable' ORDER BY rule COLLATE "C", object COLLATE "C";
-- Of a script only what it makes; NOT VALID is on purpose there.
SELECT rule, object, evidence->>'line' AS line FROM copilot.lint_sql($$
ALTER TABLE lint_fk.checks ADD CONSTRAINT another CHECK (amount <> 5) NOT VALID;
ALTER TABLE lint_fk.checks ADD CONSTRAINT shapes_late UNIQUE (amount) DEFERRABLE;
ALTER TABLE lint_fk.shapes ADD FOREIGN KEY (parent_id) REFERENCES lint_fk.parent;
$$) WHERE rule IN ('constraint_not_validated', 'pk_deferrable', 'fk_without_index') ORDER BY rule COLLATE "C", object COLLATE "C";

-- What was switched off.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER good_on BEFORE INSERT ON checks FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER good_replica BEFORE INSERT ON checks FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER off BEFORE INSERT ON checks FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE checks DISABLE TRIGGER off;
ALTER TABLE checks ENABLE REPLICA TRIGGER good_replica;
CREATE TABLE loaded (id bigint CONSTRAINT unchecked REFERENCES countries (id)) WITH (autovacuum_enabled = off);
ALTER TABLE loaded DISABLE TRIGGER ALL;
CREATE TABLE good_vacuumed (id bigint) WITH (autovacuum_enabled = true, fillfactor = 90);
SELECT rule, object, severity, fix FROM copilot.lint(ARRAY['lint_fk'])
WHERE rule IN ('trigger_disabled', 'table_autovacuum_disabled') ORDER BY rule COLLATE "C", object COLLATE "C";

-- Sequences that do not fit.
CREATE TABLE good_numbers (id serial, big bigserial, gen smallint GENERATED ALWAYS AS IDENTITY);
CREATE TABLE widened (id serial);
ALTER TABLE widened ALTER COLUMN id TYPE bigint;
CREATE SEQUENCE good_limited MAXVALUE 1000;
CREATE SEQUENCE wide;
CREATE TABLE narrow (id integer DEFAULT nextval('wide'), good integer DEFAULT nextval('good_limited'));
SELECT rule, object, severity, fix FROM copilot.lint(ARRAY['lint_fk'])
WHERE rule = 'sequence_column_type_mismatch' ORDER BY object COLLATE "C";
ROLLBACK;
