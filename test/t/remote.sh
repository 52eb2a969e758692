#!/usr/bin/env bash
# Every report says of another server what it says there; limits, failures and leaks of the way between.
# Words: see servers.bash. Reports are taken from copilot.reports, so that a new one is covered at once.
# What a report cannot show alike is left out column by column, with the reason; nothing else may be.
# cluster: none
set -uo pipefail
# shellcheck source=test/t/servers.bash
source "$(dirname "${BASH_SOURCE[0]}")/servers.bash"
two_clusters
work=$(mktemp -d)
chmod 755 "$work"

# --- a workload on the peer, and the same extensions that reports need there
peer -c 'CREATE EXTENSION copilot' -c 'CREATE EXTENSION pg_buffercache' \
  -c 'CREATE SCHEMA "Odd schema"' -c 'CREATE EXTENSION pg_stat_statements SCHEMA "Odd schema"' || exit 1
peer -c 'SELECT copilot.collect_now() FROM generate_series(1, 2)' >/dev/null || exit 1 # so that there is a history to judge
peer <<'SQL' || exit 1
CREATE SCHEMA planted;
CREATE TABLE planted."Odd ""name"" 😀" (id integer PRIMARY KEY, note text);
INSERT INTO planted."Odd ""name"" 😀" SELECT n, repeat('x', 2000) FROM generate_series(1, 2000) AS n;
CREATE TABLE planted.parted (id integer, at date) PARTITION BY RANGE (id);
CREATE TABLE planted.parted_1 PARTITION OF planted.parted FOR VALUES FROM (0) TO (1000);
CREATE TABLE planted.parted_2 PARTITION OF planted.parted FOR VALUES FROM (1000) TO (2000);
CREATE INDEX ON planted.parted (at);
INSERT INTO planted.parted SELECT n, date '2020-01-01' + n FROM generate_series(0, 1999) AS n;
VACUUM ANALYZE;
SELECT count(*) FROM planted.parted /* planted */ WHERE id < 10 \g /dev/null
SELECT count(*) FROM planted.parted_1 WHERE at = '2020-02-02' \g /dev/null
ALTER SYSTEM SET work_mem = '7MB';
ALTER SYSTEM SET primary_conninfo = 'host=a password=hidden-one';
SELECT pg_reload_conf() \g /dev/null
CREATE TABLE planted.nearly_full (id smallserial PRIMARY KEY);
SELECT setval('planted.nearly_full_id_seq', 32700) \g /dev/null
CHECKPOINT;
SQL
hub -v ON_ERROR_STOP=1 <<SQL || exit 1
CREATE EXTENSION copilot;
CREATE SERVER peer FOREIGN DATA WRAPPER copilot
  OPTIONS (host '127.0.0.1', port '$PEER_PGPORT', dbname 'postgres');
CREATE USER MAPPING FOR postgres SERVER peer OPTIONS (user 'postgres');
SQL
session postgres 'LOCK planted.parted IN SHARE MODE'
PGAPPNAME=planted peer -c 'SET lock_timeout = 0' -c 'BEGIN; LOCK planted.parted IN ROW EXCLUSIVE MODE' &
children+=($!)
blocked() { [ "$(peer -c "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")" = 1 ]; }
until_true blocked || exit 1

# --- each report both ways
# Where two runs differ in themselves, the columns or rows that stay the same.
declare -A columns=(
  # Ages grow between two calls.
  [activity]='pid, database, role, application, client, state, wait, blocked_by, query, backend_type'
  [locks]='depth, pid, root_pid, waiting_for, held_mode, wait_mode, object, role, application, state, database'
  # The two runs are themselves statements with times, which shift ranks and shares.
  [top_queries]='queryid, database, role, calls, rows, query'
  # The runs look at tables' statistics, catalogs and the cache themselves.
  [buffer_cache]='name, cached_bytes, cached_percent, dirty_bytes'
  [memory]='what'
  # The window ends now, and the log grows meanwhile.
  [wal]='what, unit, meaning'
  [waits]='wait_type, wait, top_query, top_object, meaning, window_complete'
  # The window ends now, which is twice.
  [index_usage]='index_name, table_name, size_bytes, scans, rows_read, last_used, writes_paid, is_unique, verdict'
  [table_usage]='table_name, reads, writes, seq_scans, index_scans, rows_read, rows_inserted, rows_updated,
    rows_deleted, hot_update_percent, read_share_percent, cache_hit_percent'
)
declare -A rows=(
  [activity]="application = 'planted'"
  [connections]="name = 'planted'"
  [top_queries]="query LIKE '%planted%' AND query NOT LIKE '%copilot%'"
  [buffer_cache]="name LIKE 'planted.%'"
  # Read from the files of the machine, which only the server itself can.
  [memory]="what IN ('shared_buffers', 'work_mem')"
)
# Nothing that stays the same may fall below the default number of rows.
declare -A arguments=([top_queries]='max_rows => 5000' [buffer_cache]='max_rows => 5000')
same_report() {
  local report=$1 before after
  before="SELECT ${columns[$report]:-*} FROM copilot.$report(${arguments[$report]:-}"
  after=") WHERE ${rows[$report]:-true}"
  peer -c "$before$after" 2>&1 | sort >"$work/there"
  hub -c "$before${arguments[$report]:+, }server => 'peer'$after" 2>&1 | sort >"$work/here"
  diff "$work/there" "$work/here" | sed 's/^/#   /'
  cmp -s "$work/there" "$work/here" && [ -s "$work/here" ] && ! grep -q ERROR "$work/here"
}
reports=$(hub -c "SELECT proname FROM pg_proc JOIN copilot.reports ON name = proname
  WHERE pronamespace = 'copilot'::regnamespace AND pronargs = pronargdefaults ORDER BY 1")
[ -n "$reports" ]
verdict 'there are reports'
# What is judged is judged alike; ages and the time of it stand in other columns.
columns[checks]='rule, status, reason'
# What judges the history judges only here.
rows[checks]="rule NOT LIKE 'capacity%' AND rule <> 'query_regression'"
columns[health]='area, status, findings'
columns[findings]='rule, severity, object_type, object, title, fix'
# These have no other source than the history.
needs_history=' changes growth regressions '
for report in $reports checks findings health; do
  if [[ $needs_history == *" $report "* ]]; then
    says "$report needs the history, and says that it is not here" \
      "^ERROR:  0A000: $report needs the history, which is not kept of that server " \
      "SELECT * FROM copilot.$report(server => 'peer')"
    continue
  fi
  same_report "$report"
  verdict "$report is the same there and from here"
done
! { for report in $reports; do hub -c "SELECT * FROM copilot.$report(server => 'peer')"; done | grep hidden-one; }
verdict 'no report shows a password of the other server'
says 'what a report needs there is said of there' 'ERROR:  55000: .*pg_buffercache.* database template1' \
  "SELECT * FROM copilot.buffer_cache(server => 'peer/template1')"
says 'arguments are checked as here' 'ERROR:  22023: .*Allowed are' \
  "SELECT * FROM copilot.top_queries(order_by => 'nothing', server => 'peer')"

finish
