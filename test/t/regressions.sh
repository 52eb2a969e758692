#!/usr/bin/env bash
# Makes statements slow, by each cause there is, and expects that cause to be named first.
# Words: a place is some runs of one statement and a pass after them; before is quick, after is slow.
# No time is slept: the passes are the clock, and a lock is held until it was waited for.
# cluster: --conf 'copilot.collect_interval = 1h' --conf 'copilot.wait_interval = 100ms' --conf 'autovacuum = off' --conf 'max_parallel_workers_per_gather = 0'
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

run() { psql -XAtq -v ON_ERROR_STOP=1 "$@" >/dev/null || failed=1; }
places() { # HOW_MANY RUNS STATEMENT
  local i j
  for ((i = 0; i < $1; i++)); do
    { for ((j = 0; j < $2; j++)); do echo "$3;"; done; } | run
    run -c 'SELECT copilot.collect_now()'
  done
}
# Of the statement about this table: the best cause's kind, and what got slower at all.
cause() { ask "SELECT coalesce(evidence->'causes'->0->>'kind', 'none') FROM copilot.regressions() WHERE query LIKE '% $1 %'"; }
told() { ask "SELECT cause FROM copilot.regressions() WHERE query LIKE '% $1 %'"; }
causes() { ask "SELECT jsonb_pretty(evidence) FROM copilot.regressions() WHERE query LIKE '% $1 %'"; }
expect() { # TABLE KIND
  is "$1: $2 comes first" "$2" "$(cause "$1")"
  [ "$(cause "$1")" = "$2" ] || causes "$1" | sed 's/^/# /'
}

ask 'SET client_min_messages = warning; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION copilot' >/dev/null
run <<'SQL'
CREATE TABLE indexed AS SELECT g AS a, g AS b FROM generate_series(1, 100000) AS g;
CREATE INDEX indexed_a ON indexed (a);
CREATE TABLE tuned AS SELECT g AS a, g AS b FROM generate_series(1, 100000) AS g;
CREATE INDEX tuned_a ON tuned (a);
CREATE TABLE stale AS SELECT g AS id, g AS k FROM generate_series(1, 8000) AS g;
CREATE TABLE joined AS SELECT g AS id FROM generate_series(1, 2000) AS g;
CREATE TABLE grown AS SELECT g AS a FROM generate_series(1, 1000) AS g;
CREATE TABLE locked AS SELECT 1 AS id, 0 AS v;
CREATE TABLE steady AS SELECT g AS a FROM generate_series(1, 20000) AS g;
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE;
SELECT copilot.collect_now();
SQL

# Nothing changes. A busy machine may really slow it; but then nothing is to blame.
places 12 5 'SELECT count(*) FROM steady WHERE a % 7 = 1'
is 'nothing is blamed where nothing changed' '' "$(told steady)"

# An index is dropped.
places 7 10 'SELECT b FROM indexed WHERE a = 4711'
run -c 'DROP INDEX indexed_a' -c 'CREATE TABLE unrelated ()'
places 4 10 'SELECT b FROM indexed WHERE a = 4711'
expect indexed index
is 'the index is named' 'the index public.indexed_a was dropped' "$(told indexed)"

# The distribution changes, and nobody analyzes.
places 7 3 'SELECT count(*) FROM stale JOIN joined ON joined.id >= stale.id WHERE stale.k = 1'
run -c 'UPDATE stale SET k = 1 WHERE id <= 2000' -c 'SELECT pg_stat_force_next_flush()'
places 4 3 'SELECT count(*) FROM stale JOIN joined ON joined.id >= stale.id WHERE stale.k = 1'
expect stale statistics

# A table grows, and is analyzed.
places 7 5 'SELECT count(*) FROM grown WHERE a % 7 = 1'
run -c 'INSERT INTO grown SELECT generate_series(1, 60000); SELECT pg_stat_force_next_flush()' -c 'ANALYZE grown'
places 4 5 'SELECT count(*) FROM grown WHERE a % 7 = 1'
expect grown growth
is 'and by how much' 'public.grown grew from 1,000 to 61,000 rows' "$(told grown)"

# A setting changes.
places 7 10 'SELECT b FROM tuned WHERE a = 4711'
run -c "ALTER SYSTEM SET random_page_cost = '1000000'" -c 'SELECT pg_reload_conf()'
await "SELECT current_setting('random_page_cost') = '1e+06'"
places 4 10 'SELECT b FROM tuned WHERE a = 4711'
run -c 'ALTER SYSTEM RESET random_page_cost' -c 'SELECT pg_reload_conf()'
expect tuned setting
is 'the setting is named' t "$(ask "SELECT cause LIKE 'setting random_page_cost%' FROM copilot.regressions() WHERE query LIKE '% tuned %'")"

# Somebody holds what it needs.
session holder
places 7 5 'UPDATE locked SET v = v + 1 WHERE id = 1'
for round in 1 2 3; do
  tell holder "BEGIN; UPDATE locked SET v = -$round;"
  idle holder "-$round"
  session "waiter$round"
  tell "waiter$round" 'UPDATE locked SET v = v + 1 WHERE id = 1;'
  await "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'waiter$round' AND wait_event_type = 'Lock'
    AND clock_timestamp() - query_start > interval '800 ms'"
  tell holder 'COMMIT;'
  idle "waiter$round" UPDATE
  run -c 'SELECT copilot.collect_now()'
done
expect locked locks

# Nobody sees the statements; the table is seen.
run -c 'CREATE TABLE hidden AS SELECT g AS a, g AS b FROM generate_series(1, 100000) AS g' -c 'CREATE INDEX hidden_a ON hidden (a)' \
  -c 'SELECT pg_stat_force_next_flush()' -c 'VACUUM ANALYZE hidden' -c 'SELECT copilot.collect_now()'
export PGOPTIONS='-c pg_stat_statements.track=none'
places 7 20 'SELECT b FROM hidden WHERE a = 4711'
run -c 'DROP INDEX hidden_a'
places 4 20 'SELECT b FROM hidden WHERE a = 4711'
unset PGOPTIONS
is 'a table is told of where no statement is' 'table|the index public.hidden_a was dropped|t|t' \
  "$(ask "SELECT what, cause, factor > 10, before_ms IS NULL FROM copilot.regressions() WHERE object = 'public.hidden'")"

is 'quick again is not told' '' "$(places 6 5 'UPDATE locked SET v = v + 1 WHERE id = 1' && cause locked)"
is 'the rule tells of those that cost' t "$(ask "SELECT count(*) > 0 AND bool_and(evidence ? 'causes') FROM copilot.findings('{query}')")"
is 'where nothing is known of a window that is said' t "$(ask "SELECT * FROM copilot.regressions(until => now() - interval '2 days')" | grep -c 'there is no history before' | sed 's/1/t/')"
exit $failed
