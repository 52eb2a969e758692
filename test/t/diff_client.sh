#!/usr/bin/env bash
# pgcopilot diff: what it shows, the script it writes and what that does, its status, what it refuses.
# Words: a case is one run of the program, see client_case.bash; old is the side that changes to look like new.
# It must not judge whether a script is right: test/t/diff_cases.pl does.
set -uo pipefail

src=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
pgcopilot=${COPILOT_CLIENT:-$src/build/cmake/pgcopilot}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state HOME=$work LC_ALL=C TERM=xterm
unset NO_COLOR COLUMNS PGCOPILOT_HUB
# shellcheck source=test/t/client_case.bash
source "$src/test/t/client_case.bash"

psql -Xqv ON_ERROR_STOP=1 -c 'CREATE EXTENSION copilot' -c 'CREATE DATABASE old' -c 'CREATE DATABASE new' || exit 1
psql -Xqd old -c 'CREATE TABLE t (id integer PRIMARY KEY, gone text)' -c 'INSERT INTO t VALUES (1)'
psql -Xqd new -c 'CREATE TABLE t (id integer PRIMARY KEY, v text)' -c 'CREATE INDEX t_v ON t (v)' -c "CREATE SCHEMA other"
  -c "CREATE TABLE other.\$'evil\$' (id integer)" 2>/dev/null
cd "$work" || exit 1

# --- usage
run diff --help
check 'help of diff' 0 'pgcopilot diff: .*--migration.*--undo.*--exit-code' ''
run diff /old
check 'one side is not enough' 2 '' 'two schemas are to be compared.*pgcopilot diff A B'
run diff /old /new --offline
check 'offline is of a script' 2 '' 'only for a script'
run diff /old /new --migration --data-loss perhaps
check 'an unknown choice' 2 '' 'data-loss'
run diff /old nowhere.json
check 'a file that is not there' 2 '' 'nowhere.json'
run diff /old /no_such_database
check 'no such database' 4 '' 'does not exist'

# --- what it shows
run diff /old /new
check 'begins with the direction' 0 '^This would change /old to look like /new\.' ''
check 'groups by object' 0 '\+ column public.t.v.*ALTER TABLE .*ADD COLUMN v text' ''
check 'tells what is lost' 0 '- column public.t.gone.*data_loss' ''
check 'counts' 0 '[0-9]+ steps, 1 of them can lose data' ''
run diff /old /new --schema public --format json
check 'json on stdout, the direction beside it' 0 '"object": ?"public.t.v"' 'This would change /old'
expect 'the JSON is one' json '"" if @$j' <"$work/out"
run diff /new /new
check 'nothing differs' 0 'Nothing differs' ''
run diff /new /new --exit-code
check 'no difference, status 0' 0 '*' ''
run diff /old /new --exit-code
check 'a difference, status 1' 1 '*' ''
run diff 'host=localhost password=hunter2 dbname=nowhere' /new
[[ $out$err == *hunter2* ]]
result $((!$?)) 'no password is shown' "$(shows)"
terminal 80 "$pgcopilot diff /old /new"
check 'coloured on a terminal' 0 $'\e\\[' ''

# --- the script
run diff /old /new --migration
check 'the script begins with the direction' 0 '^-- This would change database "old"' ''
check 'data loss is commented out' 0 '-- ALTER TABLE public.t DROP COLUMN gone;' ''
run diff /old /new --migration --data-loss error
check 'or refused' 4 '' 'can lose data'
run diff /old /new --migration --undo
check 'the way back' 0 'The way back, .*DROP COLUMN v' ''
run diff /old /new --migration --offline
[[ $out != *CONCURRENTLY* ]]
result $? 'offline is plain' "$(shows)"
"$pgcopilot" diff /old /new --migration --data-loss include >script.sql 2>err
psql -Xqd old -v ON_ERROR_STOP=1 -f script.sql >/dev/null 2>&1
result $? 'it runs'
run diff /old /new --exit-code
check 'and nothing differs' 0 'Nothing differs' ''
psql -XAtqc 'SELECT copilot.schema_export($$/new$$)' >export.json
run diff /old export.json --exit-code
check 'nor from a file' 0 'Nothing differs' ''

echo "ok $passed cases of pgcopilot diff"
[ $failed = 0 ]
