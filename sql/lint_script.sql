-- Scripts judged before they run: transactions, timeouts, locks that are held, rewrites, what was not analysed.
-- Words: each script is given to a function of this test, which shows rule, line and severity.
-- It must not show sizes, nor what other sessions hold.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id bigint PRIMARY KEY, note varchar(20), price numeric(10,2), amount int,
    created timestamptz NOT NULL DEFAULT now());
CREATE TABLE shop.items (id bigint PRIMARY KEY, order_id bigint REFERENCES shop.orders);
CREATE TABLE shop.parts (id bigint, part int) PARTITION BY LIST (part);
CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES IN (1);
INSERT INTO copilot.rule_settings (rule, enabled)
    VALUES ('missing_statement_timeout', true), ('missing_idle_timeout', true);
CREATE FUNCTION judged(script text, rules text, in_transaction boolean DEFAULT false)
    RETURNS TABLE (rule text, line text, severity text, object text) LANGUAGE sql
    BEGIN ATOMIC
        SELECT f.rule, f.evidence ->> 'line', f.severity, f.object
            FROM copilot.lint_sql(script, in_transaction => in_transaction) AS f
            WHERE f.rule ~ rules ORDER BY 1, 2, 4;
    END;

-- Transactions.
SELECT * FROM judged('BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; ROLLBACK;', '^transaction');
SELECT * FROM judged(E'BEGIN;\nBEGIN;\nCOMMIT;\nCOMMIT;\nROLLBACK;', '^transaction');
SELECT * FROM judged(E'SELECT 1;\nBEGIN;\nSELECT 2;', '^transaction');
SELECT * FROM judged(E'SELECT 1;\nCOMMIT;\nSELECT 2;', '^transaction', true);
SELECT * FROM judged('START TRANSACTION; SAVEPOINT a; ROLLBACK TO a; COMMIT AND CHAIN; COMMIT;', '^transaction');

-- What a transaction refuses.
SELECT * FROM judged(E'CREATE INDEX CONCURRENTLY ON shop.orders (note);\nVACUUM shop.orders;', '^concurrently');
SELECT * FROM judged(E'BEGIN;\nCREATE INDEX CONCURRENTLY ON shop.orders (note);\nCOMMIT;\nVACUUM;', '^concurrently');
SELECT * FROM judged(E'VACUUM FULL shop.orders;\nANALYZE;\nALTER SYSTEM SET work_mem = 1', '^concurrently', true);

-- Timeouts.
SELECT * FROM judged('ALTER TABLE shop.orders ADD COLUMN x int;', 'timeout');
SELECT * FROM judged(E'SET lock_timeout = ''1s'';\nSET statement_timeout = 5000;\nSET idle_in_transaction_session_timeout = ''1min'';\nALTER TABLE shop.orders ADD COLUMN x int;', 'timeout');
SELECT * FROM judged(E'BEGIN;\nSET LOCAL lock_timeout = ''1s'';\nCOMMIT;\nDROP TABLE shop.items;', 'lock_timeout');
SELECT * FROM judged(E'ALTER TABLE shop.orders ADD COLUMN x int;\nSET lock_timeout = ''1s'';\nALTER TABLE shop.orders ADD COLUMN y int;', 'lock_timeout');
SELECT * FROM judged(E'SET lock_timeout = 0;\nSET statement_timeout = ''2h'';\nTRUNCATE shop.items;', '^(lock|statement)_timeout');
SELECT * FROM judged('CREATE TABLE shop.new (a int); CREATE INDEX ON shop.new (a); SELECT * FROM shop.orders; CREATE INDEX CONCURRENTLY ON shop.orders (note);', 'timeout');
SELECT * FROM judged('CREATE TABLE shop.new (a bigint REFERENCES shop.orders);', 'lock_timeout');

-- Locks that are held.
SELECT * FROM judged(E'BEGIN;\nALTER TABLE shop.orders ADD COLUMN x int;\nUPDATE shop.orders SET x = 1;\nALTER TABLE shop.items ADD COLUMN y int;\nCOMMIT;', '^(statement_after|wide|mixed|lock_order)');
SELECT * FROM judged(E'ALTER TABLE shop.orders ADD COLUMN x int;\nCREATE INDEX ON shop.orders (x);', '^(statement_after|wide|mixed|lock_order)');
SELECT * FROM judged(E'BEGIN;\nALTER TABLE shop.orders ADD COLUMN x int;\nCOMMIT;\nBEGIN;\nUPDATE shop.orders SET x = 1;\nCOMMIT;', '^(statement_after|wide|mixed|lock_order)');
SELECT * FROM judged(E'BEGIN;\nCREATE TABLE shop.new (a int);\nALTER TABLE shop.new ADD b int;\nINSERT INTO shop.new VALUES (1, 2);\nCOMMIT;', '^(statement_after|wide|mixed|lock_order)');
SELECT * FROM judged(E'BEGIN;\nALTER TABLE shop.orders ALTER note SET NOT NULL;\nCREATE TRIGGER t BEFORE INSERT ON shop.items FOR EACH ROW EXECUTE FUNCTION f();\nCOMMIT;', '^wide');
SELECT * FROM judged(E'BEGIN;\nALTER TABLE shop.orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID;\nALTER TABLE shop.orders VALIDATE CONSTRAINT c;\nCOMMIT;', '^validate');
SELECT * FROM judged(E'ALTER TABLE shop.orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID;\nALTER TABLE shop.items VALIDATE CONSTRAINT c;', '^validate');

-- Several ALTER TABLE.
SELECT * FROM judged(E'ALTER TABLE shop.orders ADD COLUMN x int;\nALTER TABLE shop.orders ADD COLUMN y int;\nALTER TABLE shop.items ADD COLUMN z int;', '^alter_table');
SELECT * FROM judged(E'SET search_path = shop;\nALTER TABLE orders ADD COLUMN x int;\nALTER TABLE shop.orders ADD COLUMN y int;', '^alter_table');
SELECT * FROM judged(E'ALTER TABLE shop.orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID;\nALTER TABLE shop.orders VALIDATE CONSTRAINT c;', '^alter_table');
SELECT * FROM judged(E'BEGIN;ALTER TABLE shop.orders ADD COLUMN x int;COMMIT;\nBEGIN;ALTER TABLE shop.orders ADD COLUMN y int;COMMIT;', '^alter_table');
SELECT * FROM judged(E'CREATE TABLE shop.new (a int);\nALTER TABLE shop.new ADD PRIMARY KEY (a);\nALTER TABLE shop.new ADD b int;', '^alter_table');

-- Rewrites, with what is lost and how long: each is told once, by the rule that knows it best.
SELECT f.rule, f.evidence ->> 'line' AS line, f.object, f.evidence ->> 'lock' AS lock, f.evidence ->> 'blocks' AS blocks,
        f.evidence ->> 'cause' AS cause, f.evidence ->> 'duration' AS duration
    FROM copilot.lint_sql($$
        ALTER TABLE shop.orders ALTER note TYPE varchar(50);
        ALTER TABLE shop.orders ALTER note TYPE text;
        ALTER TABLE shop.orders ALTER price TYPE numeric(12,2);
        ALTER TABLE shop.orders ALTER amount TYPE bigint;
        ALTER TABLE shop.orders ALTER amount TYPE bigint;
        ALTER TABLE shop.orders ADD u uuid DEFAULT gen_random_uuid();
        ALTER TABLE shop.orders ADD t timestamptz DEFAULT now();
        ALTER TABLE shop.orders ADD g int GENERATED ALWAYS AS (1) STORED;
        ALTER TABLE shop.orders ADD s serial;
        ALTER TABLE shop.orders ADD f int DEFAULT made_up();
        VACUUM FULL shop.items;
        ALTER TABLE shop.items SET UNLOGGED;
        ALTER TABLE shop.parts ALTER id TYPE numeric;
        CREATE TABLE shop.new (a int);
        ALTER TABLE shop.new ALTER a TYPE bigint;
        CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0);
        ALTER TABLE shop.orders ADD d shop.positive;
    $$) AS f WHERE f.rule = 'table_rewrite' OR 'table_rewrite' = ANY (f.related) ORDER BY (f.evidence ->> 'line')::int, f.object;

-- Another statement's rewrite has another cause; what is ignored takes along what follows from it.
SELECT * FROM judged(E'ALTER TABLE shop.orders ALTER amount TYPE bigint;\nCREATE DOMAIN shop.positive AS int CHECK (VALUE > 0);\nALTER TABLE shop.orders ADD d shop.positive;', '^(table_rewrite|change_column_type)');
SELECT * FROM judged(E'-- copilot:ignore change_column_type the table is empty\nALTER TABLE shop.orders ALTER amount TYPE bigint;', '^(table_rewrite|change_column_type|ignore)');
SELECT * FROM judged(E'-- copilot:ignore table_rewrite,change_column_type the table is empty\nALTER TABLE shop.orders ALTER amount TYPE bigint;', '^(table_rewrite|change_column_type|ignore)');

-- What was not analysed; the rest is judged all the same.
SELECT * FROM judged(E'DO $do$ BEGIN PERFORM 1; END $do$;\nCALL p();\nCREATE TABEL x (a int);\n\\i other.sql\nBEGIN;', '^(unlintable|statement_not_parsed|transaction)');

-- What is rolled back was never there.
SELECT * FROM judged(E'BEGIN;\nCREATE TABLE shop.new (a int);\nROLLBACK;\nALTER TABLE shop.new ADD b int;\nALTER TABLE shop.orders ADD x int;', '^missing_lock');

DROP SCHEMA shop CASCADE;
DROP FUNCTION judged;
