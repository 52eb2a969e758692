-- History: what the passes of the worker remember, and what it is about.
-- Words: a chunk is what changed in one stretch of time, encoded; a level is how coarse: 0 a pass, 1 five minutes, 2 an hour,
-- 3 a day; scope and object are the key of what was sampled (see extension/collect/collector.hpp).
-- Nothing here is granted to anybody, nor part of a dump: read it with copilot's functions.
CREATE TABLE copilot.history_chunks (
  collector text NOT NULL,
  level smallint NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  objects integer NOT NULL,
  resets integer NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (collector, level, to_at)
);
COMMENT ON TABLE copilot.history_chunks IS 'what changed, a row for each collector and stretch of time';
COMMENT ON COLUMN copilot.history_chunks.from_at IS 'the time of the pass before: chunks without a gap touch';
COMMENT ON COLUMN copilot.history_chunks.resets IS 'how many objects had their counters reset meanwhile';

CREATE TABLE copilot.history_relations (
  database oid NOT NULL,
  relation oid NOT NULL,
  name text NOT NULL,
  kind "char" NOT NULL,
  table_oid oid,
  parent_oid oid,
  tablespace oid NOT NULL,
  filenode oid NOT NULL,
  is_unique boolean NOT NULL,
  is_system boolean NOT NULL,
  seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  PRIMARY KEY (database, relation)
);
CREATE INDEX ON copilot.history_relations (seen_at);
COMMENT ON TABLE copilot.history_relations IS 'relations of all databases, also those that are gone';
COMMENT ON COLUMN copilot.history_relations.name IS 'schema-qualified, quoted as SQL needs';
COMMENT ON COLUMN copilot.history_relations.table_oid IS 'of an index or a TOAST table: its table';
COMMENT ON COLUMN copilot.history_relations.parent_oid IS 'of a partition: the topmost table';

CREATE TABLE copilot.history_statements (
  database oid NOT NULL,
  statement bigint NOT NULL,
  queryid bigint NOT NULL,
  role oid NOT NULL,
  toplevel boolean NOT NULL,
  query text,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (database, statement)
);
COMMENT ON TABLE copilot.history_statements IS 'statements that were sampled, constants masked';

CREATE TABLE copilot.history_objects (
  collector text NOT NULL,
  scope bigint NOT NULL,
  object bigint NOT NULL,
  name text NOT NULL,
  detail jsonb,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (collector, scope, object)
);
COMMENT ON TABLE copilot.history_objects IS 'the names of all other objects that were sampled';

CREATE TABLE copilot.history_changes (
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('config', 'ddl', 'role', 'extension', 'restart', 'upgrade', 'mark')),
  database name,
  object text NOT NULL,
  action text NOT NULL,
  before text,
  after text,
  by_role text,
  application text,
  client text,
  certain boolean NOT NULL,
  pieces integer NOT NULL DEFAULT 1,
  as_role text,
  until_at timestamptz NOT NULL DEFAULT now(),
  run text,
  stored_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON copilot.history_changes (at);
COMMENT ON TABLE copilot.history_changes IS 'what changed, when and by whom, as far as known; see copilot.changes';
COMMENT ON COLUMN copilot.history_changes.until_at IS 'of the last of its pieces';
COMMENT ON COLUMN copilot.history_changes.stored_at IS 'the time of the pass that stored it';
COMMENT ON COLUMN copilot.history_changes.run IS 'the changes of one session that followed each other closely';

CREATE TABLE copilot.history_facts (
  kind text NOT NULL,
  scope text NOT NULL,
  object text NOT NULL,
  value text,
  since timestamptz NOT NULL,
  PRIMARY KEY (kind, scope, object)
);
COMMENT ON TABLE copilot.history_facts IS 'how things were when last looked at, to find changes that nobody told of';
