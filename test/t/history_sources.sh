#!/usr/bin/env bash
# What the collectors store equals what the server's own views say, read before and after planted work.
# Words: a pass is made by collect_now; mark begins a window with a pass, and the window ends with the next; shop is a
# database in which nobody else works.
# The server's views are the truth here, and planted sessions for what only samples see.
# cluster: --conf 'autovacuum = off' --conf 'copilot.collect_interval = 1h' --conf 'copilot.wait_interval = 10ms' --conf 'bgwriter_lru_maxpages = 0' --conf 'checkpoint_timeout = 1h' --conf 'track_io_timing = on' --conf 'wal_level = logical'
set -uo pipefail
. "$(dirname "$0")/sessions.bash"

collect() { ask 'SELECT copilot.collect_now()' >/dev/null; }
mark() { collect && since=$(ask "SELECT max(to_at) FROM copilot.history_chunks WHERE level = 0"); }
# COLLECTOR 'METRIC, ...' 'WHERE ...': of the window from the mark to the last pass.
window() {
  ask "SELECT $2 FROM copilot._window('$1', '$since', now()) AS w(scope bigint, object bigint, ${2//,/ bigint,} bigint) WHERE $3"
}
complete() { # COLLECTOR 'WHERE ...'
  ask "SELECT DISTINCT window_complete FROM copilot._window('$1', '$since', now())
    AS w(scope bigint, object bigint, window_complete boolean) WHERE $2"
}
in_shop() { psql -XAtq -v ON_ERROR_STOP=1 -d 'shop "1"' -c "$1" ${2:+-c "$2"} -c 'SELECT FROM pg_stat_force_next_flush()' 2>&1; }
difference() { # BEFORE AFTER, lines of numbers separated by |
  paste -d'|' <(printf '%s\n' "$1") <(printf '%s\n' "$2") |
    awk -F'|' '{ for (i = 1; i <= NF / 2; i++) printf "%s%.0f", (i > 1 ? "|" : ""), $(NF / 2 + i) - $i; print "" }'
}
between() { # WHAT LOW VALUE HIGH
  is "$1" yes "$(awk -v l="$2" -v v="$3" -v h="$4" 'BEGIN { print v != "" && l <= v && v <= h ? "yes" : v " is not from " l " to " h }')"
}

ask 'CREATE DATABASE "shop ""1"""' >/dev/null
psql -Xq <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE EXTENSION pg_stat_statements;
SQL
await "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'"
shop=$(ask "SELECT oid FROM pg_database WHERE datname = 'shop \"1\"'")
in_shop 'CREATE TABLE "We ird.""t" (id integer PRIMARY KEY, n integer, long text);
  CREATE INDEX n ON "We ird.""t" (n);
  CREATE TABLE quiet AS SELECT 1 AS id;
  INSERT INTO "We ird.""t" SELECT g, g, repeat(md5(g::text), 200) FROM generate_series(1, 500) AS g' >/dev/null
in_shop 'SELECT count(*) FROM quiet' >/dev/null # its counters are there before the first pass
oid() { in_shop "SELECT '\"We ird.\"\"t\"'::regclass::oid"; }
table=$(oid) index=$(in_shop "SELECT 'n'::regclass::oid") toast=$(in_shop "SELECT reltoastrelid FROM pg_class WHERE oid = $table")
quiet=$(in_shop "SELECT 'quiet'::regclass::oid")

# Relations, against the views of their own database.
table_view() {
  in_shop "SELECT seq_scan + idx_scan * 0, seq_tup_read, n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd, heap_blks_hit,
    heap_blks_read + heap_blks_hit, vacuum_count, analyze_count FROM pg_stat_user_tables JOIN pg_statio_user_tables USING (relid)
    WHERE relid = $table"
}
index_view() {
  in_shop "SELECT idx_scan, idx_tup_read, idx_tup_fetch, idx_blks_hit, idx_blks_read + idx_blks_hit
    FROM pg_stat_user_indexes JOIN pg_statio_user_indexes USING (indexrelid) WHERE indexrelid = $index"
}
toast_view() {
  in_shop "SELECT n_tup_ins, n_tup_del, toast_blks_read + toast_blks_hit FROM pg_stat_all_tables AS t,
    pg_statio_user_tables AS io WHERE t.relid = $toast AND io.relid = $table"
}
mark
before_table=$(table_view) before_index=$(index_view) before_toast=$(toast_view)
in_shop 'INSERT INTO "We ird.""t" SELECT g, g, repeat(md5(g::text), 200) FROM generate_series(501, 1000) AS g' >/dev/null
in_shop 'UPDATE "We ird.""t" SET n = n + 1 WHERE id % 7 = 0; UPDATE "We ird.""t" SET long = $$x$$ WHERE id = 3' >/dev/null
in_shop 'DELETE FROM "We ird.""t" WHERE id > 990; SET enable_seqscan = off;
  SELECT count(*) FROM "We ird.""t" WHERE n BETWEEN 10 AND 99; SELECT sum(length(long)) FROM "We ird.""t" WHERE n = 5' >/dev/null
in_shop 'VACUUM ANALYZE "We ird.""t"' >/dev/null
collect
of_table() { window relation "$1" "scope = $shop AND object = $table"; }
is 'a table' "$(difference "$before_table" "$(table_view)")" \
  "$(of_table 'scans, rows_returned, rows_inserted, rows_updated, rows_deleted, rows_hot_updated, blocks_hit, blocks_fetched, vacuums, analyzes' | sed 's/||/|0|/g')"
is 'an index' "$(difference "$before_index" "$(index_view)")" \
  "$(window relation 'scans, rows_returned, rows_fetched, blocks_hit, blocks_fetched' "scope = $shop AND object = $index")"
is 'a TOAST table' "$(difference "$before_toast" "$(toast_view)")" \
  "$(window relation 'rows_inserted, rows_deleted, blocks_fetched' "scope = $shop AND object = $toast")"
is 'its gauges' "$(in_shop "SELECT n_live_tup, n_dead_tup, n_mod_since_analyze, n_ins_since_vacuum,
    extract(epoch FROM last_vacuum - '2000-01-01 00:00Z') * 1000000 FROM pg_stat_user_tables WHERE relid = $table" | sed 's/\.0*$//')" \
  "$(of_table 'live_rows, dead_rows, changes_since_analyze, inserts_since_vacuum, last_vacuum')"
is 'what nobody touched is not told' '' "$(window relation scans "scope = $shop AND object = $quiet AND scans > 0")"
is 'the window is whole' t "$(complete relation "scope = $shop")"

# TRUNCATE keeps the counters; a reset, of one table or of all, is told.
mark
in_shop 'TRUNCATE "We ird.""t"; INSERT INTO "We ird.""t" VALUES (1, 1, NULL), (2, 2, NULL)' >/dev/null
collect
is 'TRUNCATE' '2|2' "$(of_table 'rows_inserted, live_rows')"
mark
in_shop "SELECT pg_stat_reset_single_table_counters($table)" >/dev/null
in_shop 'INSERT INTO "We ird.""t" VALUES (3, 3, NULL)' >/dev/null
collect
is 'a table whose counters were reset counts from zero' '1' "$(of_table rows_inserted)"
is 'and its window is not whole' f "$(complete relation "scope = $shop AND object = $table")"
is 'that of the others is' t "$(complete relation "scope = $shop AND object <> $table")"

# DROP: what was before it is kept; a table of the same name is another.
mark
in_shop 'INSERT INTO "We ird.""t" VALUES (4, 4, NULL)' >/dev/null
collect
in_shop 'DROP TABLE "We ird.""t"; CREATE TABLE "We ird.""t" (id integer); INSERT INTO "We ird.""t" VALUES (1), (2)' >/dev/null
collect
is 'work on a table that was dropped' 1 "$(of_table rows_inserted)"
is 'a new table of its name' 2 "$(window relation rows_inserted "scope = $shop AND object = $(oid)")"

# Sizes, also of what is rewritten: the new file is known by its name first, and looked at in the next pass.
in_shop 'CREATE TABLE "sizes ""x" (id integer PRIMARY KEY, long text)' >/dev/null
in_shop 'ALTER TABLE "sizes ""x" ALTER long SET STORAGE EXTERNAL' >/dev/null
sized() { # as the server sees it, and as it is stored: all forks of a table, its index and its TOAST table, and the main one
  local oid
  for oid in $(in_shop "SELECT unnest(ARRAY[c.oid, c.reltoastrelid, i.indexrelid]) FROM pg_class AS c JOIN pg_index AS i ON i.indrelid = c.oid
    WHERE c.relname = 'sizes \"x'"); do
    in_shop "SELECT pg_relation_size($oid) + pg_relation_size($oid, 'fsm') + pg_relation_size($oid, 'vm'), pg_relation_size($oid)"
    window relation 'bytes, main_bytes' "scope = $shop AND object = $oid"
  done | awk 'NR % 2 { server = $0; next } { print server == $0 ? "same" : server " is stored as " $0 }' | sort | uniq -c | sed 's/^ *//'
}
mark
collect # knows its name
in_shop 'INSERT INTO "sizes ""x" SELECT g, repeat($$x$$, 3000) FROM generate_series(1, 300) AS g' 'VACUUM "sizes ""x"' >/dev/null
collect
is 'sizes of a table, its index and its TOAST table' '3 same' "$(sized)"
full=$(in_shop "SELECT pg_total_relation_size('\"sizes \"\"x\"')")
in_shop 'DELETE FROM "sizes ""x" WHERE id > 10' 'VACUUM FULL "sizes ""x"' >/dev/null
collect
collect
is 'sizes after VACUUM FULL' '3 same' "$(sized)"
between 'which made it smaller' 16384 "$(in_shop "SELECT pg_total_relation_size('\"sizes \"\"x\"')")" $((full / 4))
in_shop 'TRUNCATE "sizes ""x"' >/dev/null
collect
collect
is 'sizes after TRUNCATE' '3 same' "$(sized)"

# Databases, from outside.
database_view() {
  ask "SELECT xact_commit, xact_rollback, tup_inserted, tup_updated, tup_deleted, tup_returned, tup_fetched, temp_files, temp_bytes,
    blks_read, blks_hit, sessions FROM pg_stat_database WHERE datid = $shop"
}
before=$(database_view)
mark
in_shop 'CREATE TABLE u AS SELECT generate_series(1, 50000) AS id; DELETE FROM u WHERE id < 10' >/dev/null
in_shop 'SET work_mem = 64; SELECT count(*) FROM (SELECT id FROM u ORDER BY id DESC) AS s; BEGIN; UPDATE u SET id = 0 WHERE id = 10; ROLLBACK' >/dev/null
after=$(database_view)
collect
is 'a database' "$(difference "$before" "$after")" \
  "$(window database 'commits, rollbacks, rows_inserted, rows_updated, rows_deleted, rows_returned, rows_fetched, temp_files, temp_bytes,
     blocks_read, blocks_hit, sessions' "scope = 0 AND object = $shop")"
is 'its size' t \
  "$(ask "SELECT bytes BETWEEN 7000000 AND 90000000 FROM copilot._window('database', (SELECT min(from_at) FROM copilot.history_chunks), now())
    AS w(object bigint, bytes bigint) WHERE object = $shop")"
is 'its name' 'shop "1"' "$(ask "SELECT name FROM copilot._history_objects('database'::text) WHERE object = $shop")"
in_shop 'SELECT pg_stat_reset()' >/dev/null
collect
is 'a database whose counters were reset' f "$(complete database "object = $shop")"

# Statements.
statement_view() {
  ask "SELECT sum(calls), sum(rows), sum(shared_blks_hit), sum(temp_blks_written), sum(wal_bytes) FROM pg_stat_statements WHERE dbid = $shop
    AND query ~ '^(SELECT count|UPDATE u|INSERT INTO u)'"
}
in_shop 'SELECT count(*) FROM u WHERE id > 7' >/dev/null
before=$(statement_view)
mark
for n in 1 2 3; do in_shop "SELECT count(*) FROM u WHERE id > $n; INSERT INTO u SELECT generate_series(1, $n)" >/dev/null; done
in_shop "UPDATE u SET id = id + 1 WHERE id < 1000 /* 'a secret' */" >/dev/null
collect
names="copilot._history_statements() AS s ON s.database::bigint = w.scope AND s.statement = w.object"
is 'statements' "$(difference "$before" "$(statement_view)")" \
  "$(ask "SELECT sum(calls), sum(rows), sum(shared_hit), coalesce(sum(temp_written), 0), sum(wal_bytes)
    FROM copilot._window('statement', '$since', now(), $shop) AS w(scope bigint, object bigint, calls bigint, rows bigint, shared_hit bigint,
      temp_written bigint, wal_bytes bigint) JOIN $names WHERE query ~ '^(SELECT count|UPDATE u|INSERT INTO u)'")"
is 'their times' t "$(ask "SELECT abs(sum(exec_us) - (SELECT total_exec_time * 1000 FROM pg_stat_statements WHERE dbid = $shop
    AND query ~ '^UPDATE u SET id = id')) <= 1 FROM copilot._window('statement', '$since', now(), $shop)
    AS w(scope bigint, object bigint, exec_us bigint) JOIN $names WHERE query ~ '^UPDATE u SET id = id'")"
is 'no constant and no comment is stored' 0 "$(ask "SELECT count(*) FROM copilot.history_statements WHERE query ~ 'secret|1000'")"
is 'the passes leave no statements of their own' 0 "$(ask "SELECT count(*) FROM pg_stat_statements WHERE query ~ 'INSERT INTO copilot'")"
ask "SELECT pg_stat_statements_reset()" >/dev/null
in_shop 'SELECT count(*) FROM u WHERE id > 7' >/dev/null
mark
in_shop 'SELECT count(*) FROM u WHERE id > 8' >/dev/null
collect
is 'after a reset they go on' 1 "$(ask "SELECT calls FROM copilot._window('statement', '$since', now(), $shop)
  AS w(scope bigint, object bigint, calls bigint) JOIN $names WHERE query ~ '^SELECT count.* WHERE id >'")"

# The server, between two readings each: the pass itself writes.
server_view() { ask "SELECT wal_records, wal_bytes, pg_current_wal_lsn() - '0/0' FROM pg_stat_wal"; }
outer=$(server_view)
mark
inner=$(server_view)
in_shop 'INSERT INTO u SELECT generate_series(1, 20000); CHECKPOINT' >/dev/null
inner_end=$(server_view)
collect
outer_end=$(server_view)
IFS='|' read -r low low_bytes _ < <(difference "$inner" "$inner_end")
IFS='|' read -r high high_bytes _ < <(difference "$outer" "$outer_end")
IFS='|' read -r records bytes checkpoints position xid multixact < <(window server \
  'wal_records, wal_bytes, checkpoints_requested, wal_position, xid, multixact' 'object = 0')
between 'records of WAL' "$low" "$records" "$high"
between 'bytes of WAL' "$low_bytes" "$bytes" "$high_bytes"
between 'the end of the WAL' "$(cut -d'|' -f3 <<<"$inner_end")" "$position" "$(cut -d'|' -f3 <<<"$outer_end")"
is 'a checkpoint' 1 "$checkpoints"
between 'the next transaction' 700 "$xid" "$(ask 'SELECT pg_current_xact_id()')"
is 'the next multixact' "$(ask 'SELECT next_multixact_id FROM pg_control_checkpoint()')" "$multixact"
is 'connections' 47 "$(window server max_connections 'object = 0')"

# Space and slots.
is 'the file system of the data directory' "$(($(stat -f -c '%b * %S' "$PGDATA")))" \
  "$(ask "SELECT w.bytes FROM copilot._window('filesystem', '$since', now()) AS w(object bigint, bytes bigint)
    JOIN copilot._history_objects('filesystem'::text) AS o USING (object) WHERE detail->'uses' ? 'data directory'")"
ask "SELECT pg_create_physical_replication_slot('keeper', true)" >/dev/null
mark
in_shop 'INSERT INTO u SELECT generate_series(1, 1000)' CHECKPOINT >/dev/null # which writes the WAL
collect
between 'a slot keeps WAL' 50000 "$(ask "SELECT w.retained_bytes FROM copilot._window('slot', '$since', now()) AS w(object bigint, retained_bytes bigint)
  JOIN copilot._history_objects('slot'::text) AS o USING (object) WHERE name = 'keeper'")" \
  "$(ask "SELECT pg_current_wal_lsn() - restart_lsn FROM pg_replication_slots")"
is 'an SLRU by its name' 8 "$(ask "SELECT count(*) FROM copilot._history_objects('slru'::text)")"

# What sessions wait for: one holds a row, one waits for it, one for the table.
mark
session holder 'shop "1"'
session waiter 'shop "1"'
session locker 'shop "1"'
tell holder 'BEGIN; UPDATE "We ird.""t" SET id = 7 WHERE id = 1;'
idle holder 'id = 7'
tell waiter 'UPDATE "We ird.""t" SET id = 8 WHERE id = 1;'
stuck waiter 'id = 8'
tell locker 'BEGIN\; LOCK TABLE "We ird.""t";'
stuck locker 'LOCK TABLE'
waits() { # COLLECTOR EVENT CONDITION
  printf '%s' "SELECT coalesce(sum(samples), 0) > 0 AND coalesce(sum(sampled_us), 0) BETWEEN 1000 AND 60000000
    FROM copilot._window('$1', '$since', now()) AS w(scope bigint, object bigint, samples bigint, sampled_us bigint)
      JOIN copilot._history_objects('wait'::text) AS o USING (scope) WHERE o.name = '$2' AND $3"
}
end=$((SECONDS + 60))
until [ "$(ask "$(waits wait Lock:relation true)")" = t ] || [ $SECONDS -ge $end ]; do collect; done
is 'who waits for a row' t "$(ask "$(waits wait Lock:transactionid true)")"
queryid=$(ask "SELECT query_id FROM pg_stat_activity WHERE application_name = 'waiter'")
is 'with its statement' t "$(ask "$(waits wait Lock:transactionid "w.object = $queryid")")"
is 'and the table it is in' t "$(ask "$(waits lock_wait Lock:transactionid "w.object = ($shop::bigint << 32) | $(oid)")")"
is 'who waits for a table' t "$(ask "$(waits lock_wait Lock:relation "w.object = ($shop::bigint << 32) | $(oid)")")"
tell holder 'ROLLBACK;'
idle locker 'LOCK TABLE'
tell locker 'ROLLBACK;'
collect
state() {
  ask "SELECT max(sessions) FROM copilot._window('connection', '$since', now()) AS w(scope bigint, object bigint, sessions bigint)
    JOIN copilot._history_objects('connection'::text) AS o USING (scope, object) WHERE o.name = '$1' AND scope = $2"
}
is 'sessions idle in a transaction, at most' 1 "$(state 'idle in transaction' "$shop")"
between 'sessions that are active, at most' 2 "$(state active "$shop")" 3
between 'all sessions, at most' 4 "$(state all 0)" 10

# A database that goes, with all that is known of it.
for name in holder waiter locker; do tell "$name" '\q'; done
await "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = 'shop \"1\"'"
ask 'DROP DATABASE "shop ""1"""' >/dev/null
collect
is 'a pass after DROP DATABASE' 0 "$(ask "SELECT count(*) FROM copilot.collector_status WHERE last_error IS NOT NULL AND state <> 'not available'")"
since=$(ask 'SELECT min(from_at) FROM copilot.history_chunks')
is 'the work in it is still known' t "$(ask "SELECT count(*) > 0 FROM copilot._window('relation', '$since', now(), $shop) AS w(object bigint, scans bigint)")"
exit $failed
