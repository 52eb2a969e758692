-- The schema of a database as data.
-- Words: a schema source is 'current', a server, '/DATABASE', a connection string, or the text of a schema_export.
-- No password is in it, and no row of any table.
CREATE OR REPLACE FUNCTION copilot.schema_export(source text DEFAULT 'current') RETURNS jsonb
LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_schema_export';
COMMENT ON FUNCTION copilot.schema_export(text) IS
'The whole schema of a database, with sizes and its date, to be judged or compared where the database cannot be reached. Holds no password and no data.';
