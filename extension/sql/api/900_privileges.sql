-- Who may use what: by the rule that what uses only the caller's own rights is for everybody.
-- Words: a function that reads past the ACLs checks the right itself, in C++.
-- Nothing may be granted here that lends a right of the owner; history is read by such functions only.
GRANT USAGE ON SCHEMA copilot TO PUBLIC;
DO LANGUAGE plpgsql $$
DECLARE
  each regclass;
BEGIN
  FOR each IN SELECT oid FROM pg_catalog.pg_class
              WHERE relnamespace = 'copilot'::pg_catalog.regnamespace AND relkind IN ('r', 'v')
                AND NOT (relkind = 'r' AND relname LIKE 'history\_%') LOOP
    EXECUTE pg_catalog.format('GRANT SELECT ON TABLE %s TO PUBLIC', each);
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION copilot.suppress(text, text, text, timestamptz), copilot.unsuppress(text, text),
  copilot.mark(text, timestamptz), copilot.collect_now(), copilot.worker_enable(),
  copilot.schema_save(text, text), copilot._store_schema(text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION copilot.suppress(text, text, text, timestamptz), copilot.unsuppress(text, text),
  copilot.mark(text, timestamptz), copilot.collect_now(), copilot.worker_enable(),
  copilot.schema_save(text, text), copilot._store_schema(text, jsonb) TO copilot_operator;
GRANT SELECT ON TABLE copilot.history_schemas TO copilot_operator, pg_monitor;
GRANT EXECUTE ON FUNCTION copilot.collect_now() TO pg_monitor;
