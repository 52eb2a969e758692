#!/usr/bin/env bash
# What the hooks cost: CPU of the sessions of pgbench, with copilot.enabled on and off in turns, and of DDL, which is recorded.
# Words: a turn is a number of transactions with the hooks on, then as many with them off; the least of all turns counts.
# It must measure the sessions alone: the CPU of processes that the postmaster has seen end, nothing of the worker's.
set -euo pipefail
if [ -z "${COPILOT_CLUSTER:-}" ]; then
  exec "$(dirname "$0")/../cluster" --conf 'copilot.collect_interval = 1h' --conf 'autovacuum = off' -- "$0"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
postmaster=$(head -1 "$COPILOT_CLUSTER/data/postmaster.pid")

# In clock ticks; the name of the process has no blank.
ended_children() { awk '{ print $16 + $17 }' "/proc/$postmaster/stat"; }
hooks() { # on|off
  run "ALTER SYSTEM SET copilot.enabled = $1"
  run 'SELECT pg_reload_conf()' >/dev/null
  until [ "$(run 'SHOW copilot.enabled')" = "$1" ]; do :; done
}
# The ticks that the transactions took: all sessions before this one are gone by then.
ticks() { # TRANSACTIONS SCRIPT...
  local before
  before=$(ended_children)
  pgbench -n -c 1 -t "$1" "${@:2}" >/dev/null 2>&1
  until [ "$(run "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgbench'")" = 0 ]; do :; done
  echo $(($(ended_children) - before))
}
# Percent more with the hooks, by the least of the turns.
compare() { # NAME TRANSACTIONS LIMIT SCRIPT...
  local name=$1 transactions=$2 limit=$3 least_on= least_off= now turn
  shift 3
  for turn in 1 2 3 4 5 6; do
    for state in on off; do
      hooks "$state"
      now=$(ticks "$transactions" "$@")
      local -n least=least_$state
      [ -n "$least" ] && [ "$least" -le "$now" ] || least=$now
    done
  done
  awk -v on="$least_on" -v off="$least_off" -v name="$name" -v limit="$limit" \
    'BEGIN { printf "%s|%.2f|%s|percent\n", name, 100 * (on - off) / off, limit }'
}

run 'SET client_min_messages = warning; CREATE EXTENSION copilot'
pgbench -i -q -s 5 >/dev/null 2>&1
cat >"$work/ddl.sql" <<'SQL'
CREATE TABLE ddl (id integer PRIMARY KEY, t text);
DROP TABLE ddl;
SQL
compare 'hooks: CPU added to pgbench -S' 30000 1 -S -M prepared
compare 'hooks: CPU added to pgbench TPC-B' 10000 1 -M prepared
compare 'hooks: CPU added to CREATE TABLE and DROP TABLE, recorded' 1000 10 -f "$work/ddl.sql"
