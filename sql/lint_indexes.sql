-- Lint of indexes, partitions, publications and materialized views, on real objects.
-- Words: good_* must never be told; each other one says by its name what it is.
-- No size, oid or version may stand in the expected output.
\set VERBOSITY terse
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS copilot;
BEGIN;
CREATE SCHEMA lint_idx;
SET search_path = lint_idx;
INSERT INTO copilot.rule_settings (rule, enabled)
SELECT rule, true FROM copilot.rules WHERE rule LIKE 'index\_%' OR rule = 'table_empty';

-- Equal ones, and those another one covers. The name says what should be told: same_, covered_, or good_.
CREATE TABLE t (id bigint CONSTRAINT good_key PRIMARY KEY, a integer NOT NULL, b integer NOT NULL, c text, d text);
CREATE INDEX same_as_key ON t (id);
CREATE INDEX good_a_b ON t (a, b);
CREATE INDEX same_filled ON t (a, b) WITH (fillfactor = 50);
CREATE INDEX covered_a ON t (a);
CREATE INDEX covered_turned ON t (a DESC, b DESC);
CREATE INDEX good_other_way ON t (a, b DESC);
CREATE INDEX good_partial ON t (a) WHERE b > 0;
CREATE INDEX covered_hash ON t USING hash (a);
CREATE INDEX good_b_a ON t (b, a);
CREATE UNIQUE INDEX good_unique_a ON t (a) WHERE b = 1;
CREATE UNIQUE INDEX good_unique_b ON t (b);
CREATE INDEX covered_b ON t (b);
CREATE INDEX good_c ON t (c, id);
CREATE INDEX good_c_pattern ON t (c text_pattern_ops);
CREATE INDEX good_c_collation ON t (c COLLATE "POSIX");
CREATE INDEX good_expression ON t (lower(c), d);
CREATE INDEX covered_expression ON t (lower(c));
CREATE INDEX good_included ON t (d) INCLUDE (a);
CREATE INDEX covered_included ON t (d);
CREATE INDEX good_brin ON t USING brin (a);
ALTER TABLE t ADD CONSTRAINT same_constraint UNIQUE (b);
CREATE TABLE ref (b integer CONSTRAINT good_ref REFERENCES t (b));
SELECT rule, object, evidence->>'kept' AS kept, evidence->>'kept_because' AS because, fix_kind, fix FROM copilot.lint(ARRAY['lint_idx'])
WHERE rule IN ('index_duplicate', 'index_redundant_prefix') ORDER BY rule COLLATE "C", object COLLATE "C";
SELECT undo FROM copilot.lint(ARRAY['lint_idx']) WHERE object = 'lint_idx.same_filled';

-- What identifies is never to be dropped.
CREATE TABLE told (a integer NOT NULL, b integer);
CREATE UNIQUE INDEX good_identity ON told (a);
ALTER TABLE told REPLICA IDENTITY USING INDEX good_identity;
CREATE INDEX good_clustered ON told (b);
CREATE INDEX good_wider ON told (b, a);
ALTER TABLE told CLUSTER ON good_clustered;
CREATE INDEX same_as_clustered ON told (b);
SELECT rule, object, evidence->>'kept_because' AS because FROM copilot.lint(ARRAY['lint_idx'])
WHERE rule IN ('index_duplicate', 'index_redundant_prefix') AND evidence->>'table' = 'lint_idx.told' ORDER BY object COLLATE "C";

-- Columns and shapes.
CREATE TABLE kinds (
  id bigint PRIMARY KEY, flag boolean NOT NULL, tags text[] NOT NULL, doc jsonb NOT NULL, at timestamptz NOT NULL,
  n integer, a integer NOT NULL, b integer NOT NULL, c integer NOT NULL, d integer NOT NULL, e integer NOT NULL, deleted_at timestamptz
);
CREATE INDEX flag_alone ON kinds (flag);
CREATE INDEX flag_first ON kinds (flag, a);
CREATE INDEX good_flag ON kinds (a) WHERE flag;
CREATE INDEX good_flag_last ON kinds (b, flag);
CREATE INDEX array_tree ON kinds (tags);
CREATE INDEX good_array ON kinds USING gin (tags);
CREATE INDEX document_tree ON kinds (a, doc);
CREATE INDEX good_document ON kinds USING gin (doc);
CREATE INDEX good_path ON kinds ((doc ->> 'name'));
CREATE INDEX time_first ON kinds (at, a);
CREATE INDEX good_time_last ON kinds (c, at);
CREATE INDEX good_pages ON kinds (at, id);
CREATE INDEX holds_nulls ON kinds (n);
CREATE INDEX good_no_nulls ON kinds (n) WHERE n IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX needless_predicate ON kinds (b) WHERE a IS NOT NULL;
CREATE INDEX half_needless ON kinds (d) WHERE ((a IS NOT NULL) AND (n > 3));
CREATE INDEX good_predicate ON kinds (e) WHERE a IS NOT NULL OR n > 3;
CREATE INDEX four_keys ON kinds (a, b, c, d);
CREATE UNIQUE INDEX good_four ON kinds (a, b, c, d);
CREATE UNIQUE INDEX six_keys ON kinds (a, b, c, d, e, id);
CREATE INDEX twice ON kinds (e, e);
CREATE INDEX good_twice ON kinds (e, b) INCLUDE (c);
SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_idx'])
WHERE rule IN ('index_on_boolean', 'index_btree_on_array', 'index_btree_on_jsonb', 'index_timestamp_not_last', 'index_nullable_without_predicate',
  'index_unnecessary_predicate', 'index_too_many_columns', 'index_duplicate_column') AND evidence->>'table' = 'lint_idx.kinds'
ORDER BY rule COLLATE "C", object COLLATE "C";
SELECT count(*) > 0 AS soft, bool_and(object NOT LIKE '%good_no_nulls') AS right FROM copilot.lint(ARRAY['lint_idx']) WHERE rule = 'index_soft_delete_missing';
SELECT fix FROM copilot.lint(ARRAY['lint_idx']) WHERE rule = 'index_unnecessary_predicate' ORDER BY object COLLATE "C";
-- In a script.
SELECT rule, object, severity, evidence->>'line' AS line FROM copilot.lint_sql($$
CREATE TABLE lint_idx.made (a integer, b integer, c boolean);
CREATE INDEX made_a ON lint_idx.made (a);
CREATE INDEX made_a_b ON lint_idx.made (a, b);
CREATE INDEX t_a_b_again ON lint_idx.t (a, b);
CREATE INDEX made_c ON lint_idx.made (c);
CREATE TABLE failing (a integer, PRIMARY KEY (a, a));
CREATE INDEX t_b_a_c ON lint_idx.t (b, a, c);
$$) WHERE rule IN ('index_duplicate', 'index_redundant_prefix', 'index_on_boolean', 'index_duplicate_column') ORDER BY rule COLLATE "C", object COLLATE "C";

-- Partitions.
CREATE TABLE good_range (at date NOT NULL, n bigint) PARTITION BY RANGE (at);
CREATE TABLE good_range_1 PARTITION OF good_range FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE good_range_2 PARTITION OF good_range FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
CREATE TABLE good_hash (n bigint) PARTITION BY HASH (n);
CREATE TABLE good_hash_1 PARTITION OF good_hash FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TABLE gap (n bigint) PARTITION BY RANGE (n);
CREATE TABLE gap_1 PARTITION OF gap FOR VALUES FROM (-10) TO (10);
CREATE TABLE gap_2 PARTITION OF gap FOR VALUES FROM (20) TO (30);
CREATE TABLE gap_3 PARTITION OF gap FOR VALUES FROM (30) TO (40);
CREATE TABLE passed (at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE passed_1 PARTITION OF passed FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
CREATE TABLE passed_2 PARTITION OF passed FOR VALUES FROM ('2020-02-01') TO ('2020-03-01');
CREATE TABLE passed_default (at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE passed_default_1 PARTITION OF passed_default FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
CREATE TABLE passed_default_rest PARTITION OF passed_default DEFAULT;
INSERT INTO passed_default VALUES ('2021-01-01');
CREATE TABLE good_default (n bigint) PARTITION BY RANGE (n);
CREATE TABLE good_default_rest PARTITION OF good_default DEFAULT;
CREATE TABLE childless (n bigint) PARTITION BY RANGE (n);
CREATE TABLE nested (n bigint, m bigint) PARTITION BY RANGE (n);
CREATE TABLE nested_1 PARTITION OF nested FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (m);
ANALYZE passed_default_rest, good_default_rest;
CREATE INDEX half ON ONLY gap (n);
CREATE INDEX gap_1_n ON gap_1 (n);
ALTER INDEX half ATTACH PARTITION gap_1_n;
CREATE INDEX good_whole ON passed (at);
CREATE TABLE keys (n bigint NOT NULL) PARTITION BY RANGE (n);
CREATE TABLE keys_1 PARTITION OF keys (PRIMARY KEY (n)) FOR VALUES FROM (0) TO (10);
CREATE TABLE keys_2 PARTITION OF keys (PRIMARY KEY (n)) FOR VALUES FROM (10) TO (20);
CREATE TABLE keys_3 PARTITION OF keys FOR VALUES FROM (20) TO (30);
SELECT rule, object, severity, title FROM copilot.lint(ARRAY['lint_idx'])
WHERE rule LIKE 'partition%' ORDER BY rule COLLATE "C", object COLLATE "C";
SELECT fix FROM copilot.lint(ARRAY['lint_idx']) WHERE rule = 'partition_index_unattached' AND object = 'lint_idx.half';

-- Publications.
CREATE TABLE good_published (id bigint PRIMARY KEY);
CREATE TABLE good_full (id bigint);
ALTER TABLE good_full REPLICA IDENTITY FULL;
CREATE TABLE good_by_index (id bigint NOT NULL UNIQUE);
ALTER TABLE good_by_index REPLICA IDENTITY USING INDEX good_by_index_id_key;
CREATE TABLE good_inserts (id bigint);
CREATE TABLE keyless (id bigint);
CREATE TABLE nothing (id bigint PRIMARY KEY);
ALTER TABLE nothing REPLICA IDENTITY NOTHING;
CREATE TABLE could (id bigint NOT NULL UNIQUE);
CREATE TABLE lost (id bigint NOT NULL UNIQUE);
ALTER TABLE lost REPLICA IDENTITY USING INDEX lost_id_key;
ALTER TABLE lost DROP CONSTRAINT lost_id_key;
CREATE TABLE pub_parts (n bigint) PARTITION BY RANGE (n);
CREATE TABLE pub_parts_1 PARTITION OF pub_parts FOR VALUES FROM (0) TO (10);
CREATE TABLE pub_parts_2 PARTITION OF pub_parts FOR VALUES FROM (10) TO (20);
ALTER TABLE pub_parts_1 REPLICA IDENTITY FULL;
CREATE PUBLICATION lint_idx_all FOR TABLE good_published, good_full, good_by_index, keyless, nothing, could, lost, pub_parts;
CREATE PUBLICATION lint_idx_inserts FOR TABLE good_inserts WITH (publish = 'insert');
SELECT rule, object, severity, fix, undo FROM copilot.lint(ARRAY['lint_idx'])
WHERE rule = 'publication_table_without_identity' ORDER BY object COLLATE "C";

-- Materialized views; empty tables.
CREATE MATERIALIZED VIEW good_view AS SELECT 1 AS id;
CREATE UNIQUE INDEX ON good_view (id);
CREATE MATERIALIZED VIEW keyless_view AS SELECT 1 AS id;
CREATE UNIQUE INDEX ON keyless_view (id) WHERE id > 0;
CREATE INDEX ON keyless_view (id);
SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_idx']) WHERE rule = 'matview_without_unique_index';
CREATE TABLE good_filled (id bigint);
INSERT INTO good_filled VALUES (1);
ANALYZE good_filled, keyless;
SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_idx']) WHERE rule = 'table_empty' AND object IN ('lint_idx.keyless', 'lint_idx.good_filled', 'lint_idx.gap', 'lint_idx.passed_default')
ORDER BY object COLLATE "C";

-- Counters of a week are needed for the rest.
SELECT rule, status FROM copilot.checks() WHERE rule IN ('table_never_read', 'table_missing_index_by_stats') ORDER BY rule COLLATE "C";
ROLLBACK;
