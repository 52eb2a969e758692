-- The report changes, of this session's own: what it says of each kind, and what it leaves out.
-- Words: a change is seen as soon as it is committed, whether the worker has stored it or not.
-- Only objects named here are looked at: other tests of this server change things as well.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE SCHEMA regress_changes;
CREATE VIEW regress_changes.seen AS
  SELECT kind, object, action, before, after, by_role = current_user AS by_me, application IS NOT NULL AS by_a_client, certain, pieces
  FROM copilot.changes('1 hour')
  WHERE object ~ 'regress_(changes|gardener)' AND database = current_database() ORDER BY at;

CREATE TABLE regress_changes.plants (id integer PRIMARY KEY, name text);
ALTER TABLE regress_changes.plants ADD COLUMN "Height" real, ALTER name SET NOT NULL;
CREATE INDEX ON regress_changes.plants ("Height");
ALTER TABLE regress_changes.plants RENAME TO flowers;
CREATE DOMAIN regress_changes.height AS real CONSTRAINT tall CHECK (VALUE > 0);
ALTER DOMAIN regress_changes.height RENAME CONSTRAINT tall TO positive;
ALTER DOMAIN regress_changes.height RENAME TO size;
CREATE TYPE regress_changes.colour AS ENUM ('red');
ALTER TYPE regress_changes.colour RENAME TO color;
ALTER TYPE regress_changes.color OWNER TO CURRENT_USER;
CREATE ROLE regress_gardener PASSWORD 'hunter2';
ALTER ROLE regress_gardener CREATEDB;
GRANT SELECT (name), UPDATE ON regress_changes.flowers TO regress_gardener WITH GRANT OPTION;
SELECT copilot.mark('regress_changes: the spring');
-- What is no change.
BEGIN;
CREATE TABLE regress_changes.undone ();
SELECT copilot.mark('regress_changes: undone');
ROLLBACK;
CREATE TABLE IF NOT EXISTS regress_changes.flowers ();
INSERT INTO regress_changes.flowers VALUES (1, 'rose', 1.2);
SELECT * FROM regress_changes.seen;

SELECT copilot.mark(NULL);
SELECT copilot.mark(repeat(' ', 3));
SELECT copilot.mark('x', 'infinity');
SELECT copilot.mark('regress_changes: long ' || repeat('x', 1000));
SELECT length(object) < 400 AS cut, right(object, 3) AS end FROM copilot.changes('1 hour') WHERE object LIKE 'regress_changes: long%';

-- Everything of the schema goes with it: its table and the view of this test.
DROP OWNED BY regress_gardener;
DROP ROLE regress_gardener;
DROP SCHEMA regress_changes CASCADE;
SELECT kind, object, action, pieces FROM copilot.changes('1 hour')
WHERE object IN ('regress_changes', 'regress_gardener') AND action LIKE 'DROP%' AND database = current_database() ORDER BY at DESC LIMIT 3;
