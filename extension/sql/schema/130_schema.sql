-- Saved versions of schemas, and what a comparison gives.
-- Words: see sql/api/450_schema.sql. An export is what copilot.schema_export returned.
-- Only copilot.schema_save and the worker write here; not everybody may read it: it may be of a server that they cannot reach.
CREATE TABLE copilot.history_schemas (
  label text PRIMARY KEY,
  database text NOT NULL,
  server_version integer NOT NULL,
  taken_at timestamptz NOT NULL,
  export jsonb NOT NULL,
  by_role name NOT NULL DEFAULT session_user,
  saved_at timestamptz NOT NULL DEFAULT now(),
  checked_at timestamptz
);
COMMENT ON TABLE copilot.history_schemas IS 'what copilot.schema_save kept: see copilot.schema_versions';
COMMENT ON COLUMN copilot.history_schemas.label IS 'its name';
COMMENT ON COLUMN copilot.history_schemas.database IS 'the database it was read from';
COMMENT ON COLUMN copilot.history_schemas.server_version IS 'the version of its server, as server_version_num';
COMMENT ON COLUMN copilot.history_schemas.taken_at IS 'when the schema was like that';
COMMENT ON COLUMN copilot.history_schemas.export IS 'what copilot.schema_export returned';
COMMENT ON COLUMN copilot.history_schemas.by_role IS 'the role that logged in and saved it';
COMMENT ON COLUMN copilot.history_schemas.saved_at IS 'when it was saved';
COMMENT ON COLUMN copilot.history_schemas.checked_at IS 'of one that the worker saved: when the schema was last found to be like that';

CREATE TYPE copilot.schema_diff_row AS (
  object_type text,
  object text,
  change text,
  detail text,
  sql text,
  lock_level text,
  rewrites boolean,
  hazard text
);
COMMENT ON TYPE copilot.schema_diff_row IS 'one step of what would make one schema look like another';
COMMENT ON COLUMN copilot.schema_diff_row.object_type IS 'the kind of object: table, column, index, ...';
COMMENT ON COLUMN copilot.schema_diff_row.object IS 'its name, qualified and quoted as SQL needs';
COMMENT ON COLUMN copilot.schema_diff_row.change IS 'add, drop, alter or rename';
COMMENT ON COLUMN copilot.schema_diff_row.detail IS 'what of it differs, and what a reader should know';
COMMENT ON COLUMN copilot.schema_diff_row.sql IS 'the statement, without its semicolon';
COMMENT ON COLUMN copilot.schema_diff_row.lock_level IS 'the strongest lock it takes on a table; null: none';
COMMENT ON COLUMN copilot.schema_diff_row.rewrites IS 'whether it rewrites the table';
COMMENT ON COLUMN copilot.schema_diff_row.hazard IS 'data_loss, rewrite, exclusive_lock, non_transactional, privilege_change, index_build, index_dropped, correctness, extension_update, untracked_dependencies: those that apply; null: none';
