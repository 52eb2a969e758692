-- The largest tables of this database, as the report table_sizes reads them from the catalogs and the files.
-- Words: a row is a table or a partition tree; with max_rows null two rows more make up the whole database.
-- It must stay behind the report: its columns may change with any version.
CREATE OR REPLACE FUNCTION copilot._table_sizes(max_rows integer, fold_partitions boolean,
  OUT table_name text, OUT partitions integer, OUT table_bytes bigint, OUT index_bytes bigint,
  OUT toast_bytes bigint, OUT rows_estimate bigint, OUT exact boolean)
RETURNS SETOF record LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 50
AS 'MODULE_PATHNAME', 'copilot_table_sizes';
COMMENT ON FUNCTION copilot._table_sizes(integer, boolean) IS
  'internal: tables with the bytes of their files, without locking any of them';
