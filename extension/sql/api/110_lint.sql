-- Lint: violations of best practice in a schema, and in a script before it runs.
-- Words: see docs/lint.md. Both read with the caller's own rights; nothing of a script is executed.
-- Nothing here changes anything.
CREATE OR REPLACE FUNCTION copilot.lint(schemas text[] DEFAULT NULL, server text DEFAULT NULL)
RETURNS SETOF copilot.finding LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_lint';
COMMENT ON FUNCTION copilot.lint(text[], text) IS 'violations of best practice in these schemas (null: all but the system''s), worst first; extension members are left out, partitions are judged once at their topmost table';

CREATE OR REPLACE FUNCTION copilot.lint_sql(ddl text, against text DEFAULT NULL, in_transaction boolean DEFAULT false, server text DEFAULT NULL)
RETURNS SETOF copilot.finding LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_lint_sql';
COMMENT ON FUNCTION copilot.lint_sql(text, text, boolean, text) IS 'what a script would do to this schema (or to that of against: a server, a conninfo, the text of a schema_export), statement by statement, without executing it; evidence says statement, line, lock, what waits, rewrite and duration';
