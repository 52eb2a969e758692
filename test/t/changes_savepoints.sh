#!/usr/bin/env bash
# Makes thousands of changes in one transaction, each in a savepoint of its own, and looks at what the session keeps of them.
# Words: what a session has is the size of its data in KB, as the kernel tells it; a piece is one change of a record.
# Nobody's session may grow without bound because its changes are recorded.
# cluster: --conf 'copilot.collect_interval = 1h'
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

session maker
pid=$(ask "SELECT pid FROM pg_stat_activity WHERE application_name = 'maker'")
size() { awk '/^VmData/ { print $2 }' "/proc/$pid/status"; }
changes() { # HOW_MANY
  tell maker "DO \$\$ BEGIN FOR i IN 1..$1 LOOP BEGIN GRANT SELECT ON granted TO PUBLIC; EXCEPTION WHEN division_by_zero THEN NULL; END;
    IF i % 10 = 0 THEN BEGIN GRANT SELECT ON granted TO PUBLIC; PERFORM 1 / 0; EXCEPTION WHEN division_by_zero THEN NULL; END; END IF; END LOOP; END \$\$;"
  tell maker "SELECT 'made $1';"
  idle maker "made $1"
}

ask 'SET client_min_messages = warning; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION copilot' >/dev/null
ask 'CREATE TABLE granted ()' >/dev/null
ask 'SELECT copilot.collect_now()' >/dev/null
changes 200
before=$(size)
changes 3000
grown=$(($(size) - before))
is 'the session has not grown by what it changed' yes "$([ "$grown" -lt 3000 ] && echo yes || echo "no, by $grown KB")"
ask 'SELECT copilot.collect_now()' >/dev/null
is 'all that was committed is told, and nothing that was rolled back' 3200 \
  "$(ask "SELECT sum(pieces) FROM copilot.history_changes WHERE application = 'maker'")"
exit $failed
