-- The schema of a database as data.
-- Words: a schema source is 'current', a server, '/DATABASE', a connection string, 'version:LABEL', or the text of a schema_export.
-- No password is in it, and no row of any table.
CREATE OR REPLACE FUNCTION copilot.schema_export(source text DEFAULT 'current') RETURNS jsonb
LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_schema_export';
COMMENT ON FUNCTION copilot.schema_export(text) IS
'The whole schema of a database, with sizes and its date, to be judged or compared where the database cannot be reached. Holds no password and no data.';

CREATE OR REPLACE FUNCTION copilot.schema_diff(source text, target text, schemas text[] DEFAULT NULL)
RETURNS SETOF copilot.schema_diff_row LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_schema_diff';
COMMENT ON FUNCTION copilot.schema_diff(text, text, text[]) IS
'What would make source look like target, a row a step, in an order that can be run; no rows when they are equal. Nothing is run.';

CREATE OR REPLACE FUNCTION copilot.schema_migration(source text, target text, schemas text[] DEFAULT NULL, online boolean DEFAULT true, data_loss text DEFAULT 'comment')
RETURNS text LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_schema_migration';
COMMENT ON FUNCTION copilot.schema_migration(text, text, text[], boolean, text) IS
'The script for psql that makes source look like target; its first line says which would change. online: without long locks where that can be done; data_loss: steps that can lose data are commented out (comment), written (include), or an error';

CREATE OR REPLACE FUNCTION copilot._check_schema_label(label text)
RETURNS text LANGUAGE C IMMUTABLE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_check_schema_label';
COMMENT ON FUNCTION copilot._check_schema_label(text) IS 'internal: the label as it is, unless it is none';

-- The schema is read with the caller's rights, and only stored with the owner's.
CREATE OR REPLACE FUNCTION copilot._store_schema(label text, export jsonb)
RETURNS void LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
BEGIN ATOMIC
  INSERT INTO copilot.history_schemas AS s (label, database, server_version, taken_at, export)
  VALUES (copilot._check_schema_label(_store_schema.label), _store_schema.export ->> 'database',
          (_store_schema.export ->> 'server_version')::integer, (_store_schema.export ->> 'taken_at')::timestamptz, _store_schema.export)
  ON CONFLICT ON CONSTRAINT history_schemas_pkey DO UPDATE
    SET database = excluded.database, server_version = excluded.server_version, taken_at = excluded.taken_at,
        export = excluded.export, by_role = excluded.by_role, saved_at = excluded.saved_at;
END;
COMMENT ON FUNCTION copilot._store_schema(text, jsonb) IS 'internal: keeps an export under a label';

CREATE OR REPLACE FUNCTION copilot.schema_save(label text, source text DEFAULT 'current')
RETURNS void LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
  SELECT copilot._store_schema(copilot._check_schema_label(schema_save.label), copilot.schema_export(schema_save.source));
END;
COMMENT ON FUNCTION copilot.schema_save(text, text) IS
'Keeps the schema as it is now under a label, to be compared later as version:LABEL; one that is there is written anew. For copilot_operator';

CREATE OR REPLACE VIEW copilot.schema_versions AS
SELECT s.label, s.database, s.server_version, s.taken_at, s.saved_at, s.by_role, pg_catalog.pg_column_size(s.export)::bigint AS size_bytes
FROM copilot.history_schemas AS s;
COMMENT ON VIEW copilot.schema_versions IS 'saved versions of schemas: see copilot.schema_save';
COMMENT ON COLUMN copilot.schema_versions.label IS 'its name: version:LABEL is a schema source';
COMMENT ON COLUMN copilot.schema_versions.database IS 'the database it was read from';
COMMENT ON COLUMN copilot.schema_versions.server_version IS 'the version of its server, as server_version_num';
COMMENT ON COLUMN copilot.schema_versions.taken_at IS 'when the schema was like that';
COMMENT ON COLUMN copilot.schema_versions.saved_at IS 'when it was saved';
COMMENT ON COLUMN copilot.schema_versions.by_role IS 'the role that logged in and saved it';
COMMENT ON COLUMN copilot.schema_versions.size_bytes IS 'bytes it takes here, compressed';
