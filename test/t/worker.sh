#!/usr/bin/env bash
# The worker through all that can happen to it: no extension, another version, DROP and CREATE, DROP DATABASE, a full table, being ended, crashing.
# Words: status is the first row of collector_status; a pass is made by collect_now.
# Nothing of it may stop the server, block a command on a database, or go on silently.
# cluster: --conf 'copilot.collect_interval = 1h' --conf 'restart_after_crash = on'
set -uo pipefail
. "$(dirname "$0")/sessions.bash"

status() { ask 'SELECT state FROM copilot.collector_status LIMIT 1'; }
reason() { ask 'SELECT reason FROM copilot.collector_status LIMIT 1'; }
collect() { ask 'SELECT copilot.collect_now() IS NOT NULL'; }
chunks() { ask "SELECT count(*) FROM copilot.history_chunks WHERE collector = 'relation' AND level = 0"; }
pid_of() { ask "SELECT pid FROM pg_stat_activity WHERE backend_type = '$1'"; }
up() { local end=$((SECONDS + 60)); until psql -XAtqc 'SELECT 1' >/dev/null 2>&1; do [ $SECONDS -lt $end ] || exit 1; done; }
crash() { # TYPE of process; and wait until the server is up again
  local pid
  pid=$(pid_of "$1")
  kill -SEGV "$pid"
  local end=$((SECONDS + 60))
  while kill -0 "$pid" 2>/dev/null; do [ $SECONDS -lt $end ] || exit 1; done
  up
}
scheduler_there() { await "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'"; }

# Before the extension is there, another database asks.
ask 'CREATE DATABASE other' >/dev/null
psql -Xqd other -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION copilot'
scheduler_there
is 'without the extension in copilot.database a pass says so' 1 \
  "$(psql -XAtqd other -c 'SELECT copilot.collect_now()' 2>&1 | grep -c 'the extension is not installed in database "postgres"')"

ask 'SET client_min_messages = warning; CREATE EXTENSION copilot' >/dev/null
is 'a pass is made as soon as the extension is there' t "$(collect)"
is 'it runs' running "$(status)"
is 'the first pass has nothing to compare with' t "$(ask "SELECT count(*) <= 1 FROM copilot.history_chunks WHERE collector = 'relation'")"
ask "CREATE TABLE t AS SELECT generate_series(1, 1000) AS id; SELECT pg_stat_force_next_flush()" >/dev/null
collect >/dev/null
is 'the second stores what changed' t "$(ask "SELECT max(objects) > 0 FROM copilot.history_chunks WHERE collector = 'relation'")"
is 'passes seen from another database are the same' t "$(psql -XAtqd other -c "SELECT passes >= 2 FROM copilot.collector_status WHERE collector = 'relation'")"
is 'every collector either runs or says why not' 0 \
  "$(ask "SELECT count(*) FROM copilot.collector_status WHERE state NOT IN ('running', 'not available') OR (state <> 'running' AND reason IS NULL)")"
is 'its cost is known' t "$(ask "SELECT bool_and(cpu_ms > 0) FROM copilot.collector_status WHERE collector IN ('worker', 'relation')")"

# Commands on databases are never blocked by the worker.
ask 'CREATE DATABASE copy TEMPLATE postgres' >/dev/null
is 'copilot.database serves as a template while the scheduler runs' t "$(ask "SELECT count(*) = 1 FROM pg_database WHERE datname = 'copy'")"
psql -Xqd other -c 'ALTER DATABASE copy RENAME TO copied' -c 'DROP DATABASE copied'
is 'databases are renamed and dropped' 0 "$(ask "SELECT count(*) FROM pg_database WHERE datname LIKE 'cop%d%'")"
psql -Xqd other -c 'ALTER DATABASE postgres RENAME TO was_postgres'
is 'copilot.database is renamed, and a pass says that it is gone' 1 \
  "$(psql -XAtqd other -c 'SELECT copilot.collect_now()' 2>&1 | grep -c 'database "postgres" does not exist')"
psql -Xqd other -c 'ALTER DATABASE was_postgres RENAME TO postgres'
is 'renamed back, it goes on' t "$(collect)"
psql -Xqd other -c 'ALTER DATABASE postgres ALLOW_CONNECTIONS false'
is 'closed to connections, a pass says so' 1 \
  "$(psql -XAtqd other -c 'SELECT copilot.collect_now()' 2>&1 | grep -c 'database "postgres" accepts no connections')"
psql -Xqd other -c 'ALTER DATABASE postgres ALLOW_CONNECTIONS true'

# An extension that is not the library's.
version=$(ask "SELECT extversion FROM pg_extension WHERE extname = 'copilot'")
ask "UPDATE pg_extension SET extversion = '0.0' WHERE extname = 'copilot'" >/dev/null
is 'another version is refused' 1 "$(collect | grep -c 'is version 0.0')"
ask "UPDATE pg_extension SET extversion = '$version' WHERE extname = 'copilot'" >/dev/null
is 'the right version is taken again' t "$(collect)"

before=$(chunks)
ask 'SET client_min_messages = warning; DROP EXTENSION copilot; CREATE EXTENSION copilot' >/dev/null
is 'a new history is begun after DROP EXTENSION' t "$(collect)"
is 'and knows nothing of the old' t "$([ "$(chunks)" -lt "$before" ] && echo t)"

# What cannot be written is an error of its collector, and is made up for.
ask "INSERT INTO t SELECT generate_series(1, 500); SELECT pg_stat_force_next_flush()" >/dev/null
ask "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \$\$BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END\$\$;
  CREATE TRIGGER full_disk BEFORE INSERT ON copilot.history_chunks FOR EACH ROW EXECUTE FUNCTION refuse()" >/dev/null
is 'a pass that cannot write is an error' 1 "$(collect | grep -c 'no space left')"
is 'the status says so' waiting "$(status)"
is 'and by collector' t "$(ask "SELECT last_error = 'no space left' AND state = 'failed' FROM copilot.collector_status WHERE collector = 'relation'")"
is 'and when it tries again' t "$(ask "SELECT next_pass > now() FROM copilot.collector_status LIMIT 1")"
ask 'DROP TRIGGER full_disk ON copilot.history_chunks; DROP FUNCTION refuse()' >/dev/null
is 'it goes on' t "$(collect)"
is 'nothing was lost' 500 "$(ask "SELECT rows_inserted FROM copilot._window('relation', now() - interval '1 hour', now(), NULL)
  AS w(object bigint, rows_inserted bigint) WHERE object = 't'::regclass::bigint")"

# Ended by an operator.
scheduler=$(pid_of 'copilot scheduler')
ask "SELECT pg_terminate_backend($scheduler)" >/dev/null
await "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot scheduler' AND pid <> $scheduler"
is 'an ended scheduler comes back' t "$(collect)"
is 'and was no crash' running "$(status)"

# Off and on.
ask 'ALTER SYSTEM SET copilot.enabled = off' >/dev/null
ask 'SELECT pg_reload_conf()' >/dev/null
await "SELECT state = 'off' FROM copilot.collector_status LIMIT 1"
is 'off, a pass is refused' 1 "$(collect | grep -c 'copilot.enabled is off')"
ask 'ALTER SYSTEM RESET copilot.enabled' >/dev/null
ask 'SELECT pg_reload_conf()' >/dev/null
await "SELECT state <> 'off' FROM copilot.collector_status LIMIT 1"
is 'on again, it is made' t "$(collect)"

# Rights.
ask 'CREATE ROLE nobody; CREATE ROLE monitor IN ROLE pg_monitor' >/dev/null
is 'a plain role cannot ask for a pass' 1 "$(ask 'SET ROLE nobody; SELECT copilot.collect_now()' | grep -c 'permission denied')"
is 'a monitor can' t "$(ask 'SET ROLE monitor; SELECT copilot.collect_now() IS NOT NULL')"
is 'but not enable the worker' 1 "$(ask 'SET ROLE monitor; SELECT copilot.worker_enable()' | grep -c 'permission denied')"
is 'a plain owner can dump a database with a history' t "$(ask 'CREATE ROLE owner LOGIN' >/dev/null
  ask 'CREATE DATABASE owned OWNER owner' >/dev/null
  psql -Xqd owned -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION copilot'
  pg_dump -U owner owned >"$work/dump" 2>&1 && ! grep -q 'COPY copilot.history' "$work/dump" && echo t || cat "$work/dump")"

# A restart, then crashes.
"$COPILOT_CLUSTER/ctl" restart -m fast
scheduler_there
is 'it runs after a restart' t "$(collect)"
is 'which is no crash' t "$(ask 'SELECT NOT copilot.worker_enable()')"
crash 'copilot scheduler'
scheduler_there
is 'after one crash it runs' t "$(collect)"
crash walwriter
scheduler_there
is 'the crash of another process does not count' t "$(collect)"
crash 'copilot scheduler'
await "SELECT state = 'disabled' FROM copilot.collector_status LIMIT 1"
is 'after two it stays down' 0 "$(ask "SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'copilot%'")"
is 'and says why' 'a process of copilot ended abnormally twice within an hour' "$(reason)"
is 'in the log too' t "$(grep -q 'copilot collects no history' "$COPILOT_CLUSTER/log" && echo t)"
is 'a pass is refused with the way out' 1 "$(collect | grep -c 'worker_enable')"
"$COPILOT_CLUSTER/ctl" restart -m fast
up
await "SELECT state = 'disabled' FROM copilot.collector_status LIMIT 1"
is 'also after a restart' 0 "$(ask "SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'copilot%'")"
is 'until it is enabled' t "$(ask 'SELECT copilot.worker_enable()')"
scheduler_there
is 'then it runs' t "$(collect)"

# While copilot.database is dropped.
psql -Xqd other -c 'DROP DATABASE postgres'
is 'copilot.database is dropped without waiting' 1 \
  "$(psql -XAtqd other -c 'SELECT copilot.collect_now()' 2>&1 | grep -c 'database "postgres" does not exist')"
exit $failed
