#!/usr/bin/env bash
# The real pgcopilot against a real server: stdout, stderr and status of every command.
# Words: a case is one run of the program; `like` is a regular expression over what it printed.
# It must not rely on a report's rows: a stand-in with planted ones (client.sql) is in a server of its own.
# cluster: none
set -uo pipefail

src=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# The outer server has the stand-in, the inner one the extension.
if [ -z "${STANDIN_PGHOST:-}" ]; then
  make -s -C "$src" client >&2 || exit 1
  exec "$src/test/cluster" --bare --as STANDIN \
    --hba 'local all "Odd Röle" scram-sha-256' -- "$src/test/cluster" -- "$0"
fi

pgcopilot=${COPILOT_CLIENT:-$src/build/cmake/pgcopilot}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state HOME=$work LC_ALL=C TERM=xterm
unset NO_COLOR COLUMNS PGCOPILOT_HUB
real=("PGHOST=$PGHOST" "PGPORT=$PGPORT" "PGUSER=$PGUSER" "PGDATABASE=$PGDATABASE")
export PGHOST=$STANDIN_PGHOST PGPORT=$STANDIN_PGPORT PGUSER=$STANDIN_PGUSER PGDATABASE=$STANDIN_PGDATABASE
psql -Xqv ON_ERROR_STOP=1 -f "$src/test/t/client.sql" || exit 1

# shellcheck source=test/t/client_case.bash
source "$src/test/t/client_case.bash"

# --- usage
run --version
check 'version' 0 '^pgcopilot \(copilot\) [0-9]+\.[0-9]+$' ''
run --help
check 'help teaches' 0 'Start here:.*pgcopilot ask "why is my database slow\?".*Exit status' ''
run '-?'
check 'short help' 0 'Start here' ''
for command in ask health findings show fix suppress lint watch completion database-sizes database_sizes; do
  run $command --help
  check "help of $command" 0 "^pgcopilot ${command//_/-}: .*Usage: " ''
done
run
check 'no command' 2 '' 'no command was given.*HINT: .*pgcopilot ask'
run helth
check 'mistyped command' 2 '' 'unknown command "helth".*Did you mean health\?'
run findings --min-severty warning
check 'mistyped option' 2 '' 'unknown option "--min-severty".*Did you mean --min-severity\?'
run findings --fail-on bad
check 'a value that is no choice' 2 '' 'It is one of: critical, warning, unknown, notice'
run database-sizes --format
check 'a value is missing' 2 '' '--format needs a value'
run watch
check 'watch without a report' 2 '' 'needs the name of a report'
run completion fish
check 'completion of an unknown shell' 2 '' 'bash or zsh'
run suppress 1
check 'suppress without a reason' 2 '' '--reason'
run show
check 'show without a number' 2 '' 'takes the number'
run ask --format csv x
check 'an answer as csv' 2 '' 'not a table'
run -d 'host=a nonsense' --server x health
check 'a broken conninfo' 3 '' 'missing "="'

# --- connection
run -h "$work/nowhere" health
check 'no server' 3 '' 'nowhere.*No such file.*HINT: .*PGHOST'
run -d missing health
check 'no such database' 3 '' 'database "missing" does not exist'
run -d "postgresql:///postgres?host=$PGHOST&port=$PGPORT" health
check 'a URI' 0 'overall' ''
run -d "host=$PGHOST port=$PGPORT dbname=postgres" health
check 'a conninfo' 0 'overall' ''
printf '[shop]\nhost=%s\nport=%s\ndbname=postgres\noptions=-c work_mem=5MB\n' "$PGHOST" "$PGPORT" >"$work/service"
PGSERVICEFILE=$work/service run -d service=shop -s settings database-sizes --format csv
check 'a service file, its options, and still read-only' 0 $'^[^\n]*\npgcopilot,,,\non,,,\nUTF8,,,\n5MB,,,$' ''
PGOPTIONS='-c work_mem=6MB' run -s settings database-sizes --format csv
check 'PGOPTIONS are kept, the session is read-only' 0 $'\npgcopilot,,,\non,,,\nUTF8,,,\n6MB,,,$' ''
PGAPPNAME=mine run -s settings database-sizes --format csv
check 'PGAPPNAME goes first, as in psql' 0 $'\nmine,,,\n' ''
PGSERVICEFILE=$work/service PGSERVICE=none run health
check 'an unknown service' 3 '' 'definition of service "none" not found'
run -U 'Odd Röle' -w health
check 'a password is needed, and not asked for with -w' 3 '' 'no password supplied'
run -U 'Odd Röle' health
check 'a password is needed, and there is no terminal' 3 '' 'no password supplied'
PGPASSWORD=geheim run -U 'Odd Röle' health
check 'PGPASSWORD' 0 'overall' ''
printf '*:*:*:Odd Röle:geheim\n' >"$work/pass" && chmod 600 "$work/pass"
PGPASSFILE=$work/pass run -U 'Odd Röle' health
check 'a password file' 0 'overall' ''
out=$( (until_true grep -qs Password "$work/typed"; echo geheim) |
  script -qfec "'$pgcopilot' -U 'Odd Röle' health" "$work/typed" 2>&1)
status=$? err=
check 'a password is asked for at the terminal, not echoed' 0 'Password.*overall' ''
[[ $out != *geheim* ]]
result $? 'the password is not shown' "$out"

# --- what is missing, and what to do about it
run -d elsewhere health
check 'no extension' 4 '' 'has no copilot.*make install.*CREATE EXTENSION copilot;.*PGCOPILOT_HUB.*--server'
run -U outsider health
check 'no extension but its schema, no privilege' 4 '' 'copilot'

# --- reports and formats
run database-sizes
check 'a table, whole when it is no terminal' 0 \
  $'^database +size  share %  growth per day\n-+ .*shop 🐘 日本 +10.0 GB +99.5 +-\ne"v\\|i,l\\\\n\\\\x1b\\[2J +1.50 kB' ''
run database_sizes --server elsewhere
check 'snake_case, and a server' 0 'shop 🐘 日本 elsewhere' ''
run database-sizes --format json
check 'json' 0 '^\[' ''
read_back=$(json 'join "/", $j->[0]{database}, $j->[0]{size_bytes}, $j->[1]{database}, $j->[2]{size_bytes} // "null"' <<<"$out")
expect 'json is read back' [ "$read_back" = $'shop 🐘 日本 /10737418240/e"v|i,l\n\e[2J/null' ]
[[ $out == *'"size_bytes": 10737418240'* && $out != *$'\e'* ]]
result $? 'json has numbers and no raw control characters' "$out"
run database-sizes --format csv
expect 'csv is byte for byte' [ "$out" = 'database,size_bytes,share_percent,growth_per_day_bytes
"shop 🐘 日本 ",10737418240,99.5,
"e""v|i,l
'$'\e''[2J",1536,0.5,1024
"",,,' ]
run database-sizes --format markdown
check 'markdown' 0 $'^\\| database \\| size\\\\_bytes \\|.*\n\\| --- \\| ---: \\|.*e"v\\\\\\|i,l' ''
run -s fail database-sizes
check "the server's error, detail and hint" 4 '' \
  $'^pgcopilot: reading sizes failed\nDETAIL:  A detail.\nHINT:  A hint.$'
run -s warn database-sizes --format csv
check "the server's warning goes to stderr" 0 '^database,size_bytes' '^pgcopilot: warning: a warning of the server$'
run -s drop database-sizes
check 'a lost connection' 3 '' 'connection to the server was lost'
"$pgcopilot" database-sizes >/dev/full 2>"$work/err" </dev/null
status=$? out='' err=$(cat "$work/err")
check 'a full disk is said' 4 '' 'cannot write the output: No space left'

# --- a terminal
for columns in 22 40; do
  terminal $columns "'$pgcopilot' database-sizes"
  check "a terminal of $columns columns: what has no room is named" 0 'database.*no room for .*growth_per_day_bytes' ''
  width=$(sed '/no room/d' <<<"$out" | widest)
  expect 'nothing is wider' [ "$width" -le $columns ]
  [[ $columns = 40 || $out == *…* ]]
  result $? 'a name is cut when nothing else helps' "$out"
done
terminal 200 "'$pgcopilot' health"
check 'colour on a terminal' 0 $'\e\\[1;31mcritical\e\\[0m' ''
for plain in "NO_COLOR=1 '$pgcopilot' health" "'$pgcopilot' --no-color health" "TERM=dumb '$pgcopilot' health"; do
  terminal 200 "$plain"
  [[ $status = 0 && $out == *critical* && $out != *$'\e'* ]]
  result $? "no colour: ${plain//$pgcopilot/pgcopilot}" "$out"
done
terminal 200 "'$pgcopilot' database-sizes --format csv"
[[ $out == *'\x1b[2J'* && $out != *$'\e'* ]]
result $? 'csv cannot steer a terminal' "$out"
terminal 200 "'$pgcopilot' ask hello"
[[ $out == *'You asked: hello'* && $out == *'\x1b]0;x\x07'* ]]
result $? 'an answer cannot steer a terminal' "$out"

# --- health and ask
run health
check 'health: a line for each area' 0 $'^area +status +score.*\n.*overall +critical +40 +A sequence.*\nconnections +ok +100 +- +0$' ''
run ask "why is it slow"
check 'ask' 0 '^You asked: why is it slow' ''
run -s prod ask why locks "it's; DROP TABLE x"
check 'ask with many words and a server' 0 "^You asked: why locks it's; DROP TABLE x
of prod" ''
run ask --format json hello
expect 'ask as json' [ "$(json '$j->{verdict}' <<<"$out")" = 'Question 1: hello' ]
out=$(printf 'one\n\n  two  \nfail\nthree\nquit\nfour\n' | "$pgcopilot" ask 2>"$work/err")
status=$? err=$(cat "$work/err")
check 'a conversation keeps its context and outlives an error' 4 \
  'Question 1: one.*- One fact\..*1\. Look\..*SELECT 1.*Question 2: two.*Question 3: three' \
  $'^pgcopilot: this question fails\nDETAIL:  On purpose.\nHINT:  Ask another.$'
[[ $out != *four* ]]
result $? 'quit ends a conversation' "$out"
run ask
check 'a conversation ends with its input' 0 '' ''

# --- findings
run show 1
check 'no list yet' 2 '' 'no findings have been listed.*pgcopilot findings'
run findings
check 'a numbered list' 0 \
  $'^#  severity.*\n1  critical  Sequence .*98 % used .*\n2  critical  Role app has no password \\(suppressed\\).*\n3  warning   Index .*Ünused 🐘 ""idx"".*\n4  unknown .*a\\\\n\\\\x1b.*\n5  notice' ''
file=$(echo "$XDG_STATE_HOME"/pgcopilot/findings-*.json)
expect 'the numbers are nobody else'\''s' [ "$(stat -c %a "$file")" = 600 ]
run show 1
check 'show' 0 $'^critical  Sequence .*Object +sequence public.orders_id_seq\nRule +sequence_exhaustion.*used_percent: 98.1.*Confidence +95 %.*Judged by.*SELECT last_value.*ALTER SEQUENCE.*lock +SHARE ROW' ''
run show 4
check 'show cannot steer a terminal' 0 'a\\n\\x1b\[31mb' ''
run show 3 --format json
expect 'show as json' [ "$(json '$j->[0]{evidence}{size_bytes} . $j->[0]{rule}' <<<"$out")" = 2048unused_index ]
run fix 3
check 'fix prints SQL, the undo commented' 0 $'\nDROP INDEX CONCURRENTLY public."Ünused 🐘 ""idx""";\n\n-- undo:\n-- CREATE INDEX' ''
run fix 5
check 'a fix that is no SQL' 0 '-- Ask its owner\.' ''
! grep -qv -e '^--' -e '^$' "$work/out"
result $? 'and nothing outside comments' "$out"
run fix 4
check 'no fix' 0 'no fix that could be printed' ''
run show 6
check 'a number too far' 2 '' 'there is no finding 6.*The list has 5'
run show x
check 'not a number' 2 '' '"x" is not the number'
run findings --category index,capacity --format json
expect 'by category' [ "$(json 'join ",", map { $_->{rule} } @$j' <<<"$out")" = sequence_exhaustion,unused_index ]
run show 5
check 'a list for a program leaves the numbers alone' 0 'A session idles' ''
run findings --min-severity critical
check 'unknown is never hidden' 0 'old_critical|Role app.*unknown' ''
[[ $out != *warning* && $out != *notice* ]]
result $? 'less severe ones are left out' "$out"
run findings --object 'pid 1'
check 'by object' 0 $'\n1  notice' ''
[[ $(wc -l <"$work/out") = 3 ]]
result $? 'only that object' "$out"
run findings --fail-on warning
check '--fail-on: there is one' 1 'Ünused' ''
run findings --min-severity critical --category index --fail-on warning
check '--fail-on sees what is not shown' 1 'No findings' ''
run findings --category security --fail-on notice
check '--fail-on: a suppressed one does not count' 0 'suppressed' ''
run findings --category connection --fail-on unknown
check '--fail-on: less severe ones do not count' 0 'notice' ''
run -s prod findings
check 'findings of a server' 0 $'\n1  notice' ''
run findings --category index
run -s prod show 1
check 'each server has its own numbers' 0 'A session idles' ''
run show 1
check 'and so has this one' 0 'Ünused' ''
run findings
run suppress 3 --reason "it's kept" --until 2100-01-31
check 'suppress' 0 '' 'suppressed unused_index.*to undo: SELECT copilot.unsuppress'
expect 'it is suppressed' [ "$(psql -XAtc "SELECT detail FROM copilot.planted WHERE rule = 'unused_index' AND suppressed")" = "it's kept 2100-01-31" ]
run show 3
check 'what is gone is said' 4 '' 'finding 3 is gone.*pgcopilot findings'
run suppress 5 --reason x --until never
check 'a time that is none' 4 '' 'invalid input syntax'
run findings --category log
check 'nothing found' 0 '^No findings\.$' ''
run findings --category log --format json
check 'nothing found, as json' 0 '^\[\]$' ''
XDG_STATE_HOME=/proc/none run findings
check 'the numbers cannot be kept' 4 'critical' 'cannot keep the numbers.*XDG_STATE_HOME'
env -u XDG_STATE_HOME "$pgcopilot" findings >/dev/null 2>&1
expect 'the state folder of XDG' [ -e "$work/.local/state/pgcopilot" ]

# --- the hub
PGCOPILOT_HUB="host=$PGHOST dbname=postgres" run -d orders health
check 'PGCOPILOT_HUB: -d names the server' 0 'runs out on orders' ''
PGCOPILOT_HUB="host=$PGHOST dbname=postgres" run -h db1 -d shop health
check 'PGCOPILOT_HUB: a target by options' 0 "runs out on host='db1' dbname='shop'" ''
PGCOPILOT_HUB="host=$PGHOST dbname=postgres" run health
check 'PGCOPILOT_HUB: without a target it is said' 0 'runs out on this server' 'about the hub itself'
PGCOPILOT_HUB="host=$PGHOST dbname=postgres" run -d a -s b health
check 'PGCOPILOT_HUB: a contradiction' 2 '' 'exclude each other'
PGCOPILOT_HUB="host=$work/nowhere" run -d a health
check 'PGCOPILOT_HUB: no connection' 3 '' 'named by PGCOPILOT_HUB'
PGCOPILOT_HUB="host=$PGHOST dbname=postgres" run -d 'host=db1 password=geheim' findings
grep -rq geheim "$XDG_STATE_HOME"
expect 'no password is kept' [ $? = 1 ]

# --- watch, progress, Ctrl-C
run watch health --count 3 --interval 0
check 'watch without a terminal: one table after the other' 0 'overall.*overall.*overall' ''
terminal 200 "'$pgcopilot' watch database-sizes --count 2 --interval 0"
check 'watch redraws a terminal' 0 $'\e\\[H\e\\[2J.*database-sizes on .*shop.*\e\\[H\e\\[2J' ''
run watch health --interval soon
check 'an interval that is none' 2 '' 'number from 0'
"$pgcopilot" watch health --interval 3600 >"$work/out" 2>"$work/err" </dev/null &
watcher=$!
until_true grep -qs overall "$work/out"
kill -INT $watcher
wait $watcher
status=$? out=$(cat "$work/out") err=$(cat "$work/err")
check 'Ctrl-C ends watch, and that is fine' 0 'overall' ''
hold
"$pgcopilot" -s wait database-sizes >"$work/out" 2>"$work/err" </dev/null &
waiter=$!
until_true waiting 1
kill -INT $waiter
wait $waiter
status=$? out=$(cat "$work/out") err=$(cat "$work/err")
check 'Ctrl-C cancels' 130 '' '^pgcopilot: cancelled$'
until_true waiting 0
result $? 'on the server too' ''
script -qfec "'$pgcopilot' -s wait database-sizes" "$work/typescript" >/dev/null 2>&1 </dev/null &
waiter=$!
until_true grep -qs 'database_sizes: 1 s, Ctrl-C cancels' "$work/typescript"
result $? 'after a second it is said what is waited for' "$(cat "$work/typescript")"
release
wait $waiter
result $? 'and then the answer comes' ''
expect 'whole' grep -q waited "$work/typescript"

# --- completion
complete_words() { # WORD...: what bash offers after them
  bash --norc -c 'source <("$0" completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pgcopilot
    printf "%s\n" "${COMPREPLY[@]}"' "$pgcopilot" "$@" | tr '\n' ' '
}
completes() { # NAME EXPECTED WORD...
  local words
  words=$(complete_words "${@:3}")
  [ "$words" = "$2" ]
  result $? "$1" "$words"
}
completes 'completion of a command' 'health ' pgcopilot hea
completes 'completion of a choice' 'critical ' pgcopilot findings --fail-on cri
completes 'completion of an option' '--min-severity ' pgcopilot -d findings findings --min
completes 'completion of what is watched' 'database-sizes ' pgcopilot watch --interval 5 database-s
completes 'completion of a shell' 'bash ' pgcopilot completion ba
completes 'completion of a format' 'json ' pgcopilot health --format js
run completion zsh
check 'completion for zsh' 0 '^#compdef pgcopilot' ''
zsh_words() { # the same for zsh, whose completion system is not started here
  zsh -f -c 'compdef() { :; }; compadd() { shift; print -r -- "$@"; }; source <("$1" completion zsh)
    words=("${(@)@[2,-1]}"); CURRENT=${#words}; _pgcopilot' zsh "$pgcopilot" "$@"
}
out=$(zsh_words pgcopilot findings --fail-on '') status=$? err=
check 'completion of a choice in zsh' 0 '^critical warning unknown notice$' ''
out=$(zsh_words pgcopilot watch --interval 5 database_sizes '') status=$? err=
check 'completion of an option in zsh' 0 '--server' ''
[[ $out != *completion* ]]
result $? 'a value is not taken for a command' "$out"

# --- the extension itself
export "${real[@]}"
run health
# Debian's pg_available_extensions does not look into a staged installation.
check 'not created' 4 '' 'copilot.*CREATE EXTENSION copilot;'
psql -Xqc 'CREATE EXTENSION copilot' -c 'CREATE EXTENSION pg_stat_statements' -c 'CREATE ROLE reader LOGIN' \
  -c 'SELECT copilot.collect_now()' >/dev/null || exit 1
for report in $(psql -XAtc "SELECT proname FROM pg_proc JOIN copilot.reports ON name = proname
  WHERE pronamespace = 'copilot'::regnamespace AND pronargs = pronargdefaults ORDER BY 1"); do
  run "$report" --format json
  [ "$status" = 0 ] && json '1' <<<"$out" >/dev/null
  result $? "report $report as json" "$(shows)"
  run "${report//_/-}"
  check "report $report as a table" 0 '^[a-z#].*' ''
done
run health
check 'health of a server' 0 $'^area.*\noverall ' ''
psql -Xqc 'CREATE TABLE few (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)' \
  -c "SELECT setval('few_id_seq', 32760)" >/dev/null
run findings --category capacity --fail-on critical
check 'findings of a server' 1 $'\n1  critical .*few_id_seq' ''
run fix 1
psql -Xqv ON_ERROR_STOP=1 -f "$work/out" >/dev/null
result $? 'a printed fix can be run by psql' "$out"
run show 1
check 'what was fixed is gone' 4 '' 'finding 1 is gone'
run findings --category capacity --fail-on notice
check 'and no longer fails' 0 '^No findings' ''
run ask 'which tables are the largest?'
check 'a question to a server' 0 'public\.few.*Understood as' ''
out=$(printf 'which tables are the largest?\nand the indexes?\n' | "$pgcopilot" ask 2>"$work/err")
status=$? err=$(cat "$work/err")
check 'a conversation with a server' 0 'public\.few.*Understood as.*Understood as' ''
run -U reader findings --category capacity,index
run -U reader suppress 1 --reason 'no right to'
check 'suppress is for operators' 4 '' 'GRANT copilot_operator TO reader;'
psql -Xqc 'GRANT copilot_operator TO reader'
run -U reader suppress 1 --reason 'a right to'
check 'and an operator may' 0 '' 'suppressed '
psql -Xqc 'REVOKE USAGE ON SCHEMA copilot FROM PUBLIC'
run -U reader database-sizes
check 'no USAGE' 4 '' 'GRANT USAGE ON SCHEMA copilot TO reader;'
psql -Xqc 'GRANT USAGE ON SCHEMA copilot TO PUBLIC' \
  -c 'REVOKE EXECUTE ON FUNCTION copilot.database_sizes FROM PUBLIC'
run -U reader database-sizes
check 'no EXECUTE' 4 '' 'GRANT EXECUTE ON FUNCTION copilot.database_sizes\(.*\) TO reader;'
psql -Xqc 'ALTER EXTENSION copilot DROP FUNCTION copilot.database_sizes' -c 'DROP FUNCTION copilot.database_sizes'
run database-sizes
check 'an older extension' 4 '' 'has no function database_sizes.*ALTER EXTENSION copilot UPDATE'

echo "client: $passed passed, $failed failed"
[ $failed = 0 ]
