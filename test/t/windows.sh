#!/usr/bin/env bash
# Windows of the reports: what was done between two passes is what the report of that time shows, to the last row.
# Words: a pass is made by collect_now, which gives its time; moved chunks stand for the past.
# No time is slept: passes are made when the work is done, and a wait is awaited.
# cluster: --conf 'copilot.collect_interval = 1h' --conf 'copilot.wait_interval = 50ms' --conf 'autovacuum = off' --conf 'copilot.enabled = off'
set -uo pipefail
. "$(dirname "$0")/sessions.bash"

flush='SELECT FROM pg_stat_force_next_flush()'
collect() { ask 'SELECT copilot.collect_now()'; }
# One session, whose counters are the server's when it ends.
work() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1" -c "$flush" >/dev/null; }
refused() { psql -XAtqc "$1" 2>&1 | sed -n 's/^ERROR: *//p'; }

ask "SET client_min_messages = warning; CREATE EXTENSION copilot; CREATE EXTENSION pg_stat_statements;
  CREATE ROLE watcher LOGIN; CREATE ROLE monitor LOGIN IN ROLE pg_monitor" >/dev/null
is 'without history a window is an error' 'there is no history yet' "$(refused "SELECT * FROM copilot.table_usage(since => '1 hour')")"
is 'and so is a comparison' 'there is no history yet' "$(refused 'SELECT * FROM copilot.top_queries(compare => true)')"
is 'a report that has no other source says so too' 'there is no history yet' "$(refused "SELECT * FROM copilot.history('database.commits')")"
is 'without a window there are the counters' t "$(ask 'SELECT count(*) = 0 FROM copilot.table_usage()')"

ask "CREATE SCHEMA \"The Shop\"; CREATE TABLE \"The Shop\".\"Or ders\" (id integer PRIMARY KEY, note text);
  CREATE INDEX by_note ON \"The Shop\".\"Or ders\" (note); CREATE TABLE quiet (id integer)" >/dev/null
work "INSERT INTO \"The Shop\".\"Or ders\" SELECT g, 'n' FROM generate_series(1, 500) AS g"
# Only now, so that the scheduler's own first pass is no race with what is said without a history.
ask 'ALTER SYSTEM SET copilot.enabled = on' >/dev/null
ask 'SELECT pg_reload_conf()' >/dev/null
await "SELECT current_setting('copilot.enabled') = 'on'"
collect >/dev/null # the baseline
work "INSERT INTO \"The Shop\".\"Or ders\" SELECT g, 'n' FROM generate_series(1001, 1100) AS g;
  SELECT count(*) FROM \"The Shop\".\"Or ders\"; SELECT count(*) FROM \"The Shop\".\"Or ders\";
  SET enable_seqscan = off; SET enable_bitmapscan = off; SELECT note FROM \"The Shop\".\"Or ders\" WHERE id = 7"
first=$(collect)
usage="SELECT table_name, writes, seq_scans, index_scans, rows_read, rows_inserted FROM copilot.table_usage"
is 'table_usage tells what happened since the baseline, and nothing from before' \
  '"The Shop"."Or ders"|100|2|1|1201|100
public.quiet|0|0|0|0|0' "$(ask "$usage(since => '1 hour')")"
is 'the counters tell more' 600 "$(ask "SELECT rows_inserted FROM copilot.table_usage() WHERE writes > 0")"
is 'a window that began before the history is not complete' f "$(ask "SELECT DISTINCT window_complete FROM copilot.table_usage(since => '1 hour')")"
is 'index_usage judges the window, and what was before it' \
  '"The Shop".by_note|0|100|unused so far|f
"The Shop"."Or ders_pkey"|1|100|used|t' \
  "$(ask "SELECT index_name, scans, writes_paid, verdict, last_used IS NOT NULL FROM copilot.index_usage(since => '1 hour')")"

ask "DELETE FROM \"The Shop\".\"Or ders\" WHERE false" >/dev/null
work "SELECT count(*) FROM quiet WHERE false"
second=$(collect)
length="'$second'::timestamptz - '$first'::timestamptz"
is 'a window that begins with a pass has what came after it only' 0 \
  "$(ask "SELECT rows_inserted FROM copilot.table_usage(since => $length, until => '$second') WHERE table_name LIKE '%Or%'")"
is 'it is complete, and says what it covers' "t|t|t" \
  "$(ask "SELECT window_complete, window_from BETWEEN '$first'::timestamptz - interval '1 s' AND '$first', window_to BETWEEN '$first' AND '$second' FROM copilot.table_usage(since => $length, until => '$second') LIMIT 1")"
is 'an index that was used before the window is not called unused' 'used before' \
  "$(ask "SELECT verdict FROM copilot.index_usage(since => $length, until => '$second') WHERE index_name LIKE '%pkey%'")"

# Statements: the same one, faster and then slower.
top() { ask "SELECT calls, rows, total_time_ms > 0, round(mean_time_ms::numeric, 3) = round((total_time_ms / calls)::numeric, 3), $1 FROM copilot.top_queries($2) WHERE query LIKE '%AS planted%'"; }
work "SELECT count(*) AS planted FROM generate_series(1, 20000)"
third=$(collect)
work "SELECT count(*) AS planted FROM generate_series(1, 400000); SELECT count(*) AS planted FROM generate_series(1, 400000); SELECT 1 AS never_before"
fourth=$(collect)
is 'top_queries over all of it' '3|3|t|t|t' "$(top 'query ~ $$generate_series\(\$1, *\$2\)$$' "since => '1 hour'")"
is 'top_queries of the last pass' '2|2|t|t|t' "$(top 'share_percent > 0' "since => '$fourth'::timestamptz - '$third'::timestamptz, until => '$fourth'")"
ask "UPDATE copilot.history_chunks SET from_at = from_at - interval '30 minutes', to_at = to_at - interval '30 minutes' WHERE to_at <= '$third'" >/dev/null
is 'compare: the window before, of the same length' '2|2|t|t|t' \
  "$(top 'change_percent > 100 AND previous_mean_time_ms * 2 < mean_time_ms' "since => '20 minutes', compare => true")"
is 'what did not run before has nothing to be compared with' t \
  "$(ask "SELECT bool_and(change_percent IS NULL) FROM copilot.top_queries(since => '20 minutes', compare => true, max_rows => NULL) WHERE previous_mean_time_ms IS NULL")"
is 'order_by is checked first' 1 "$(refused "SELECT * FROM copilot.top_queries('cost', since => '20 minutes')" | grep -c order_by)"

# The default: the last hour, as soon as the history reaches back so far.
is 'half an hour of history: the counters' 602 "$(ask "SELECT sum(rows_inserted) + count(*) FROM copilot.table_usage()")"
ask "UPDATE copilot.history_chunks SET from_at = from_at - interval '2 hours', to_at = to_at - interval '2 hours' WHERE to_at <= '$third'" >/dev/null
is 'more than an hour: the last hour' '2|0' "$(ask "SELECT count(*), sum(rows_inserted) FROM copilot.table_usage()")"
is 'also of statements' 2 "$(ask "SELECT calls FROM copilot.top_queries() WHERE query LIKE '%AS planted%'")"
is 'a longer window has all' 100 "$(ask "SELECT sum(rows_inserted) FROM copilot.table_usage(since => '3 hours')")"
is 'a gap is said' f "$(ask "SELECT DISTINCT window_complete FROM copilot.table_usage(since => '2 hours')")"

# Mistakes.
is 'a window before the history' 1 "$(refused "SELECT * FROM copilot.table_usage(until => '2020-01-01')" | grep -c '^there is no history before 2')"
is 'a window that goes forward' 'since must be longer than nothing' "$(refused "SELECT * FROM copilot.wal(since => '0')")"
is 'a window in the future ends now' t "$(ask "SELECT bool_and(window_to <= now()) FROM copilot.wal(until => 'infinity')")"
is 'a window of another server' 'there is no history of that server, so since, until and compare cannot be used' \
  "$(refused "SELECT * FROM copilot.table_usage(since => '1 hour', server => 'host=$PGHOST dbname=postgres user=$PGUSER')")"
is 'history of another server' 'history needs the history, which is not kept of that server' \
  "$(refused "SELECT * FROM copilot.history('database.commits', server => 'host=$PGHOST dbname=postgres user=$PGUSER')")"

# Rights.
is 'without pg_monitor the counters are for everybody' t "$(ask 'SET ROLE watcher; SELECT sum(rows_inserted) = 600 FROM copilot.table_usage()')"
is 'but not the history' 1 "$(PGUSER=watcher refused "SELECT * FROM copilot.table_usage(since => '1 hour')" | grep -c 'permission denied')"
is 'pg_monitor is enough' 100 "$(ask "SET ROLE monitor; SELECT sum(rows_inserted) FROM copilot.table_usage(since => '3 hours')")"

# From another database.
ask 'CREATE DATABASE other' >/dev/null
psql -Xqd other -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION copilot' -c 'CREATE TABLE there (id integer)'
collect >/dev/null
PGDATABASE=other work 'INSERT INTO there SELECT generate_series(1, 7)'
collect >/dev/null
is 'each database sees its own tables' 'public.there|7' \
  "$(psql -XAtqd other -c "SELECT table_name, rows_inserted FROM copilot.table_usage(since => '1 hour')")"
is 'statements are seen from all, also where pg_stat_statements is not installed' 2 \
  "$(psql -XAtqd other -c "SELECT calls FROM copilot.top_queries(since => '1 hour') WHERE query LIKE '%AS planted%'")"
is 'and as server' 'public.there|7' "$(ask "SELECT table_name, rows_inserted FROM copilot.table_usage(since => '1 hour', server => '/other')")"

# Waits: one session waits for another's row.
ask "UPDATE \"The Shop\".\"Or ders\" SET note = 'o' WHERE id = 1" >/dev/null
session holder
tell holder "BEGIN; UPDATE \"The Shop\".\"Or ders\" SET note = 'h' WHERE id = 1;"
idle holder UPDATE
session waiter
tell waiter "UPDATE \"The Shop\".\"Or ders\" SET note = 'w' WHERE id = 1; SELECT 'done';"
stuck waiter UPDATE
is 'without a window there is one look, at now' 'Lock|transactionid|1' \
  "$(psql -XAtqd template1 -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION copilot' >/dev/null; ask "UPDATE copilot.history_chunks SET from_at = from_at - interval '9 days', to_at = to_at - interval '9 days' WHERE collector = 'wait'" >/dev/null; ask "SELECT wait_type, wait, average_active FROM copilot.waits() WHERE wait_type = 'Lock'")"
await "SELECT copilot.collect_now() IS NOT NULL AND coalesce((SELECT samples > 3 FROM copilot.waits(since => '30 minutes') WHERE wait = 'transactionid'), false)"
is 'the wait, its statement and its meaning' 'Lock|transactionid|t|t|t' \
  "$(ask "SELECT wait_type, wait, share_percent > 0, top_query LIKE 'UPDATE \"The Shop\"%', meaning LIKE '%the same row%' FROM copilot.waits(since => '30 minutes') WHERE wait = 'transactionid'")"
is 'shares are of one whole' 100 "$(ask "SELECT round(sum(share_percent)) FROM copilot.waits(since => '30 minutes')")"
tell holder 'COMMIT;'
idle waiter done

# Unused indexes, where the server does not say when one was last used: the baseline 36 days ago, the next pass since then.
if [ "$(ask 'SHOW server_version_num')" -lt 160000 ]; then
  verdict() { ask "SELECT status, possible_from IS NULL FROM copilot.checks('index') WHERE rule = 'unused_indexes'"; }
  found() { ask "SELECT severity, object FROM copilot.unused_indexes() WHERE object LIKE '%by_%'"; }
  ask "CREATE TABLE wide (id integer, a text, b text); CREATE INDEX by_a ON wide (a); CREATE INDEX by_b ON wide (b);
    INSERT INTO wide SELECT g, repeat(md5(g::text), 8), repeat(md5(g::text), 8) FROM generate_series(1, 5000) AS g" >/dev/null
  collect >/dev/null
  is 'a short history tells nothing of it' unknown "$(verdict | cut -d'|' -f1)"
  ask "DELETE FROM copilot.history_chunks WHERE collector = 'relation'" >/dev/null
  "$COPILOT_CLUSTER/ctl" restart >/dev/null
  collect >/dev/null # a baseline, with all gauges
  baseline=$(ask 'SELECT now()')
  work "SET enable_seqscan = off; SELECT id FROM wide WHERE a = 'x'"
  collect >/dev/null
  # No pass after this: it would let go of what is that old.
  ask "DELETE FROM copilot.history_chunks WHERE collector = 'relation' AND to_at < '$baseline' AND to_at > (SELECT min(to_at) FROM copilot.history_chunks WHERE collector = 'relation')" >/dev/null
  ask "UPDATE copilot.history_chunks SET from_at = CASE WHEN to_at < '$baseline' THEN from_at - interval '36 days' ELSE '$baseline'::timestamptz - interval '36 days' END,
      to_at = CASE WHEN to_at < '$baseline' THEN '$baseline'::timestamptz - interval '36 days' ELSE to_at END WHERE collector = 'relation'" >/dev/null
  is 'an index that was scanned in the window is used, the other one is not' 'notice|public.by_b' "$(found)"
  ask "UPDATE copilot.history_chunks SET from_at = from_at + interval '5 days' WHERE collector = 'relation' AND to_at > now() - interval '1 day'" >/dev/null
  is 'a gap may have hidden a scan' '' "$(ask "SELECT object FROM copilot.unused_indexes() WHERE severity <> 'unknown'")"
fi

# The write-ahead log.
before=$(ask 'SELECT wal_bytes FROM pg_stat_wal')
from=$(collect)
ask 'CHECKPOINT' >/dev/null
work "INSERT INTO quiet SELECT generate_series(1, 10000)"
to=$(collect)
length="'$to'::timestamptz - '$from'::timestamptz"
wal() { ask "SELECT $2 FROM copilot.wal(since => $length, until => '$to') WHERE what = '$1'"; }
is 'as much WAL as the rows need, not more than was written' t "$(wal 'WAL written' "value > 500000 AND value <= (SELECT wal_bytes FROM pg_stat_wal) - $before")"
is 'the checkpoint that was asked for' '1|count' "$(wal 'checkpoints on request' 'value, unit')"
is 'the counters, without a window' t "$(psql -XAtqd other -c "SELECT value >= 1 FROM copilot.wal() WHERE what = 'checkpoints on request'")"

# Any metric over time.
is 'history of one object' 10000 "$(ask "SELECT sum(value) FROM copilot.history('relation.rows_inserted', 'public.quiet', since => $length, until => '$to')")"
is 'of a database, by its name' t "$(ask "SELECT sum(value) > 0 FROM copilot.history('database.commits', 'postgres')")"
is 'of a statement, by its queryid' 2 \
  "$(ask "SELECT sum(value) FROM copilot.history('statement.calls', (SELECT queryid::text FROM copilot.top_queries(since => '1 hour') WHERE query LIKE '%AS planted%'))")"
is 'times are in ms' ms "$(ask "SELECT DISTINCT unit FROM copilot.history('statement.exec_us')")"
is 'of a wait' t "$(ask "SELECT sum(value) > 3 FROM copilot.history('wait.samples', 'Lock:transactionid')")"
is 'a metric that is none' 'there is no metric "relation.size"' "$(refused "SELECT * FROM copilot.history('relation.size')")"
is 'every metric of the list can be shown' "$(ask 'SELECT count(*) FROM copilot.history_metrics')" \
  "$(ask "SELECT count(*) FROM copilot.history_metrics AS m WHERE (SELECT count(*) FROM copilot.history(m.metric)) >= 0")"

exit $failed
