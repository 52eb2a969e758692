#!/usr/bin/env bash
# A fresh database under load has no finding at all: what is normal work is no finding.
# Words: the load is pgbench with several clients, autovacuum at work, and a session with a short transaction.
# Nothing may be allowed here but silence, and every rule must have judged.
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

ask "CREATE EXTENSION copilot" >/dev/null || exit 1
ask "SELECT copilot.collect_now() FROM generate_series(1, 2)" >/dev/null || exit 1 # between two passes something is known
pgbench -iqs 2 2>"$work/init" || { cat "$work/init" && exit 1; }
pgbench -n -c 6 -j 2 -T 600 >"$work/pgbench" 2>&1 &
load=$!
trap 'kill "$load" 2>/dev/null; leave' EXIT
await "SELECT count(*) >= 6 FROM pg_stat_activity WHERE application_name = 'pgbench'"
session short
tell short "BEGIN; SELECT count(*) FROM pgbench_branches;"
idle short pgbench_branches

for round in 1 2 3 4 5; do
  await "SELECT sum(n_tup_ins) > $((round * 100)) FROM pg_stat_user_tables WHERE relname = 'pgbench_history'"
  is "round $round: no finding" '' "$(ask "SELECT rule, severity, title FROM copilot.findings()")"
  is "round $round: every rule has judged, and passed, or needs a longer history" '' \
    "$(ask "SELECT rule, status, reason FROM copilot.checks() WHERE status <> 'passed' AND NOT (status = 'unknown' AND possible_from > now())
      AND NOT (status = 'not_applicable' AND rule IN (SELECT rule FROM copilot.rules WHERE parameters IS NOT NULL))")"
done
is 'the waits that load makes were seen by the rule, or there were none' t \
  "$(ask "SELECT evidence ? 'waiting' FROM copilot.checks('lock')")"
is 'health is ok everywhere' 'ok,100' "$(ask "SELECT DISTINCT status || ',' || score FROM copilot.health()")"
kill "$load"
wait "$load" 2>/dev/null
exit $failed
