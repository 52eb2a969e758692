-- What is no script of ours: broken, endless, in another language, in other encodings. The rest is judged all the same.
-- Words: each script is given to a function of this test, which shows rule, line and object, and the server's words.
-- Nothing here may be executed, nor show a size.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE FUNCTION judged(script text) RETURNS TABLE (rule text, line text, object text, message text) LANGUAGE sql
    BEGIN ATOMIC
        SELECT f.rule, f.evidence ->> 'line', f.object,
                CASE WHEN f.rule = 'statement_not_parsed' THEN replace(f.title, 'A statement could not be parsed: ', '') END
            FROM copilot.lint_sql(script) AS f
            WHERE f.rule IN ('statement_not_parsed', 'drop_table') ORDER BY (f.evidence ->> 'line')::int, 1;
    END;

-- Nothing at all.
SELECT * FROM copilot.lint_sql(NULL);
SELECT * FROM judged('');
SELECT * FROM judged(E' \n;;-- a comment\n/* another */;');

-- One mistake hides only its own statement.
SELECT * FROM judged(E'DROP TABLE a;\nCREATE TABLE b (id int,;\nDROP TABLE c;\nSELECT (1;\nDROP TABLE d;');
SELECT * FROM judged(E'SELECT 1))))))))\n;\nDROP TABLE a;');
SELECT * FROM judged(E'DROP TABLE a\nDROP TABLE b;\nDROP TABLE c');

-- What never ends takes the rest with it, and says where it began.
SELECT * FROM judged(E'DROP TABLE a;\nSELECT\n  ''it;\nDROP TABLE b;');
SELECT * FROM judged(E'DROP TABLE a;\n\n/* /* */ DROP TABLE b;');
SELECT * FROM judged(E'DROP TABLE a; DO \n$a$ DROP TABLE b; $b$');
SELECT * FROM judged(E'DROP TABLE "a; DROP TABLE b;');

-- Depth.
SELECT * FROM judged('SELECT ' || repeat('(', 100000) || '1' || repeat(')', 100000) || '; DROP TABLE a;');
SELECT * FROM judged(repeat('(', 100000) || '; DROP TABLE a;');
SELECT * FROM judged('DO $$' || repeat('begin ', 100000) || repeat('end;', 100000) || '$$; DROP TABLE a;');
SELECT * FROM judged(repeat('/*', 100000) || repeat('*/', 100000) || 'DROP TABLE a;');

-- Bytes of anything.
SELECT * FROM judged((SELECT string_agg(chr(1 + g % 126), '' ORDER BY g) FROM generate_series(0, 32) AS g) || E';\nDROP TABLE a;');
SELECT * FROM judged(E'\u0001\u0002\u007f;\nDROP TABLE a;');
SELECT * FROM judged(E'\uFEFFDROP TABLE a;\r\nDROP TABLE b;\r\n');

-- psql's own, and data.
SELECT * FROM judged(E'\\set ON_ERROR_STOP on\n\\i other.sql\nDROP TABLE a; \\echo done\n\\if :x\nDROP TABLE b;\n\\endif\nDROP TABLE :"name";\nDROP TABLE c;');
SELECT * FROM judged(E'COPY t (a) FROM stdin;\n1;\nDROP TABLE a;\n\\.\nDROP TABLE b;\n\\copy t from stdin\nit''s\n\\.\nDROP TABLE c;');
SELECT * FROM judged(E'COPY t FROM stdin;\nDROP TABLE a;');

-- Other dialects.
SELECT * FROM judged(E'CREATE TABLE `a` (`id` int AUTO_INCREMENT) ENGINE=InnoDB;\nDROP TABLE b;');
SELECT * FROM judged(E'CREATE TABLE [dbo].[a] ([id] int IDENTITY);\nGO\nDROP TABLE b;\nDROP TABLE c;');
SELECT * FROM judged(E'DELIMITER //\nDROP TABLE a//\nDELIMITER ;\nDROP TABLE b;');
SELECT * FROM judged(E'CREATE TABLE a (b varchar2(9 byte));\n/\nDROP TABLE c;');

-- What stands where statements rarely do.
SELECT * FROM judged('CREATE RULE r AS ON INSERT TO t DO ALSO NOTIFY x; CREATE TABLE t AS EXECUTE p(1); EXPLAIN CREATE TABLE t AS EXECUTE p; DROP TABLE a;');
SELECT * FROM judged($$DO 'begin create table t as execute p(now()); end'; CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'notify x; create table t as execute p'; DROP TABLE a;$$);

-- What the server would refuse, and what would go round for ever.
SELECT * FROM judged('CREATE TABLE p (i int) PARTITION BY RANGE (i); ALTER TABLE p ATTACH PARTITION p DEFAULT; CREATE INDEX ON p (i); DROP TABLE a;');
SELECT * FROM judged('CREATE TABLE p (i int) PARTITION BY RANGE (i); CREATE TABLE q PARTITION OF p DEFAULT PARTITION BY RANGE (i); ALTER TABLE q ATTACH PARTITION p DEFAULT; CREATE INDEX n ON q (i); ALTER INDEX n ATTACH PARTITION n; DROP TABLE a;');
SELECT * FROM judged('CREATE TABLE t (a int); CREATE INDEX h ON t USING hash (a); ALTER TABLE t ADD UNIQUE (is_not_there); DROP TABLE a;');

-- Our own time limit ends the call, and makes no statement a bad one.
SET copilot.analysis_timeout = '50ms';
DO $do$
BEGIN
    PERFORM copilot.lint_sql(repeat('CREATE TABLE t (a int); ', 200000));
EXCEPTION WHEN query_canceled THEN
    RAISE WARNING 'stopped with %', SQLSTATE;
END $do$;
DO $do$
BEGIN
    PERFORM copilot.lint_sql('DO $$ begin ' || repeat('perform f(1); ', 200000) || 'end $$');
EXCEPTION WHEN query_canceled THEN
    RAISE WARNING 'stopped with %', SQLSTATE;
END $do$;
RESET copilot.analysis_timeout;

-- Names of any kind.
SELECT * FROM judged('DROP TABLE "Big Name"; DROP TABLE "a""b"; DROP TABLE "semi;colon"; DROP TABLE U&"\0061b";');
SELECT * FROM judged('DROP TABLE "' || repeat('n', 63) || '"; DROP TABLE ' || repeat('m', 80) || ';');
SELECT rule, strpos(object, U&'\+01F418') > 0 AS elephant FROM judged(U&'DROP TABLE "\+01F418";');

-- Backslashes, as the standard has them, whatever the session says.
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT * FROM judged($$SELECT 'a\';DROP TABLE a;'; DROP TABLE b;$$);
RESET standard_conforming_strings;
SELECT * FROM judged($$SELECT 'a\';DROP TABLE a; SELECT '';$$);

DROP FUNCTION judged;
