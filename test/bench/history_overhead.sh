#!/usr/bin/env bash
# What the collector costs the machine, and what it takes from a workload.
# Words: the CPU of the workload is that of its ended sessions, which the postmaster has counted; rounds with copilot.enabled on
# and off take turns, shuffled by pairs.
# It must print the quarter's rounds that were least disturbed: the machine is shared, and changes its speed meanwhile.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ "${1:-}" != inside ]; then
  exec "$root/test/cluster" --conf 'pg_stat_statements.max = 10000' --conf 'shared_buffers = 256MB' \
    --conf 'autovacuum = off' --conf 'fsync = off' -- "$root/test/bench/history_overhead.sh" inside
fi

postmaster=$(head -1 "$COPILOT_CLUSTER/data/postmaster.pid")
ticks() { awk '{ print $16 + $17 }' "/proc/$postmaster/stat"; } # of ended children, 10 ms each
own_ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

psql -Xqc 'SET client_min_messages = warning' -c 'CREATE EXTENSION pg_stat_statements' -c 'CREATE EXTENSION copilot'
pgbench -i -s 10 -q >/dev/null 2>&1
perl -e 'for my $i (0 .. 4999) { print "SELECT 1", (map { $i >> $_ & 1 ? " + 1" : " - 1" } 0 .. 12), ";\n" }' | psql -Xqo /dev/null

# The collector alone, at its defaults, for five minutes; its passes are the only sessions that end.
psql -XAtqc 'SELECT copilot.collect_now()' >/dev/null
scheduler=$(psql -XAtqc "SELECT pid FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'")
began=$(date +%s%N) before=$(($(ticks) + $(own_ticks "$scheduler")))
timeout 300 tail -f /dev/null || true # the stretch of time that is measured
after=$(($(ticks) + $(own_ticks "$scheduler"))) ended=$(date +%s%N)
awk -v t=$((after - before)) -v ns=$((ended - began)) \
  'BEGIN { printf "the whole collector at its defaults, 5,000 statements|%.3f|0.15|%% core\n", t * 10 / (ns / 1e6) * 100 }'

# A workload with and without it. Passes come every second, so that a round of seconds has its share of them.
mode() { # on|off
  psql -Xqc "ALTER SYSTEM SET copilot.enabled = $1" -c 'SELECT pg_reload_conf()' >/dev/null
}
round() { # SCRIPT TRANSACTIONS: ticks for each transaction
  local before after
  before=$(ticks)
  pgbench -n -c 1 -M prepared -b "$1" -t "$2" >/dev/null 2>&1
  while pgrep -P "$postmaster" -f '\[local\]' >/dev/null; do :; done # its session is counted when it has ended
  after=$(ticks)
  echo $((after - before))
}
for script in select-only tpcb-like; do
  transactions=120000
  [ "$script" = select-only ] || transactions=16000
  round "$script" "$transactions" >/dev/null
  for pair in $(seq 15); do
    order='on off'
    [ $((pair % 2)) = 0 ] || order='off on'
    for each in $order; do
      mode "$each"
      echo "$each $(round "$script" "$transactions")"
    done
  done | sort -k1,1 -k2,2n | awk -v script="$script" '
    { v[$1, ++n[$1]] = $2 }
    END {
      on = v["on", int((n["on"] + 3) / 4)]
      off = v["off", int((n["off"] + 3) / 4)]
      printf "CPU for each transaction of pgbench %s, on over off|%.2f|1|%%\n", script, (on / off - 1) * 100
    }'
done
