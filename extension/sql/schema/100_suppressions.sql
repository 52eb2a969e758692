-- Suppressions: findings that somebody decided to live with, why, and until when.
-- Words: a suppression is of a rule for one object, or for all of them ('*').
-- Only copilot.suppress and copilot.unsuppress write here: who suppressed what must be true.
CREATE TABLE copilot.suppressions (
  rule text NOT NULL,
  object text NOT NULL DEFAULT '*' CHECK (object <> ''),
  reason text NOT NULL CHECK (btrim(reason) <> ''),
  until timestamptz,
  by_role name NOT NULL DEFAULT session_user,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rule, object)
);
COMMENT ON TABLE copilot.suppressions IS 'findings that are left out, unless they are critical: see copilot.suppress';
COMMENT ON COLUMN copilot.suppressions.rule IS 'the rule, as in copilot.rules';
COMMENT ON COLUMN copilot.suppressions.object IS 'the object of the finding; * is every object of the rule';
COMMENT ON COLUMN copilot.suppressions.reason IS 'why it may be left alone';
COMMENT ON COLUMN copilot.suppressions.until IS 'when it counts again; null is never';
COMMENT ON COLUMN copilot.suppressions.by_role IS 'the role that logged in and suppressed it';
COMMENT ON COLUMN copilot.suppressions.at IS 'when it was suppressed';

-- What users decided goes into their dumps; everybody may read it, or a plain owner's pg_dump would fail.
SELECT pg_catalog.pg_extension_config_dump('copilot.suppressions', '');

-- The role that may suppress. Roles belong to the cluster: it may be there from another database.
DO LANGUAGE plpgsql $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'copilot_operator') THEN
    CREATE ROLE copilot_operator NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  -- Made at this moment from another database.
  NULL;
END
$$;
