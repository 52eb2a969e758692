#!/usr/bin/env bash
# The reports on storage while another session locks every table, its indexes and its TOAST exclusively, and while
# databases come and go.
# Words: the locker is a session in an open transaction; the dropper makes and drops a database again and again.
# No report may wait, fail or change a number because of them.
# cluster: --conf 'autovacuum = off'
set -uo pipefail
failed=0
check() { # NAME GOT WANTED
  if [ "$2" = "$3" ]; then
    echo "ok - $1"
  else
    echo "not ok - $1"
    printf '# got:    %s\n# wanted: %s\n' "$2" "$3"
    failed=1
  fi
}
query() { psql -XAtq -v ON_ERROR_STOP=1 "$@" 2>&1; }

query <<'SQL' || exit 1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE EXTENSION IF NOT EXISTS pg_buffercache;
CREATE TABLE plain (id integer PRIMARY KEY, long text);
ALTER TABLE plain ALTER long SET STORAGE EXTERNAL;
INSERT INTO plain SELECT g, repeat(md5(g::text), 200) FROM generate_series(1, 2000) AS g;
CREATE TABLE parted (id integer) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10000);
INSERT INTO parted SELECT generate_series(1, 9999);
CREATE INDEX ON parted (id);
CREATE MATERIALIZED VIEW view AS SELECT * FROM plain;
CREATE TABLE never_counted AS SELECT generate_series(1, 5000) AS id;
ANALYZE plain, parted;
CREATE SCHEMA before;
CREATE TABLE before.sizes AS SELECT * FROM copilot.table_sizes() LIMIT 0;
CREATE TABLE before.cache AS SELECT * FROM copilot.buffer_cache() LIMIT 0;
INSERT INTO before.sizes SELECT * FROM copilot.table_sizes() WHERE table_name LIKE 'public.%';
INSERT INTO before.cache SELECT * FROM copilot.buffer_cache(max_rows => NULL) WHERE name LIKE '%public.%';
SQL

# TRUNCATE locks indexes and TOAST too, and keeps the old files until it commits.
coproc locker { psql -XAtq -v ON_ERROR_STOP=1 2>&1; }
cat >&"${locker[1]}" <<'SQL'
BEGIN;
TRUNCATE plain, parted, never_counted;
REFRESH MATERIALIZED VIEW view;
SELECT 'locked';
SQL
while read -r -u "${locker[0]}" line; do
  [ "$line" = locked ] && break
  echo "# locker: $line"
done
check 'the locker holds its locks' "$line" locked
export PGOPTIONS='-c statement_timeout=5s'
check 'the locks are exclusive' "$(query -c "SET lock_timeout = 50; SELECT count(*) FROM plain" | grep -c 'lock timeout')" 1

check 'table_sizes is the same as before' \
  "$(query -c "SELECT count(*), count(b.table_name), bool_and((r.*) IS NOT DISTINCT FROM (b.*)), bool_and(r.exact)
    FROM copilot.table_sizes() AS r FULL JOIN before.sizes AS b USING (table_name) WHERE table_name LIKE 'public.%'")" '4|4|t|t'
check 'all rows of table_sizes are there' \
  "$(query -c "SELECT count(*) FROM copilot.table_sizes(NULL) WHERE table_name LIKE 'public.%'")" 4
check 'all rows still add up to the database' \
  "$(query -c "SELECT sum(total_bytes) = pg_database_size(current_database()) FROM copilot.table_sizes(NULL)")" t
check 'buffer_cache names what is locked' \
  "$(query -c "SELECT count(*) FILTER (WHERE r.cached_percent IS NULL), count(*) FILTER (WHERE b.name LIKE '%public.plain%') >= 3
    FROM before.cache AS b LEFT JOIN copilot.buffer_cache(max_rows => NULL) AS r USING (name)")" '0|t'
check 'database_sizes does not wait' "$(query -c 'SELECT count(*) > 0 FROM copilot.database_sizes()')" t
check 'memory does not wait' "$(query -c 'SELECT count(*) > 0 FROM copilot.memory()')" t
printf 'ROLLBACK;\n\\q\n' >&"${locker[1]}"
wait "${locker_PID:?}"

# Databases that go away while their sizes are added up.
(while query -c 'CREATE DATABASE fleeting' -c 'DROP DATABASE fleeting' >/dev/null; do :; done) &
dropper=$!
calls=$(for _ in $(seq 300); do echo "SELECT count(*) > 2 FROM copilot.database_sizes();"; done
  for _ in $(seq 60); do echo "SELECT count(*) > 1 FROM copilot.buffer_cache('database');"; done)
check 'databases may be dropped meanwhile' "$(query <<<"$calls" | sort | uniq -c | sed 's/^ *//')" '360 t'
kill "$dropper" 2>/dev/null
wait "$dropper" 2>/dev/null
exit $failed
