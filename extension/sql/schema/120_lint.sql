-- What a site decides about lint: which rules are on, with what parameters, and rules of its own.
-- Words: see docs/lint.md. What a row leaves out is the rule's own.
-- Only the extension's owner writes here, until it grants that to others.
CREATE FUNCTION copilot._check_rule_setting(rule text, parameters jsonb, severity text)
RETURNS boolean LANGUAGE C IMMUTABLE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'copilot_check_rule_setting';
COMMENT ON FUNCTION copilot._check_rule_setting(text, jsonb, text) IS 'internal: refuses a rule, a parameter or a severity that does not exist';

CREATE TABLE copilot.rule_settings (
  rule text PRIMARY KEY,
  enabled boolean,
  parameters jsonb NOT NULL DEFAULT '{}',
  severity text,
  CONSTRAINT rule_settings_check CHECK (copilot._check_rule_setting(rule, parameters, severity))
);
COMMENT ON TABLE copilot.rule_settings IS 'switches and parameters of the rules of lint and lint_sql';
COMMENT ON COLUMN copilot.rule_settings.rule IS 'the rule, as in copilot.rules';
COMMENT ON COLUMN copilot.rule_settings.enabled IS 'whether it judges; null: as it comes';
COMMENT ON COLUMN copilot.rule_settings.parameters IS 'an object of those parameters that are not to be as they come; docs/findings.md names them';
COMMENT ON COLUMN copilot.rule_settings.severity IS 'critical, warning or notice for all its findings; null: as it judges';

CREATE TABLE copilot.custom_rules (
  rule text PRIMARY KEY CHECK (rule ~ '^[a-z][a-z0-9_]{0,62}$'),
  function text NOT NULL CHECK (btrim(function) <> ''),
  severity text NOT NULL DEFAULT 'warning' CHECK (severity IN ('critical', 'warning', 'notice')),
  title text NOT NULL CHECK (btrim(title) <> ''),
  why text NOT NULL DEFAULT '',
  enabled boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE copilot.custom_rules IS 'rules of a site for lint, each a function';
COMMENT ON COLUMN copilot.custom_rules.rule IS 'its name, unlike that of any rule of copilot';
COMMENT ON COLUMN copilot.custom_rules.function IS 'schema.name of a function without arguments that is SECURITY DEFINER, so that it runs as its owner, and returns a row a finding, with any of the columns object_type, object, title, detail, fix, undo, severity';
COMMENT ON COLUMN copilot.custom_rules.severity IS 'critical, warning or notice, where its rows do not say';
COMMENT ON COLUMN copilot.custom_rules.title IS 'what it looks for';
COMMENT ON COLUMN copilot.custom_rules.why IS 'why that matters';
COMMENT ON COLUMN copilot.custom_rules.enabled IS 'whether it judges';

-- What users decided goes into their dumps.
SELECT pg_catalog.pg_extension_config_dump('copilot.rule_settings', '');
SELECT pg_catalog.pg_extension_config_dump('copilot.custom_rules', '');
