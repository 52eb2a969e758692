#!/usr/bin/env bash
# What the collector costs the machine at its defaults, and what it takes from a workload.
# Words: CPU is the scheduler's own, and that of ended processes (passes, sessions of the workload), which the postmaster has
# counted; a round is a number of transactions, with copilot.enabled on or off, in turns.
# It must let nothing else run meanwhile, and take the rounds that were least disturbed: the machine is shared.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ "${1:-}" != inside ]; then
  exec "$root/test/cluster" --conf 'pg_stat_statements.max = 10000' --conf 'shared_buffers = 256MB' \
    --conf 'autovacuum = off' -- "$root/test/bench/history_cost.sh" inside
fi

postmaster=$(head -1 "$COPILOT_CLUSTER/data/postmaster.pid")
ticks() { awk '{ print $16 + $17 }' "/proc/$postmaster/stat"; } # of ended children, 10 ms each
own_ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
# A process is counted when the postmaster has taken note of its end: until then it is a session or a pass, or has no title
# any more. So many may be left: the watcher's session stays.
settle() {
  until [ "$(ps --ppid "$postmaster" -o args= | awk '/\[local\]|copilot pass/ || !/postgres: / { n++ } END { print n + 0 }')" -le "$1" ]; do :; done
}

psql -Xqc 'SET client_min_messages = warning' -c 'CREATE EXTENSION pg_stat_statements' -c 'CREATE EXTENSION copilot'
pgbench -i -s 10 -q >/dev/null 2>&1
perl -e 'for my $i (0 .. 4999) { print "SELECT 1", (map { $i >> $_ & 1 ? " + 1" : " - 1" } 0 .. 12), ";\n" }' | psql -Xqo /dev/null
psql -XAtqc 'SELECT copilot.collect_now()' >/dev/null

# The collector alone, from pass to pass; a session that does not end looks when one is done.
scheduler=$(psql -XAtqc "SELECT pid FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'")
coproc watcher { psql -XAtq; }
echo "SELECT passes FROM copilot.collector_status LIMIT 1 \\watch 5" >&"${watcher[1]}"
passes() { while read -r -u "${watcher[0]}" n; do [[ ! $n =~ ^[0-9]+$ ]] || return 0; done; }
passes
settle 1
marks=() # here, as no subshell reads from the watcher
for _ in 1 2 3 4 5; do
  seen=$n
  until [ "$n" -gt "$seen" ]; do passes; done
  settle 1
  marks+=("$(($(ticks) + $(own_ticks "$scheduler"))) $(date +%s%N)")
done
printf '%s\n' "${marks[@]}" |
  awk 'NR > 1 { printf "%.3f\n", ($1 - ticks) * 10 / (($2 - ns) / 1e6) * 100 } { ticks = $1; ns = $2 }' | sort -n |
  awk '{ v[NR] = $1 } END { printf "the whole collector at its defaults, 5,000 statements|%s|0.15|%% core\n", v[int((NR + 1) / 2)] }'
kill "$watcher_PID"
settle 0

mode() { # on|off
  psql -Xqc "ALTER SYSTEM SET copilot.enabled = $1" -c 'SELECT pg_reload_conf()' >/dev/null
  settle 0
}
round() { # SCRIPT TRANSACTIONS: ticks
  local before
  before=$(ticks)
  pgbench -n -c 1 -M prepared -b "$1" -t "$2" >/dev/null 2>&1
  settle 0
  echo $(($(ticks) - before))
}
for script in select-only tpcb-like; do
  transactions=60000
  [ "$script" = select-only ] || transactions=10000
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
      printf "CPU for each transaction of pgbench %s, on over off (the lower quartiles: %d and %d ticks)|%.2f|1|%%\n",
        script, on, off, (on / off - 1) * 100
    }'
done
