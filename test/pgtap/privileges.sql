-- Privileges: of every object of the extension, proven from pg_depend, so that none can be forgotten.
-- Words: the rule is that what uses only the caller's own rights is for everybody; what changes copilot's own
-- tables is for copilot_operator. It must not list what is allowed object by object, but by this rule.
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS copilot;

BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(11);

CREATE TEMP VIEW members AS
SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'copilot';

SELECT cmp_ok((SELECT count(*) FROM members), '>', 40::bigint, 'the extension has members');

CREATE ROLE regress_copilot_nobody;
CREATE ROLE regress_copilot_operator;
GRANT copilot_operator TO regress_copilot_operator;
CREATE ROLE regress_copilot_monitor;
GRANT pg_monitor TO regress_copilot_monitor;

-- Functions.
CREATE TEMP VIEW functions AS
SELECT p.*, p.proname IN ('suppress', 'unsuppress', 'mark', 'collect_now', 'worker_enable', 'schema_save', '_store_schema') AS operators FROM pg_proc p JOIN members m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid;
SELECT is((SELECT string_agg(proname, ', ') FROM functions WHERE has_function_privilege('regress_copilot_nobody', oid, 'EXECUTE') <> NOT operators),
          NULL, 'everybody may execute all but what operators change');
SELECT is((SELECT string_agg(proname, ', ') FROM functions WHERE operators AND NOT has_function_privilege('regress_copilot_operator', oid, 'EXECUTE')),
          NULL, 'copilot_operator may execute that');
SELECT is((SELECT string_agg(proname, ', ') FROM functions WHERE prosecdef AND NOT operators),
          NULL, 'only what operators change runs with its owner''s rights');
SELECT is((SELECT string_agg(proname, ', ') FROM functions f WHERE prosecdef
           AND NOT EXISTS (SELECT 1 FROM unnest(f.proconfig) c WHERE c = 'search_path=pg_catalog, pg_temp') AND f.prosqlbody IS NULL),
          NULL, 'and with a fixed search_path, or bound names');

-- Tables and views.
CREATE TEMP VIEW relations AS
SELECT c.* FROM pg_class c JOIN members m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid WHERE c.relkind IN ('r', 'v', 'p', 'S', 'm');
SELECT is((SELECT string_agg(relname, ', ') FROM relations
           WHERE relkind <> 'S' AND has_table_privilege('regress_copilot_nobody', oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')),
          NULL, 'nobody may write a table of copilot');
SELECT is((SELECT string_agg(relname, ', ') FROM relations
           WHERE relkind <> 'S' AND has_table_privilege('regress_copilot_operator', oid, 'INSERT, UPDATE, DELETE, TRUNCATE')),
          NULL, 'nor may an operator, but through the functions');
SELECT is((SELECT string_agg(relname, ', ') FROM relations
           WHERE relkind <> 'S' AND has_table_privilege('regress_copilot_nobody', oid, 'SELECT') = (relname LIKE 'history\_%' AND relkind = 'r')),
          NULL, 'everybody may read them, since a plain owner''s pg_dump must succeed, but nobody the history, which no dump has');

-- The schema and the operator's role.
SELECT ok(has_schema_privilege('regress_copilot_nobody', 'copilot', 'USAGE')
          AND NOT has_schema_privilege('regress_copilot_nobody', 'copilot', 'CREATE'), 'everybody may use the schema, nobody create in it');
SELECT is((SELECT row(rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls)::text FROM pg_roles WHERE rolname = 'copilot_operator'),
          '(f,f,f,f,f,f)', 'copilot_operator is no login and has no right of the server');
SELECT is((SELECT count(*)::integer FROM pg_auth_members WHERE member = 'copilot_operator'::regrole), 0, 'nor is it a member of anything');

SELECT * FROM finish();
ROLLBACK;
