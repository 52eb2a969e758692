#!/usr/bin/env bash
# The schema of a database is read while others lock its tables and change its catalogs, from another database of
# the cluster, and over a connection.
# Words: the locker holds a table exclusively in an open transaction; the changer makes and drops tables.
# It must never wait for a lock longer than copilot.lock_timeout, nor fail for what vanished.
set -uo pipefail
# shellcheck source=test/t/sessions.bash
. "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

psql -Xq <<'SQL' || exit 1
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE SCHEMA app;
CREATE TABLE app.held (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED, CHECK (id > 0));
CREATE INDEX held_expression ON app.held ((id + 1)) WHERE id > 5;
CREATE TABLE app.other (id integer PRIMARY KEY, CHECK (id > 7));
CREATE POLICY over_held ON app.other USING (id IN (SELECT id FROM app.held));
CREATE POLICY own ON app.other USING (id > 1);
CREATE VIEW app.seen AS SELECT id FROM app.held;
CREATE VIEW app.apart AS SELECT id FROM app.other;
CREATE ROLE reader LOGIN;
SQL
names="SELECT string_agg(g ->> 0 || ' ' || (g ->> 1), ', ' ORDER BY g) FROM jsonb_array_elements(e -> 'gaps') AS g"
count() { echo "jsonb_array_length(e -> 'sections' -> '$1') - 1"; }
facts="SELECT concat_ws(' ', $(count relations), $(count columns), $(count indexes), $(count constraints))
  FROM (SELECT copilot.schema_export(%s) AS e) AS export"
# shellcheck disable=SC2059
facts_of() { printf "$facts" "$1"; }
texts="SELECT concat_ws(' ', (SELECT count(*) FROM jsonb_array_elements(e -> 'sections' -> 'checks') AS c WHERE c ->> 1 ~ 'id >'),
  $(count policy_texts), (SELECT count(*) FROM jsonb_array_elements(e -> 'sections' -> 'definitions') AS d WHERE d ->> 1 ~ 'app'))
  FROM (SELECT copilot.schema_export() AS e) AS export"
before=$(ask "$(facts_of "'current'")")
is 'nothing is held: all texts are there' '2 2 2' "$(ask "$texts")"
is 'and no gap' '' "$(ask "SELECT ($names) FROM (SELECT copilot.schema_export() AS e) AS export")"

session locker
tell locker 'BEGIN; LOCK TABLE app.held IN ACCESS EXCLUSIVE MODE;'
idle locker 'LOCK TABLE'
export PGOPTIONS='-c statement_timeout=20s'
is 'held: the same objects' "$before" "$(ask "$(facts_of "'current'")")"
is 'held: the texts of the others' '1 1 1' "$(ask "$texts")"
is 'held: the export says which' t "$(ask "SELECT e -> 'sections' -> 'locked' @> jsonb_build_array(jsonb_build_array('app.held'::regclass::oid::text))
  FROM (SELECT copilot.schema_export() AS e) AS export")"
is 'held: lint judges the others' t "$(ask "SELECT count(*) > 0 FROM copilot.lint(ARRAY['app']) WHERE object = 'app.other'")"
tell locker 'ROLLBACK;'
idle locker ROLLBACK
is 'let go: all texts are there' '2 2 2' "$(ask "$texts")"

# Catalogs that change all the while.
psql -Xqc 'CREATE DATABASE hub' -c 'CREATE DATABASE twin TEMPLATE template0' >&2
session changer
tell changer "DO \$\$ BEGIN
  FOR i IN 1..100000 LOOP
    EXECUTE 'CREATE TABLE app.passing (id serial PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED, CHECK (id > 0));
      CREATE INDEX ON app.passing ((id + 1)) WHERE id > 3; CREATE VIEW app.of_passing AS SELECT * FROM app.passing';
    COMMIT;
    EXECUTE 'DROP TABLE app.passing CASCADE';
    COMMIT;
  END LOOP; END \$\$;"
await "SELECT state = 'active' FROM pg_stat_activity WHERE application_name = 'changer'"
is 'changing: every reading ends well' 30 \
  "$(ask "SELECT count(e) FROM generate_series(1, 30) AS n, LATERAL (SELECT copilot.schema_export(CASE WHEN n > 0 THEN 'current' END) AS e) AS export")"
is 'changing: and what stays is all there' 0 \
  "$(for _ in 1 2 3 4 5; do ask "SELECT count(*) FROM (SELECT copilot.schema_export() AS e) AS export
       WHERE 3 > (SELECT count(*) FROM jsonb_array_elements(e -> 'sections' -> 'relations') AS r WHERE r ->> 2 IN ('held', 'other', 'seen'))"; done |
    awk '{ sum += $1 } END { print sum }')"
is 'changing: lint ends well' t "$(ask "SELECT count(*) >= 0 FROM copilot.lint()")"
ask "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'changer'" >/dev/null
await "SELECT state <> 'active' FROM pg_stat_activity WHERE application_name = 'changer'"
ask 'DROP TABLE IF EXISTS app.passing CASCADE' >/dev/null

# The same schema by every way to it.
is 'over a connection' "$(ask "$(facts_of "'current'")")" \
  "$(ask "$(facts_of "'host=$PGHOST port=$PGPORT user=postgres dbname=$PGDATABASE'")")"
export PGDATABASE=hub
ask 'CREATE EXTENSION copilot' >/dev/null
is 'from another database' "$before" "$(ask "$(facts_of "'/postgres'")")"
is 'a database with nothing in it' '0 0 0 0' "$(ask "$(facts_of "'/twin'")")"
is 'a database that does not exist' 1 "$(ask "SELECT copilot.schema_export('/nowhere')" | grep -c 'does not exist')"
exit $failed
