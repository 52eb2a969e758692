-- The foreign-data wrapper: servers that copilot watches are standard SQL objects.
-- Words: a server says where it is, a user mapping holds the caller's credentials there.
-- There must be no handler: nobody reads a table through this wrapper.
CREATE FUNCTION copilot.copilot_fdw_validator(options text[], catalog oid)
RETURNS void LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_fdw_validator';
COMMENT ON FUNCTION copilot.copilot_fdw_validator(text[], oid) IS 'checks the options of servers and user mappings of the wrapper copilot';
CREATE FOREIGN DATA WRAPPER copilot NO HANDLER VALIDATOR copilot.copilot_fdw_validator;
COMMENT ON FOREIGN DATA WRAPPER copilot IS 'servers that copilot reports on: CREATE SERVER name FOREIGN DATA WRAPPER copilot OPTIONS (host ..., dbname ...)';
