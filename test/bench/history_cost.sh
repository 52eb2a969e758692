#!/usr/bin/env bash
# What the collector costs the machine at its defaults.
# Words: CPU is the scheduler's own, and that of the passes, which the postmaster counts when they have ended.
# It must let nothing else run meanwhile; what a workload pays is in hooks.sh, with copilot.enabled on and off.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ "${1:-}" != inside ]; then
  exec "$root/test/cluster" --conf 'pg_stat_statements.max = 10000' --conf 'autovacuum = off' \
    -- "$root/test/bench/history_cost.sh" inside
fi

postmaster=$(head -1 "$COPILOT_CLUSTER/data/postmaster.pid")
ticks() { awk '{ print $16 + $17 }' "/proc/$postmaster/stat"; } # of ended children, 10 ms each
own_ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

psql -Xqc 'SET client_min_messages = warning' -c 'CREATE EXTENSION pg_stat_statements' -c 'CREATE EXTENSION copilot'
perl -e 'for my $i (0 .. 4999) { print "SELECT 1", (map { $i >> $_ & 1 ? " + 1" : " - 1" } 0 .. 12), ";\n" }' | psql -Xqo /dev/null

# The collector alone, at its defaults, for five minutes; its passes are the only sessions that end.
psql -XAtqc 'SELECT copilot.collect_now()' >/dev/null
scheduler=$(psql -XAtqc "SELECT pid FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'")
began=$(date +%s%N) before=$(($(ticks) + $(own_ticks "$scheduler")))
timeout 300 tail -f /dev/null || true # the stretch of time that is measured
after=$(($(ticks) + $(own_ticks "$scheduler"))) ended=$(date +%s%N)
awk -v t=$((after - before)) -v ns=$((ended - began)) \
  'BEGIN { printf "the whole collector at its defaults, 5,000 statements|%.3f|0.15|%% core\n", t * 10 / (ns / 1e6) * 100 }'
