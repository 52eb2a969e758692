-- What judges: findings, checks, health, the rules, and suppression.
-- Words: see docs/findings.md. Every function reads with the caller's own rights, but the two that suppress.
-- Nothing here changes anything but copilot's own table.
CREATE OR REPLACE FUNCTION copilot.findings(categories text[] DEFAULT NULL, min_severity text DEFAULT 'notice', object text DEFAULT NULL, server text DEFAULT NULL)
RETURNS SETOF copilot.finding LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_findings';
COMMENT ON FUNCTION copilot.findings(text[], text, text, text) IS 'what is wrong, worst first: of these categories (null: all), at least this severe (unknown always shows), about this object or table';

CREATE OR REPLACE FUNCTION copilot.unused_indexes(server text DEFAULT NULL)
RETURNS SETOF copilot.finding LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_rule_findings';
COMMENT ON FUNCTION copilot.unused_indexes(text) IS 'indexes that no query has used for 35 days and that may be dropped; unknown where that cannot be told';

CREATE OR REPLACE FUNCTION copilot.checks(category text DEFAULT NULL, server text DEFAULT NULL)
RETURNS SETOF copilot.checks_row LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_checks';
COMMENT ON FUNCTION copilot.checks(text, text) IS 'every rule once, also those that found nothing or could not judge, and why';

CREATE OR REPLACE FUNCTION copilot.health(server text DEFAULT NULL)
RETURNS SETOF copilot.health_row LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_health';
COMMENT ON FUNCTION copilot.health(text) IS 'a line an area, overall first, which also says which databases were not looked into';

CREATE OR REPLACE FUNCTION copilot._rules()
RETURNS SETOF copilot.rules_row LANGUAGE C STABLE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_rules';
COMMENT ON FUNCTION copilot._rules() IS 'internal: the rows of copilot.rules';

CREATE OR REPLACE VIEW copilot.rules AS SELECT * FROM copilot._rules();
COMMENT ON VIEW copilot.rules IS 'what is judged, why, and what is done about it';

CREATE OR REPLACE FUNCTION copilot._check_suppression(rule text, reason text, object text, ends_later boolean)
RETURNS void LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_check_suppression';
COMMENT ON FUNCTION copilot._check_suppression(text, text, text, boolean) IS 'internal: refuses a suppression of no rule, without a reason, or that has ended already';

CREATE OR REPLACE FUNCTION copilot._check_unsuppressed(rule text, object text, removed bigint)
RETURNS void LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_check_unsuppressed';
COMMENT ON FUNCTION copilot._check_unsuppressed(text, text, bigint) IS 'internal: refuses to take back a suppression that is not there';

-- Security definer: an operator may write this table by these two functions only, so that by_role is true.
CREATE OR REPLACE FUNCTION copilot.suppress(rule text, reason text, object text DEFAULT '*', until timestamptz DEFAULT NULL)
RETURNS void LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
BEGIN ATOMIC
  SELECT copilot._check_suppression(suppress.rule, suppress.reason, suppress.object,
                                    suppress.until IS NULL OR suppress.until > pg_catalog.clock_timestamp());
  INSERT INTO copilot.suppressions AS s (rule, object, reason, until)
  VALUES (suppress.rule, suppress.object, suppress.reason, suppress.until)
  ON CONFLICT ON CONSTRAINT suppressions_pkey DO UPDATE
    SET reason = excluded.reason, until = excluded.until, by_role = excluded.by_role, at = excluded.at;
END;
COMMENT ON FUNCTION copilot.suppress(text, text, text, timestamptz) IS 'leaves out the findings of a rule, for one object or for all (*), until a time (null: for ever); critical ones still show, marked. For copilot_operator';

CREATE OR REPLACE FUNCTION copilot.unsuppress(rule text, object text DEFAULT '*')
RETURNS void LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
BEGIN ATOMIC
  WITH gone AS (
    DELETE FROM copilot.suppressions AS s
    WHERE s.rule = unsuppress.rule AND s.object = unsuppress.object
    RETURNING 1)
  SELECT copilot._check_unsuppressed(unsuppress.rule, unsuppress.object, (SELECT pg_catalog.count(*) FROM gone));
END;
COMMENT ON FUNCTION copilot.unsuppress(text, text) IS 'takes a suppression back. For copilot_operator';
