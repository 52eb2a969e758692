#!/usr/bin/env bash
# What a pass costs over 60,000 relations of two databases of which 0.3 % changed, their sizes included, against the
# ways of others: the four views, and one SELECT of what they are made of.
# Words: CPU is the process's own, from the kernel; passes and peers alternate; a line is name|measured|limit|unit, a ratio
# has its least allowed value in the limit, marked by >=.
# It must print medians, and say nothing of wall time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
databases=(postgres shop)

make_relations() {
  psql -Xq -d "$1" <<'SQL'
SET client_min_messages = warning;
CREATE FUNCTION cpu_ns() RETURNS bigint LANGUAGE sql VOLATILE AS
  $$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::bigint $$;
CREATE PROCEDURE make(tables integer) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..tables LOOP
    EXECUTE format('CREATE TABLE t%1$s (a integer, b integer, c integer, long text); CREATE INDEX ON t%1$s (a);
      CREATE INDEX ON t%1$s (b); CREATE INDEX ON t%1$s (c);
      INSERT INTO t%1$s SELECT g, g, g FROM generate_series(1, 20) AS g', i);
    IF i % 100 = 0 THEN COMMIT; END IF;
  END LOOP;
END $$;
CALL make(6000);
SQL
}

collect() { psql -XAtqc 'SELECT copilot.collect_now()' >/dev/null; }
status() { psql -XAtqc "SELECT $2 FROM copilot.collector_status WHERE collector = '$1'"; }
median() { sort -n | awk '{ v[NR] = $1 } END { printf "%.2f", v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a / b }'; }

views='pg_stat_all_tables pg_statio_all_tables pg_stat_all_indexes pg_statio_all_indexes'
four_views() { for view in $views; do echo "SELECT * FROM $view \\g /dev/null"; done; }
one_select() {
  local functions='numscans tuples_returned tuples_fetched tuples_inserted tuples_updated tuples_deleted tuples_hot_updated
    live_tuples dead_tuples mod_since_analyze ins_since_vacuum blocks_fetched blocks_hit last_vacuum_time last_autovacuum_time
    last_analyze_time last_autoanalyze_time vacuum_count autovacuum_count analyze_count autoanalyze_count'
  local columns=oid name
  for name in $functions; do columns+=", pg_stat_get_$name(oid)"; done
  echo "SELECT $columns FROM pg_class WHERE relkind IN ('r', 'i', 't', 'm') \\g /dev/null"
}
peer() { # WAY: ms of CPU in all databases, each in a new session
  local database
  for database in "${databases[@]}"; do
    { echo 'SELECT cpu_ns() AS began \gset' && "$1" && echo 'SELECT cpu_ns() - :began;'; } | psql -XAtq -d "$database"
  done | awk '{ sum += $1 } END { print sum / 1e6 }'
}

inside() {
  local k i database before_relation before_worker rounds=9
  local ours=() whole=() views_ms=() select_ms=()
  psql -Xqc 'SET client_min_messages = warning' -c 'CREATE DATABASE shop' -c 'CREATE EXTENSION copilot'
  for database in "${databases[@]}"; do make_relations "$database" & done
  wait
  # Names come first, and then a look at every file, a slice in each pass; 30 passes are enough for both. The server is
  # started once more, as its statistics then lie in memory as they do on most days of a server's life: in their order.
  # As they grew, each a cache miss, the reading takes about twice the time.
  for ((k = 0; k < 10; k++)); do collect; done
  "$COPILOT_CLUSTER/ctl" restart
  until [ "$(psql -XAtqc "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'" 2>&1)" = 1 ]; do :; done
  for ((k = 0; k < 30; k++)); do collect; done
  for ((k = 0; k < rounds; k++)); do
    for database in "${databases[@]}"; do
      for ((i = 1; i <= 16; i++)); do echo "UPDATE t$(((k * 37 + i * 131) % 6000 + 1)) SET b = b + 1;"; done |
        psql -Xq -d "$database"
    done
    before_relation=$(status relation cpu_ms) before_worker=$(status worker cpu_ms)
    collect
    ours+=("$(status relation "cpu_ms - $before_relation")") whole+=("$(status worker "cpu_ms - $before_worker")")
    views_ms+=("$(peer four_views)") select_ms+=("$(peer one_select)")
  done
  local cpu views_cpu select_cpu
  cpu=$(printf '%s\n' "${ours[@]}" | median)
  views_cpu=$(printf '%s\n' "${views_ms[@]}" | median)
  select_cpu=$(printf '%s\n' "${select_ms[@]}" | median)
  echo "relations in a pass|$(status relation objects)|>=60000|count"
  echo "of them changed|$(psql -XAtqc "SELECT objects FROM copilot.history_chunks WHERE collector = 'relation' AND level = 0 ORDER BY to_at DESC LIMIT 1")|>=180|count"
  echo "their counters, sizes of the changed and the writing|$cpu|15|ms CPU"
  echo "all collectors of that pass|$(printf '%s\n' "${whole[@]}" | median)|90|ms CPU"
  echo "times less than the four views, $views_cpu ms|$(ratio "$views_cpu" "$cpu")|>=40|ratio"
  echo "times less than one SELECT, $select_cpu ms|$(ratio "$select_cpu" "$cpu")|>=10|ratio"
}

if [ "${1:-}" = inside ]; then
  inside
else
  "$root/test/cluster" --conf 'autovacuum = off' --conf 'shared_buffers = 512MB' --conf 'max_wal_size = 8GB' \
    --conf 'checkpoint_timeout = 1h' --conf 'max_locks_per_transaction = 256' --conf 'copilot.collect_interval = 1h' \
    -- "$root/test/bench/history_pass.sh" inside
fi
