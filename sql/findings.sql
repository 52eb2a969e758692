-- Findings: the rules on objects that can be planted, arguments, suppression, and who may do what.
-- Words: planted is what a rule must tell; what it must leave alone stands beside it.
-- No size, pid, time or version may stand in the expected output.
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE SCHEMA findings_test;
SET search_path = findings_test;

-- Every rule is there once, in words, with its source; those of lint have parameters, and tests of their own.
SELECT rule, category, severity FROM copilot.rules WHERE parameters IS NULL;
SELECT rule FROM copilot.rules WHERE title = '' OR why = '' OR fix = '' OR sources !~ '^https://';
SELECT count(*) = count(DISTINCT c.rule), bool_and(r.rule IS NOT NULL), count(*) = (SELECT count(*) FROM copilot.rules)
FROM copilot.checks() AS c LEFT JOIN copilot.rules AS r USING (rule);

-- Nothing is planted: nothing is found, and nothing is unknown but what needs a longer history.
SELECT rule, severity, object, title FROM copilot.findings();
SELECT rule, status, reason FROM copilot.checks() WHERE status <> 'passed' AND status <> 'not_applicable';
SELECT area, status, score, findings FROM copilot.health();

-- Sequences: near the end, at it, up and down, by the column's type; not by a cycle, nor far from the end.
CREATE TABLE near (id serial PRIMARY KEY, other text);
SELECT setval('near_id_seq', 1900000000);
CREATE TABLE "Full ""of"" 💩" (id smallint GENERATED ALWAYS AS IDENTITY, v integer);
SELECT setval(pg_get_serial_sequence('findings_test."Full ""of"" 💩"', 'id'), 32767);
CREATE SEQUENCE narrow_column;
CREATE TABLE by_default (id integer DEFAULT nextval('findings_test.narrow_column'));
SELECT setval('narrow_column', 2147483000);
CREATE DOMAIN small AS smallint;
CREATE SEQUENCE narrow_domain;
CREATE TABLE by_domain (id small DEFAULT nextval('findings_test.narrow_domain'));
SELECT setval('narrow_domain', 32000);
CREATE SEQUENCE down INCREMENT -1 MINVALUE -1000;
SELECT setval('down', -800);
CREATE SEQUENCE widest;
SELECT setval('widest', 9223372036854775807);
CREATE SEQUENCE cycles MAXVALUE 10 CYCLE;
SELECT setval('cycles', 10);
CREATE SEQUENCE far_start START 2000000000 MAXVALUE 2147483647;
CREATE SEQUENCE fresh;
CREATE TEMP SEQUENCE mine MAXVALUE 2;
SELECT setval('mine', 2);
SELECT severity, object, title, evidence - 'used_percent' AS evidence, fix, fix_lock, undo
FROM copilot.findings('{capacity}') ORDER BY object COLLATE "C";

-- What a fix says can be run, and then the finding is gone.
ALTER SEQUENCE down AS bigint NO MINVALUE;
ALTER TABLE near ALTER COLUMN id TYPE bigint;
ALTER SEQUENCE near_id_seq AS bigint NO MAXVALUE;
SELECT object FROM copilot.findings('{capacity}') WHERE object IN ('findings_test.down', 'findings_test.near_id_seq');

-- Indexes: a build that failed; a partitioned one that lacks a part; none that is whole.
INSERT INTO by_default (id) VALUES (1), (1);
CREATE UNIQUE INDEX CONCURRENTLY "not unique 💩" ON by_default (id);
CREATE TABLE parted (id integer) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20);
CREATE INDEX incomplete ON ONLY parted (id);
CREATE INDEX part ON parted_1 (id);
ALTER INDEX incomplete ATTACH PARTITION part;
SELECT rule, severity, object, title, evidence - 'size_bytes' AS evidence, fix, undo
FROM copilot.findings('{index}') WHERE rule = 'invalid_indexes' ORDER BY object COLLATE "C";
DELETE FROM by_default;
REINDEX INDEX CONCURRENTLY "not unique 💩";
CREATE INDEX part_2 ON parted_2 (id);
ALTER INDEX incomplete ATTACH PARTITION part_2;
SELECT object FROM copilot.findings('{index}') WHERE rule = 'invalid_indexes';

-- Filters. A table's name finds what is about it.
SELECT rule, object FROM copilot.findings(object => 'findings_test.by_default') WHERE severity <> 'unknown' ORDER BY 1, 2;
SELECT DISTINCT severity FROM copilot.findings(min_severity => 'critical') WHERE severity <> 'unknown';
SELECT count(*) FROM copilot.findings(min_severity => 'critical', object => 'no_such_object') WHERE severity <> 'unknown';
SELECT DISTINCT category FROM copilot.findings(ARRAY['capacity']);

-- Mistakes are told with what is allowed.
\set VERBOSITY default
SELECT * FROM copilot.findings('{indexes}');
SELECT * FROM copilot.findings('{log}');
SELECT * FROM copilot.findings('{}');
SELECT * FROM copilot.findings('{NULL}');
SELECT * FROM copilot.findings('{{index},{lock}}');
SELECT * FROM copilot.findings(min_severity => 'bad');
SELECT * FROM copilot.findings(min_severity => NULL);
SELECT * FROM copilot.checks('sizes');
\set VERBOSITY terse

-- Suppression: for one object, until a time; a critical one still shows, marked; nobody but an operator may.
CREATE VIEW shown AS
SELECT rule, severity, object, suppressed FROM copilot.findings('{capacity}') ORDER BY object COLLATE "C";
SELECT * FROM shown;
CREATE ROLE regress_copilot_operator;
GRANT copilot_operator TO regress_copilot_operator;
CREATE ROLE regress_copilot_plain;
SET SESSION AUTHORIZATION regress_copilot_operator;
SELECT copilot.suppress('sequences_near_exhaustion', 'moves to bigint in May', 'findings_test.narrow_column', 'infinity');
SELECT copilot.suppress('sequences_near_exhaustion', 'codes', 'findings_test.narrow_domain', now() + interval '1 day');
SELECT copilot.suppress('sequences_near_exhaustion', 'again', 'findings_test.narrow_domain', now() + interval '2 days');
SELECT copilot.suppress('no_such_rule', 'why not');
SELECT copilot.suppress('invalid_indexes', E' \t');
SELECT copilot.suppress('invalid_indexes', NULL);
SELECT copilot.suppress('invalid_indexes', 'x', '');
SELECT copilot.suppress('invalid_indexes', 'x', '*', now() - interval '1 second');
SELECT copilot.unsuppress('invalid_indexes');
INSERT INTO copilot.suppressions (rule, reason) VALUES ('invalid_indexes', 'by the back door');
DELETE FROM copilot.suppressions;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION regress_copilot_plain;
SELECT copilot.suppress('invalid_indexes', 'x');
SELECT copilot.unsuppress('invalid_indexes');
SELECT rule, object, reason, by_role, until = 'infinity' AS for_ever FROM copilot.suppressions ORDER BY object COLLATE "C";
RESET SESSION AUTHORIZATION;
SELECT * FROM shown;
SELECT rule, status FROM copilot.checks('capacity');
SELECT copilot.suppress('sequences_near_exhaustion', 'all of it');
SELECT * FROM shown;
SELECT rule, status FROM copilot.checks('capacity');
SELECT area, status, score, findings FROM copilot.health() WHERE area = 'capacity';
-- Its time has passed, as if it were later.
UPDATE copilot.suppressions SET until = now() - interval '1 second' WHERE object <> 'findings_test.narrow_domain';
SELECT * FROM shown;
SELECT copilot.unsuppress('sequences_near_exhaustion', object) FROM copilot.suppressions;
SELECT count(*) FROM copilot.suppressions;

-- Without pg_monitor: what cannot be seen is unknown, with what to do, once for each cause; never ok.
SET SESSION AUTHORIZATION regress_copilot_plain;
SELECT severity, object_type, title, fix, related FROM copilot.findings('{connection,lock,vacuum}');
SELECT c.rule, c.status, c.reason FROM copilot.checks() AS c JOIN copilot.rules AS r USING (rule)
WHERE r.parameters IS NULL AND c.rule NOT IN ('unused_indexes', 'sequences_near_exhaustion');
SELECT title, fix FROM copilot.findings('{capacity}');
SELECT area, status, score FROM copilot.health();
SELECT * FROM copilot.unused_indexes() WHERE severity NOT IN ('unknown');
RESET SESSION AUTHORIZATION;
GRANT pg_monitor TO regress_copilot_plain;
SET SESSION AUTHORIZATION regress_copilot_plain;
SELECT rule, status FROM copilot.checks() WHERE rule NOT IN ('unused_indexes', 'sequences_near_exhaustion') AND status <> 'passed'
  AND possible_from IS NULL;
RESET SESSION AUTHORIZATION;

-- No lock on what was looked at outlives the look.
BEGIN;
SELECT count(*) > 0 FROM copilot.findings();
SELECT count(*) FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND c.relnamespace = 'findings_test'::regnamespace;
COMMIT;

-- A read-only transaction, a failed one, a savepoint.
BEGIN READ ONLY;
SELECT count(*) > 0 FROM copilot.findings();
SAVEPOINT s;
SELECT * FROM copilot.findings('{nothing}');
ROLLBACK TO s;
SELECT count(*) > 0 FROM copilot.checks();
COMMIT;

SET client_min_messages = error;
DROP SCHEMA findings_test CASCADE;
DROP ROLE regress_copilot_operator, regress_copilot_plain;
