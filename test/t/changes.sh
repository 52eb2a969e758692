#!/usr/bin/env bash
# Changes of every kind: by a session, which is recorded with its author, and behind copilot's back, which is found by comparing.
# Words: last is the newest change as "kind|object|action|before|after"; all is how many there were; a pass is made by collect_now.
# A change that was rolled back must leave nothing, a secret must never be seen, and no change be told twice.
# cluster: --conf 'copilot.collect_interval = 1h' --conf 'max_prepared_transactions = 5' --conf 'restart_after_crash = on'
set -uo pipefail
. "$(dirname "$0")/sessions.bash"

collect() { ask 'SELECT copilot.collect_now() IS NOT NULL'; }
run() { psql -XAtq <<<"SET client_min_messages = warning; $1" 2>&1; } # each statement on its own
from='-infinity'
begin() { from=$(ask 'SELECT clock_timestamp()'); } # what was before is of no interest
all() { count true; }
last() { ask "SELECT concat_ws('|', kind, object, action, coalesce(before, '-'), coalesce(after, '-')) FROM copilot.changes() LIMIT 1"; }
found() { ask "SELECT string_agg(concat_ws('|', kind, object, action, coalesce(before, '-'), coalesce(after, '-')), ' ' ORDER BY kind, object, action) FROM copilot.changes() WHERE NOT certain AND at > '$from'"; }
count() { ask "SELECT count(*) FROM copilot.changes() WHERE at > '$from' AND ($1)"; }
# changed NAME SQL WANTED: the SQL is one change, and this one.
changed() {
  local before
  before=$(all)
  run "$2" >/dev/null
  is "$1" "1 $3" "$(($(all) - before)) $(last)"
}
# unchanged NAME SQL: it is none.
unchanged() {
  local before
  before=$(all)
  run "$2" >/dev/null
  is "$1" 0 "$(($(all) - before))"
}
# A pass that looks for what nobody told of, as it does once an hour: after something that only comparing can find.
look() {
  run "BEGIN; CREATE TABLE looked (); PREPARE TRANSACTION 'look'; ROLLBACK PREPARED 'look'"
  collect
}
# Nobody's edit: the file as a person would write it.
edit() { echo "$1" >>"$COPILOT_CLUSTER/data/postgresql.conf"; }
loaded() { # and wait until new sessions see it
  ask 'SELECT pg_reload_conf()' >/dev/null
  await "SELECT current_setting('$1') = '$2'"
}

ask 'SET client_min_messages = warning; CREATE EXTENSION copilot' >/dev/null
is 'the first look remembers, and tells nothing' t "$(collect)"
is 'but what sessions told of' 'extension|copilot|CREATE EXTENSION|-|0.1' "$(last)"

# Each kind.
changed 'a table' 'CREATE TABLE t (id serial PRIMARY KEY, a text)' 'ddl|public.t|CREATE TABLE|-|-'
changed 'an index, whose name the server chose' 'CREATE INDEX ON t (a)' 'ddl|public.t_a_idx|CREATE INDEX|-|-'
changed 'an index, concurrently' 'CREATE INDEX CONCURRENTLY "T i" ON t (a)' 'ddl|public."T i"|CREATE INDEX|-|-'
changed 'columns and storage' 'ALTER TABLE t ADD b int, ALTER a SET NOT NULL, SET (fillfactor = 70)' \
  'ddl|public.t|ALTER TABLE|-|ADD COLUMN b, ALTER COLUMN a SET NOT NULL, SET (fillfactor=70)'
changed 'a view' 'CREATE VIEW v AS SELECT a FROM t' 'ddl|public.v|CREATE VIEW|-|-'
changed 'a function' "CREATE FUNCTION f(i int, t text) RETURNS int LANGUAGE sql AS 'SELECT 1'" 'ddl|public.f(integer,text)|CREATE FUNCTION|-|-'
changed 'a trigger' 'CREATE TRIGGER trg BEFORE UPDATE ON t EXECUTE FUNCTION suppress_redundant_updates_trigger()' 'ddl|trg on public.t|CREATE TRIGGER|-|-'
changed 'a policy' 'CREATE POLICY p ON t' 'ddl|p on public.t|CREATE POLICY|-|-'
changed 'an enum' "CREATE TYPE mood AS ENUM ('good')" 'ddl|public.mood|CREATE TYPE|-|-'
changed 'a schema with its objects' 'CREATE SCHEMA s CREATE TABLE x (a int) CREATE TABLE y (a int)' 'ddl|s|CREATE SCHEMA|-|-'
changed 'a new name' 'ALTER TABLE s.x RENAME TO z' 'ddl|s.z|ALTER TABLE|s.x|s.z'
changed 'a new schema' 'ALTER TABLE s.z SET SCHEMA public' 'ddl|public.z|ALTER TABLE|s.z|public.z'
changed 'what is dropped with it is counted' 'DROP TABLE t CASCADE' 'ddl|public.t|DROP TABLE|-|-'
is 'the table and its view' 2 "$(ask 'SELECT pieces FROM copilot.changes() LIMIT 1')"
changed 'a schema with what was in it' 'DROP SCHEMA s CASCADE' 'ddl|s|DROP SCHEMA|-|-'
is 'which is counted too' 2 "$(ask 'SELECT pieces FROM copilot.changes() LIMIT 1')"
changed 'a role' "CREATE ROLE app LOGIN PASSWORD 'hunter2'" 'role|app|CREATE ROLE|-|LOGIN, PASSWORD ********'
changed 'an attribute of a role' 'ALTER ROLE app CREATEDB' 'role|app|ALTER ROLE|NOCREATEDB|CREATEDB'
changed 'a password' "ALTER ROLE app PASSWORD 'hunter2'" 'role|app|ALTER ROLE|-|PASSWORD ********'
changed 'a membership' 'GRANT pg_monitor TO app' 'role|pg_monitor|GRANT ROLE|-|TO app'
changed 'a right' 'GRANT SELECT, UPDATE (a) ON z TO app' 'role|public.z|GRANT|-|SELECT, UPDATE (a) TO app'
changed 'a right that is taken' 'REVOKE SELECT ON z FROM app' 'role|public.z|REVOKE|SELECT FROM app|-'
changed 'a right on a schema' 'GRANT USAGE ON SCHEMA public TO app' 'role|schema public|GRANT|-|USAGE TO app'
version=$(ask "SELECT default_version FROM pg_available_extensions WHERE name = 'pageinspect'")
changed 'an extension, once' 'CREATE EXTENSION pageinspect' "extension|pageinspect|CREATE EXTENSION|-|$version"
changed 'which goes' 'DROP EXTENSION pageinspect' "extension|pageinspect|DROP EXTENSION|$version|-"
changed 'a database' 'CREATE DATABASE other' 'ddl|other|CREATE DATABASE|-|-'
changed 'a setting of the server' "ALTER SYSTEM SET work_mem = '8MB'" 'config|work_mem|ALTER SYSTEM SET|-|8MB'
changed 'which knows what it was' "ALTER SYSTEM SET work_mem = '9MB'" 'config|work_mem|ALTER SYSTEM SET|8MB|9MB'
changed 'a setting of a role' "ALTER ROLE app IN DATABASE other SET work_mem = '1MB'" 'config|work_mem|ALTER ROLE app IN DATABASE other SET|-|1MB'
changed 'a setting of a database' "ALTER DATABASE other SET work_mem = '2MB'" 'config|work_mem|ALTER DATABASE other SET|-|2MB'
changed 'a setting with a secret' "ALTER SYSTEM SET primary_conninfo = 'host=h password=hunter2'" 'config|primary_conninfo|ALTER SYSTEM SET|-|********'
changed 'a setting of an application with a secret' "ALTER ROLE app SET app.api_key = 'hunter2'" 'config|app.api_key|ALTER ROLE app SET|-|********'
changed 'a mark' "SELECT copilot.mark('deploy 1.2')" 'mark|deploy 1.2|mark|-|-'
ask "SELECT copilot.mark('earlier', now() - interval '1 hour')" >/dev/null
is 'a mark of another time' t "$(ask "SELECT at < now() - interval '59 minutes' FROM copilot.changes() WHERE object = 'earlier'")"
is 'a mark needs a title' 1 "$(ask "SELECT copilot.mark(' ')" | grep -c 'title must not be empty')"

# Who, where and with what.
ask 'GRANT CREATE ON SCHEMA public TO app' >/dev/null
PGAPPNAME=flyway ask 'SET ROLE app; CREATE TABLE of_app (a int)' >/dev/null
is 'its author is told' 'postgres|app|flyway|local|postgres|t' \
  "$(ask "SELECT concat_ws('|', by_role, as_role, application, client, database, certain::text::char) FROM copilot.changes() WHERE object = 'public.of_app'")"
psql -XAtqd other -c 'CREATE TABLE there ()'
is 'what happens in a database without the extension is seen' 'public.there|other' "$(ask "SELECT concat_ws('|', object, database) FROM copilot.changes() LIMIT 1")"

# What is no change.
unchanged 'rolled back' 'BEGIN; CREATE TABLE gone (); ROLLBACK'
unchanged 'failed' 'CREATE TABLE failed (a nonsense)'
unchanged 'there already' 'CREATE TABLE IF NOT EXISTS of_app (); DROP TABLE IF EXISTS nothing'
unchanged 'temporary' 'CREATE TEMP TABLE x (a int); CREATE INDEX ON x (a); ALTER TABLE x ADD b int; DROP TABLE x; CREATE TABLE pg_temp.y ()'
unchanged 'data and housekeeping' 'INSERT INTO of_app VALUES (1); TRUNCATE of_app; VACUUM; ANALYZE; SET work_mem = 100; COMMENT ON TABLE of_app IS $$c$$'
changed 'a savepoint that is rolled back takes its own along' 'BEGIN; SAVEPOINT a; CREATE TABLE gone (); ROLLBACK TO a; CREATE TABLE stays (); SAVEPOINT b; COMMIT' \
  'ddl|public.stays|CREATE TABLE|-|-'
before=$(all)
ask "DO \$\$ BEGIN CREATE TABLE d1 (); BEGIN CREATE TABLE d2 (); RAISE 'no'; EXCEPTION WHEN OTHERS THEN NULL; END; CREATE TABLE d3 (); END \$\$" >/dev/null
is 'so does a block of PL/pgSQL' 2 "$(($(all) - before))"

# In the table as in the ring.
before=$(all)
collect >/dev/null
is 'a pass stores them, and tells none twice' "$before" "$(all)"
is 'where they are in the table' t "$(ask "SELECT count(*) >= $before FROM copilot.history_changes")"
is 'nothing was found but what was told' '' "$(found)"
is 'no secret is seen anywhere' 0 "$(ask "SELECT count(*) FROM copilot.history_changes AS c WHERE c::text LIKE '%hunter2%'")"
is 'nor kept among the facts' 0 "$(ask "SELECT count(*) FROM copilot.history_facts AS f WHERE f::text LIKE '%hunter2%'")"

# Loading what ALTER SYSTEM has set is told once it happens, though not by whom.
loaded work_mem 9MB
collect >/dev/null
is 'a reload makes it count' 1 "$(count "object = 'work_mem' AND action = 'loaded from postgresql.auto.conf:3' AND before = '4MB' AND after = '9MB' AND by_role IS NULL")"

# Behind copilot's back.
begin
edit "maintenance_work_mem = '77MB'"
collect >/dev/null
is 'a file that is edited, but not loaded' 1 "$(count "object = 'maintenance_work_mem' AND action ~ '^edited, not loaded from postgresql.conf:[0-9]+$' AND before IS NULL AND after = '77MB' AND NOT certain")"
collect >/dev/null
is 'is told once' 1 "$(count true)"
loaded maintenance_work_mem 77MB
collect >/dev/null
is 'then it is loaded' 1 "$(count "object = 'maintenance_work_mem' AND action LIKE 'loaded from postgresql.conf:%' AND before = '64MB' AND after = '77MB' AND by_role IS NULL")"
edit 'max_connections = 60'
ask 'SELECT pg_reload_conf()' >/dev/null
await "SELECT pending_restart FROM pg_settings WHERE name = 'max_connections'"
collect >/dev/null
is 'a setting that waits for a restart' 1 "$(count "object = 'max_connections' AND action = 'loaded, waits for a restart' AND before = '50' AND after = '60'")"

# Two phases: the hooks cannot tell whether it will be committed, so it is found.
begin
run "BEGIN; CREATE TABLE two_phases (a int); CREATE ROLE two_phases; PREPARE TRANSACTION 'x'" >/dev/null
collect >/dev/null
is 'what is prepared is no change yet' 0 "$(all)"
ask "COMMIT PREPARED 'x'" >/dev/null
collect >/dev/null
is 'once it is committed it is found' 'ddl|public.two_phases|CREATE TABLE|-|- role|two_phases|CREATE ROLE|-|-' "$(found)"

run "BEGIN; CREATE TABLE also (); PREPARE TRANSACTION 'y'; ROLLBACK PREPARED 'y'" >/dev/null
collect >/dev/null
is 'rolled back it is none' 2 "$(all)"

# While copilot is told to look away.
run 'ALTER SYSTEM SET copilot.enabled = off' >/dev/null
loaded copilot.enabled off
ask 'DROP TABLE two_phases; ALTER TABLE of_app ADD c int; GRANT app TO two_phases' >/dev/null
psql -XAtqd other -c 'DROP TABLE there'
is 'with copilot.enabled off nothing is recorded' 0 "$(count "object IN ('public.two_phases', 'public.there') AND action LIKE 'DROP%'")"
begin
run 'ALTER SYSTEM RESET copilot.enabled' >/dev/null
loaded copilot.enabled on
collect >/dev/null
is 'it is found afterwards, in all databases' 'ddl|public.of_app|ALTER TABLE|-|- ddl|public.there|DROP TABLE|-|- ddl|public.two_phases|DROP TABLE|-|- role|app TO two_phases|CREATE MEMBERSHIP|-|-' \
  "$(ask "SELECT string_agg(concat_ws('|', kind, object, action, coalesce(before, '-'), coalesce(nullif(after, ''), '-')), ' ' ORDER BY kind, object, action) FROM copilot.changes() WHERE NOT certain AND kind <> 'config' AND at > '$from'")"

# A restore is one change, a script of a hundred too.
begin
psql -XAtqd other <<'SQL'
CREATE SCHEMA many;
SELECT format('CREATE TABLE many.t%s (id int PRIMARY KEY)', n) FROM generate_series(1, 150) AS n \gexec
SQL
is 'a script takes a hundred slots of the ring, and no more' 100 "$(ask "SELECT count(*) FROM copilot._change_ring() WHERE database = 'other' AND at > '$from'")"
collect >/dev/null
is 'a script is one change' '1 151' "$(ask "SELECT concat(count(*), ' ', sum(pieces)) FROM copilot.changes() WHERE action = 'script' AND object = 'other'")"
dump=$COPILOT_CLUSTER/dump
pg_dump -Fc -n many -f "$dump" other
ask 'CREATE DATABASE restored' >/dev/null
pg_restore -j 2 -d restored "$dump"
collect >/dev/null
is 'a restore is one change, also by several sessions' '1 452 pg_restore' \
  "$(ask "SELECT concat_ws(' ', count(*), sum(pieces), min(application)) FROM copilot.changes() WHERE database = 'restored'")"
is 'nothing of it is found as well' 0 "$(count "NOT certain AND database IN ('other', 'restored') AND action LIKE 'CREATE%'")"
rm -f "$dump"

# More than the ring holds.
run "SELECT format('CREATE ROLE r%s', n) FROM generate_series(1, 12) AS n \\gexec" >/dev/null
look >/dev/null
begin
for session in $(seq 12); do
  psql -XAtq >/dev/null <<SQL &
SELECT format('ALTER ROLE r$session SET app.s%s = 1', n) FROM generate_series(1, 100) AS n \gexec
SQL
done
wait
collect >/dev/null
is 'what found no slot is told by its number' '1024 176' \
  "$(ask "SELECT concat_ws(' ', count(*) FILTER (WHERE action LIKE 'ALTER ROLE%'), max(pieces) FILTER (WHERE action = 'not recorded')) FROM copilot.changes() WHERE certain AND at > '$from'")"
is 'and found by comparing' 176 "$(count "NOT certain AND object LIKE 'app.s% of role r%'")"
is 'such a window is not complete' f "$(ask "SELECT bool_or(window_complete) FROM copilot.changes(clock_timestamp() - '$from'::timestamptz)")"

# The server itself.
look >/dev/null
begin
"$COPILOT_CLUSTER/ctl" restart -m fast
collect >/dev/null
is 'a restart' 1 "$(count "kind = 'restart' AND action = 'start' AND certain AND before < after")"
is 'and what it made count' 1 "$(count "object = 'max_connections' AND before = '50' AND after = '60' AND action LIKE 'loaded from%'")"
"$COPILOT_CLUSTER/ctl" restart -m immediate
collect >/dev/null
is 'a start after an immediate stop' 1 "$(count "kind = 'restart' AND action = 'start after a crash or an immediate stop'")"
run 'SET synchronous_commit = on; CREATE TABLE before_the_crash ()' >/dev/null
checkpointer=$(ask "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
kill -SEGV "$checkpointer"
until ! kill -0 "$checkpointer" 2>/dev/null; do [ $SECONDS -lt 600 ] || exit 1; done
await "SELECT copilot.collect_now() IS NOT NULL" 2>/dev/null
is 'a crash' 1 "$(count "kind = 'restart' AND action = 'restart after a crash'")"
is 'what was told before it is found' 1 "$(count "object = 'public.before_the_crash' AND NOT certain")"

# Rights.
ask 'CREATE ROLE nobody; CREATE ROLE operator; GRANT copilot_operator TO operator' >/dev/null
is 'not everybody may see changes' 1 "$(ask 'SET ROLE nobody; SELECT * FROM copilot.changes()' | grep -c pg_read_all_stats)"
is 'nor the ring behind' 1 "$(ask 'SET ROLE nobody; SELECT * FROM copilot._change_ring()' | grep -c 'permission denied')"
is 'nor mark' 1 "$(ask "SET ROLE nobody; SELECT copilot.mark('x')" | grep -c 'permission denied')"
run "SET ROLE operator; SELECT copilot.mark('by an operator')" >/dev/null
is 'operators mark' 1 "$(count "object = 'by an operator'")"
exit $failed
