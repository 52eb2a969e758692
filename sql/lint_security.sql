-- The rules about who may reach what: schemas, grants, row security, views, functions, triggers.
-- Words: good_ and safe_ must not be told, the others must.
-- What a server cannot show here (extensions that are outdated, dropped roles) is not in it.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE ROLE regress_lint_owner LOGIN;
CREATE ROLE regress_lint_app LOGIN;
CREATE SCHEMA lint_sec;
GRANT USAGE ON SCHEMA lint_sec TO PUBLIC;
CREATE SCHEMA lint_open;
GRANT CREATE, USAGE ON SCHEMA lint_open TO PUBLIC;
SET search_path = lint_sec;

-- Grants.
CREATE TABLE to_public (id bigint PRIMARY KEY, password_hash text, password_changed_at timestamptz);
GRANT SELECT ON to_public TO PUBLIC;
CREATE TABLE column_to_public (id bigint PRIMARY KEY, note text);
GRANT SELECT (note) ON column_to_public TO PUBLIC;
CREATE TABLE all_granted (id bigint PRIMARY KEY);
GRANT ALL ON all_granted TO regress_lint_app;
CREATE TABLE good_granted (id bigint PRIMARY KEY);
GRANT SELECT, INSERT, UPDATE, DELETE ON good_granted TO regress_lint_app;

-- Row security.
CREATE TABLE guarded (id bigint PRIMARY KEY, owner_name text, tenant int);
ALTER TABLE guarded OWNER TO regress_lint_owner;
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY guarded_read ON guarded FOR SELECT USING (owner_name = current_setting('app.user'));
CREATE POLICY guarded_write ON guarded FOR UPDATE USING (true);
CREATE POLICY guarded_admin ON guarded TO regress_lint_owner USING (true);
CREATE POLICY good_wrapped ON guarded FOR DELETE USING (tenant = (SELECT current_setting('app.tenant')::int));
CREATE INDEX ON guarded (tenant);
CREATE TABLE policy_off (id bigint PRIMARY KEY);
CREATE POLICY sleeping ON policy_off USING (id > 0);
CREATE TABLE no_policy (id bigint PRIMARY KEY);
ALTER TABLE no_policy ENABLE ROW LEVEL SECURITY;

-- Views.
CREATE VIEW past AS SELECT * FROM guarded;
GRANT SELECT ON past TO regress_lint_app;
CREATE VIEW good_invoker WITH (security_invoker = true) AS SELECT * FROM guarded;
GRANT SELECT ON good_invoker TO regress_lint_app;
CREATE VIEW good_private AS SELECT * FROM guarded;
CREATE VIEW over_invoker AS SELECT id FROM good_invoker;
GRANT SELECT ON over_invoker TO regress_lint_app;
CREATE MATERIALIZED VIEW stored AS SELECT id FROM past WITH NO DATA;
GRANT SELECT ON stored TO regress_lint_app;

-- Functions.
CREATE FUNCTION helper() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION definer() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN helper() FROM to_public; END $$;
CREATE FUNCTION good_definer() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, lint_sec, pg_temp AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION good_definer() FROM PUBLIC;
CREATE FUNCTION open_path() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = lint_open, pg_temp AS 'SELECT 1';
CREATE FUNCTION temp_first() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, lint_sec AS 'SELECT 1';
CREATE FUNCTION good_bound() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;
CREATE FUNCTION good_empty() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM lint_sec.guarded LOOP NULL; END LOOP; RETURN NEW; END $$;
CREATE FUNCTION broken() RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN lint_sec.gone() FROM lint_sec.vanished; END $$;
CREATE FUNCTION good_makes() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$ BEGIN CREATE TABLE lint_sec.made_then (a int); INSERT INTO lint_sec.made_then (a) VALUES (extract(epoch FROM now())); END $$;
CREATE FUNCTION dice(int) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS 'SELECT $1 + (random() * 6)::int';
CREATE FUNCTION good_square(int) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT $1 * $1 /* random() */ $$;
CREATE INDEX dice_index ON all_granted (dice(id::int));

-- Triggers and rules.
CREATE TRIGGER one BEFORE INSERT ON all_granted FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER two BEFORE INSERT ON good_granted FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE RULE nothing AS ON DELETE TO good_granted DO INSTEAD NOTHING;

INSERT INTO copilot.rule_settings (rule, enabled) VALUES ('trigger_function_shared', true),
  ('trigger_row_loop_without_where', true), ('schema_default_privileges_missing', true);
RESET search_path;
SELECT rule, object, severity FROM copilot.lint(ARRAY['lint_sec', 'lint_open'])
WHERE rule ~ '^(schema_(public|mixed|default|owner)|object_owner|grant_|rls_|view_sec|matview_by|foreign_table_by|function_(search|unq|body|mis)|secdef|trigger_(func|row)|rule_used|sensitive|foreign_server)'
ORDER BY 1, 2;

-- Fixes run, and mend what they are for.
SELECT fix FROM copilot.lint(ARRAY['lint_sec', 'lint_open'])
WHERE fix_kind = 'sql' AND rule IN ('rls_policy_per_row_call', 'view_security_definer', 'function_search_path_mutable',
  'function_search_path_insecure', 'secdef_function_public_execute', 'grant_to_public', 'grant_all', 'schema_public_create',
  'rls_not_forced', 'rls_policy_but_disabled') ORDER BY rule, object
\gexec
SELECT rule, object FROM copilot.lint(ARRAY['lint_sec', 'lint_open'])
WHERE rule IN ('rls_policy_per_row_call', 'view_security_definer', 'function_search_path_mutable',
  'function_search_path_insecure', 'secdef_function_public_execute', 'grant_to_public', 'grant_all', 'schema_public_create',
  'rls_not_forced', 'rls_policy_but_disabled') ORDER BY 1, 2;

-- Scripts.
GRANT CREATE ON SCHEMA lint_open TO PUBLIC;
INSERT INTO copilot.rule_settings (rule, enabled) VALUES ('set_role_required', true), ('temp_table_in_migration', true),
  ('object_not_schema_qualified', true);
SELECT rule, object, severity, evidence->>'line' AS line FROM copilot.lint_sql($script$
DROP POLICY guarded_read ON lint_sec.guarded;
BEGIN;
DROP POLICY guarded_write ON lint_sec.guarded;
CREATE POLICY guarded_write ON lint_sec.guarded FOR UPDATE USING (id > 0);
COMMIT;
ALTER TABLE lint_sec.guarded DISABLE ROW LEVEL SECURITY;
GRANT ALL ON lint_sec.guarded TO regress_lint_app;
GRANT SELECT ON lint_sec.guarded TO PUBLIC;
GRANT SELECT ON lint_sec.good_granted TO regress_lint_app;
GRANT pg_read_server_files TO regress_lint_app;
GRANT SELECT ON lint_sec.good_granted TO regress_lint_app WITH GRANT OPTION;
CREATE OR REPLACE FUNCTION lint_open.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION lint_sec.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE IF NOT EXISTS unqualified (id bigint PRIMARY KEY);
SELECT nowhere(), now(), lint_sec.helper();
DO $$ BEGIN PERFORM also_nowhere(); SET search_path = pg_catalog, pg_temp; PERFORM after_path(); END $$;
CREATE AGGREGATE lint_sec.agg (int) (SFUNC = nowhere_added, STYPE = int);
CREATE AGGREGATE lint_sec.good_agg (int) (SFUNC = int4pl, STYPE = int);
CREATE TEMP TABLE scratch (id int);
CREATE ROLE regress_lint_new;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE RULE r AS ON INSERT TO lint_sec.good_granted DO ALSO NOTHING;
ALTER TABLE lint_sec.good_granted REPLICA IDENTITY FULL;
DROP PUBLICATION lint_pub;
CREATE VIEW lint_sec.script_view AS SELECT id FROM lint_sec.no_policy;
SET search_path = lint_sec;
SET LOCAL search_path = pg_catalog, pg_temp;
$script$)
WHERE rule IN ('drop_policy_or_disable_rls', 'grant_widening', 'grant_all', 'grant_to_public', 'create_if_not_exists_hijack',
  'set_search_path_in_migration', 'object_not_schema_qualified', 'set_role_required', 'create_extension_in_migration',
  'create_role_in_migration', 'temp_table_in_migration', 'drop_extension_data', 'function_unqualified_reference',
  'replica_identity_change', 'publication_change', 'rule_used', 'view_security_definer')
ORDER BY (evidence->>'line')::int, 1, 2;

DELETE FROM copilot.rule_settings;
DROP SCHEMA lint_sec, lint_open CASCADE;
DROP ROLE regress_lint_owner, regress_lint_app;
