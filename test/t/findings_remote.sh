#!/usr/bin/env bash
# What is judged of another server is what it says of itself; suppressions are the hub's.
# Words: see servers.bash.
# Durations grow between two calls, so numbers of seconds are not compared; all else is.
# cluster: none
set -uo pipefail
# shellcheck source=test/t/servers.bash
source "$(dirname "${BASH_SOURCE[0]}")/servers.bash"
two_clusters
work=$(mktemp -d)
chmod 755 "$work"

peer -c 'CREATE EXTENSION copilot' -c 'CREATE DATABASE without_copilot' || exit 1
plant='CREATE TABLE "Odd ""t"" 😀" (id serial PRIMARY KEY, n integer);
  INSERT INTO "Odd ""t"" 😀" (n) VALUES (1), (1);
  CREATE INDEX never_used ON "Odd ""t"" 😀" (n);
  CREATE SEQUENCE nearly MAXVALUE 100'
for database in postgres without_copilot; do
  peer -d $database -c "$plant" -c "SELECT setval('nearly', 97)" >/dev/null || exit 1
  peer -d $database -c 'CREATE UNIQUE INDEX CONCURRENTLY failed ON "Odd ""t"" 😀" (n)' 2>/dev/null
done
hub -v ON_ERROR_STOP=1 <<SQL || exit 1
CREATE EXTENSION copilot;
CREATE SERVER peer FOREIGN DATA WRAPPER copilot
  OPTIONS (host '127.0.0.1', port '$PEER_PGPORT', dbname 'postgres');
CREATE USER MAPPING FOR postgres SERVER peer OPTIONS (user 'postgres');
SQL
session postgres 'UPDATE "Odd ""t"" 😀" SET n = 2'
PGAPPNAME=planted peer -c 'SET lock_timeout = 0' -c 'UPDATE "Odd ""t"" 😀" SET n = 3' &
children+=($!)
reported() { [ "$(peer -c "SELECT count(*) FROM copilot.findings('{lock}')")" = 1 ]; }
until_true reported || exit 1

columns="rule, category, severity, object_type, object, regexp_replace(title, '[0-9]+ s$', 'N s') AS title, confidence,
  regexp_replace(detail, '[0-9]+ s\\.', 'N s') AS detail, caveats, verify_sql, fix_kind, fix, fix_lock, fix_duration, undo, related, docs, suppressed,
  evidence - '{longest_wait_seconds,state_seconds,transaction_seconds}'::text[] AS evidence"
peer -c "SELECT $columns FROM copilot.findings()" >"$work/local"
hub -c "SELECT $columns FROM copilot.findings(server => 'peer')" >"$work/remote" 2>&1
diff "$work/local" "$work/remote" | sed 's/^/# /'
cmp -s "$work/local" "$work/remote" && [ "$(grep -c . "$work/local")" -ge 4 ]
verdict 'findings are the same, from there and from here'

# No history is kept of another server: what needs one is not applicable there.
history="rule LIKE 'capacity%' OR rule = 'query_regression'"
peer -c "SELECT rule, CASE WHEN $history THEN 'not_applicable' ELSE status END FROM copilot.checks()" >"$work/local"
hub -c "SELECT rule, status FROM copilot.checks(server => 'peer')" >"$work/remote" 2>&1
diff "$work/local" "$work/remote"
verdict 'checks are the same'
peer -c "SELECT area, status, score, findings FROM copilot.health() WHERE area <> 'query'" >"$work/local"
hub -c "SELECT area, status, score, findings FROM copilot.health('peer') WHERE area <> 'query'" >"$work/remote" 2>&1
diff "$work/local" "$work/remote"
verdict 'health is the same'
says 'health says where it looked' 'database postgres, not into without_copilot' \
  "SELECT headline FROM copilot.health('peer') WHERE area = 'overall'"
says 'unused_indexes too' 'unknown.*Whether 1 index of database postgres is unused' \
  "SELECT severity, title FROM copilot.unused_indexes('peer')"
says 'a database without copilot is judged alike' '^invalid_indexes sequences_near_exhaustion unused_indexes $' \
  "SELECT rule FROM copilot.findings('{index,capacity}', server => 'peer/without_copilot') ORDER BY 1"

hub -c "SELECT copilot.suppress('invalid_indexes', 'known')" >/dev/null
says 'what is suppressed here is left out of what is said of there' '^suppressed $' \
  "SELECT status FROM copilot.checks('index', server => 'peer') WHERE rule = 'invalid_indexes'"
[ "$(peer -c "SELECT status FROM copilot.checks('index') WHERE rule = 'invalid_indexes'")" = failed ]
verdict 'and only here'

# A role without rights there.
peer -c "CREATE ROLE watcher LOGIN PASSWORD 'secret'" || exit 1
says 'the grant that is missing is that of the role there' 'As superuser run GRANT pg_monitor TO watcher\.' \
  "SELECT DISTINCT fix FROM copilot.findings('{lock}', server => 'host=127.0.0.1 port=$PEER_PGPORT user=watcher password=secret dbname=postgres')"
finish
