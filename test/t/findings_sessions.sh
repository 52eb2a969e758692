#!/usr/bin/env bash
# The rules on sessions, over real ones: who blocks whom, what is prepared, what is locked, what is not a fault.
# Words: a planted session is named by its application_name.
# It must not depend on a moment: it waits for the server to show what it waits for.
# cluster: --conf max_prepared_transactions=5 --conf deadlock_timeout=1h --conf autovacuum=off --conf max_connections=20 --conf superuser_reserved_connections=1
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

found() { ask "SELECT rule || '|' || severity || '|' || object FROM copilot.findings('{$1}')"; }

ask "CREATE EXTENSION copilot;
  CREATE TABLE t (id serial PRIMARY KEY, n integer); INSERT INTO t VALUES (1, 0);
  CREATE TABLE u (id bigserial PRIMARY KEY, n integer);
  CREATE TABLE few (id smallserial)" >/dev/null || exit 1
ask "SELECT setval('few_id_seq', 32767)" >/dev/null
me="postgres@$PGDATABASE"
[ "$PGUSER" = postgres ] || me="$(ask 'SELECT quote_ident(current_user)')@$PGDATABASE"

# One holds, two wait, the second behind the first.
for name in root first second; do session $name; done
tell root "BEGIN; UPDATE t SET n = 1;"
idle root UPDATE
is 'a lock that nobody waits for is no finding' '' "$(found lock)"
tell first "BEGIN; UPDATE t SET n = 2;"
stuck first UPDATE
is 'nor a wait that has only begun' '' "$(found lock)"
tell second "UPDATE t SET n = 3;"
stuck second UPDATE
await "SELECT count(*) = 1 FROM copilot.findings('{lock}')"
is 'the root is named, once' "blocking_locks|notice|$me/root" "$(found lock)"
is 'with how many it blocks, and in which state it is' '2|idle in transaction|t' \
  "$(ask "SELECT evidence ->> 'blocked', evidence ->> 'state', title ~ 'blocks 2 sessions for [0-9]+ s' FROM copilot.findings('{lock}')")"
is 'the check says failed' 'blocking_locks|failed' "$(ask "SELECT rule, status FROM copilot.checks('lock')")"
is 'idle for less than five minutes is no finding of its own, but counted' 'passed|1' \
  "$(ask "SELECT status, evidence ->> 'idle_in_transaction' FROM copilot.checks() WHERE rule = 'idle_in_transaction'")"
is 'no text of a statement is in a finding' '' \
  "$(ask "SELECT f::text FROM copilot.findings() AS f WHERE f::text ~ 'SET n'")"
verify=$(ask "SELECT verify_sql FROM copilot.findings('{lock}')")
is 'the query to verify it runs' t "$(ask "SELECT count(*) >= 2 FROM ($verify) AS shown")"
fix=$(ask "SELECT fix FROM copilot.findings('{lock}')")
is 'the fix ends the root' t "$(ask "$fix")"
await "SELECT count(*) = 0 FROM copilot.findings('{lock}')"
tell first "ROLLBACK;"
idle first ROLLBACK

# A prepared transaction that blocks is named by its gid, with what ends it.
tell first "BEGIN; UPDATE t SET n = 4; PREPARE TRANSACTION 'order ''7''';"
await "SELECT count(*) = 1 FROM pg_prepared_xacts"
is 'one just prepared is no finding' '' "$(found connection)"
tell second "UPDATE t SET n = 5;"
stuck second UPDATE
await "SELECT count(*) = 1 FROM copilot.findings('{lock}')"
is 'the prepared transaction is the root' "blocking_locks|notice|order '7'" "$(found lock)"
is 'what ends it is quoted as SQL needs' t "$(ask "SELECT fix LIKE '%ROLLBACK PREPARED ''order ''''7''''''' FROM copilot.findings('{lock}')")"
ask "ROLLBACK PREPARED 'order ''7'''" >/dev/null
await "SELECT count(*) = 0 FROM copilot.findings('{lock}')"

# A session's advisory lock, held outside of any transaction.
session holder
tell holder "SELECT 'held', pg_advisory_lock(7);"
idle holder advisory
tell second "SELECT 'wants', pg_advisory_lock(7);"
stuck second wants
await "SELECT count(*) = 1 FROM copilot.findings('{lock}')"
is 'an idle holder of an advisory lock is a root too' "blocking_locks|notice|$me/holder" "$(found lock)"
tell holder "SELECT 'freed', pg_advisory_unlock_all();"
idle holder freed

# Every relation locked exclusively by somebody else: those are unknown, the rest is judged, at once.
session locker
tell locker "BEGIN; LOCK TABLE t, u, few; ALTER SEQUENCE t_id_seq OWNED BY NONE; TRUNCATE few RESTART IDENTITY; LOCK TABLE t IN ACCESS EXCLUSIVE MODE; SELECT 'locked';"
await "SELECT count(*) > 3 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL"
start=$(date +%s%N)
is 'a locked sequence is unknown, the others are judged' 'unknown|t' \
  "$(ask "SELECT severity, title LIKE '%could not be judged%' FROM copilot.findings('{capacity}')")"
is 'within a second' t "$([ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ] && echo t)"
tell locker "ROLLBACK;"
idle locker ROLLBACK
is 'and judged again afterwards' 'sequences_near_exhaustion|critical|public.few_id_seq' "$(found capacity)"

# An index that is being dropped or built concurrently is invalid, but no leftover.
ask "CREATE TABLE v AS SELECT 1 AS n" >/dev/null
ask "CREATE INDEX going ON v (n)" >/dev/null
session reader
tell reader "BEGIN; SELECT n FROM v;"
idle reader v
tell second "DROP INDEX CONCURRENTLY going;"
stuck second DROP
await "SELECT NOT indisvalid FROM pg_index WHERE indexrelid = 'going'::regclass"
is 'one being dropped is no leftover' 'passed|1' "$(ask "SELECT status, evidence ->> 'in_work' FROM copilot.checks('index') WHERE rule = 'invalid_indexes'")"
tell reader "COMMIT;"
await "SELECT count(*) = 0 FROM pg_class WHERE relname = 'going'"
tell reader "BEGIN; INSERT INTO v VALUES (2);"
idle reader INSERT
tell first "CREATE INDEX CONCURRENTLY coming ON v (n);"
stuck first coming
is 'nor is one being built' 'passed|1' "$(ask "SELECT status, evidence ->> 'in_work' FROM copilot.checks('index') WHERE rule = 'invalid_indexes'")"
tell reader "COMMIT;"
idle first coming
is 'nothing is left when all is built' passed "$(ask "SELECT status FROM copilot.checks('index') WHERE rule = 'invalid_indexes'")"

# Near the limit: of 19 that can be used.
for one in 1 2 3 4 5 6 7 8 9 10 11; do session "pool$one"; done
is 'more than 80 percent of the connections' "connections_near_limit|warning|connections" "$(found connection)"

# Rights: the dump of a plain owner of a database holds the suppressions, and succeeds.
ask "CREATE ROLE plain LOGIN" >/dev/null
ask "CREATE DATABASE owned OWNER plain" >/dev/null
psql -Xqd owned -c 'CREATE EXTENSION copilot' -c "SELECT copilot.suppress('unused_indexes', 'known')" >/dev/null
is 'a plain owner can dump it, with the suppressions' "unused_indexes	*	known" \
  "$(pg_dump -U plain owned 2>&1 | grep -E '^unused_indexes|rror' | cut -f1-3)"
exit $failed
