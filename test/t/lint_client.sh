#!/usr/bin/env bash
# pgcopilot lint against the extension: schemas, scripts, exports, baselines, its formats and its status.
# Words: a case is one run of the program, see client_case.bash.
# It must not rely on how many rules there are: it asks for those that it plants a fault for.
set -uo pipefail

src=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
pgcopilot=${COPILOT_CLIENT:-$src/build/cmake/pgcopilot}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state HOME=$work LC_ALL=C TERM=xterm
unset NO_COLOR COLUMNS PGCOPILOT_HUB
# shellcheck source=test/t/client_case.bash
source "$src/test/t/client_case.bash"

psql -Xqv ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, note text);
INSERT INTO app.orders SELECT n, 'note' FROM generate_series(1, 2000) AS n;
CREATE SCHEMA other;
CREATE TABLE other.parents (id bigint PRIMARY KEY);
CREATE TABLE other.children (id bigint PRIMARY KEY, parent bigint NOT NULL REFERENCES other.parents);
INSERT INTO other.parents SELECT n FROM generate_series(1, 20000) AS n;
INSERT INTO other.children SELECT n, n FROM generate_series(1, 20000) AS n;
ANALYZE;
SQL
cd "$work" || exit 1
mkdir db
cat >db/1.sql <<'SQL'
SET lock_timeout = '2s';
SET statement_timeout = '1min';

CREATE INDEX orders_note ON app.orders (note);
SQL
cat >db/2.sql <<'SQL'
SET lock_timeout = '2s';
SET statement_timeout = '1min';
-- copilot:ignore create_index_not_concurrent nobody writes before the launch
CREATE INDEX orders_note_2 ON app.orders (note, id);
SQL
printf '\xef\xbb\xbfSELEC 1;\n' >db/3.sql
: >empty.sql
printf "SELECT '\\xe4';\n" >latin1.sql
rule=create_index_not_concurrent

# --- usage
run lint --help
check 'help of lint' 0 'pgcopilot lint: .*--against.*--baseline.*--fail-on.*sarif' ''
run lint missing.sql
check 'a missing file' 2 '' 'cannot read the script "missing.sql": No such file'
run lint db
check 'a directory' 2 '' '"db": it is a directory'
run lint latin1.sql
check 'another encoding' 2 '' 'latin1.sql:1: this is not UTF-8.*iconv'
run lint db/1.sql ./db/../db/1.sql
check 'a file given twice' 2 '' 'db/1.sql is given twice'
run lint --against x.json
check '--against without a file' 2 '' '--against is only for files'
run lint --schema app db/1.sql
check '--schema with a file' 2 '' '--schema is only for'
run lint db/1.sql --against missing.json
check 'no export' 2 '' 'cannot read the schema "missing.json".*schema_export\(\). > schema.json'
run lint db/1.sql --against db/1.sql
check 'a file that is no export' 2 '' 'is no schema_export.*schema.json'
run lint db/1.sql --baseline db/1.sql
check 'a file that is no baseline' 2 '' 'the baseline "db/1.sql" cannot be read'
run lint db/1.sql --format xml
check 'a format that is none' 2 '' 'sarif, github'
run findings --format sarif
check 'sarif is of lint only' 2 '' '--format cannot be "sarif"'
run -h "$work/nowhere" lint db/1.sql
check 'no server' 3 '' 'No such file'
run lint --schema missing
check 'no such schema' 4 '' 'schema "missing" does not exist'
run lint db/1.sql --against no_such_server
check 'no such server' 4 '' 'db/1.sql: server "no_such_server" does not exist'

# --- scripts
run lint db/1.sql
check 'file, line, severity, rule' 0 "(^|"$'\n'")db/1.sql:4: warning $rule: .*"$'\n    fix:\n        .*CONCURRENTLY' ''
run lint db/1.sql --fail-on warning
check '--fail-on fails the gate' 1 "$rule" ''
run lint db/2.sql --fail-on warning
check 'what the file ignores does not' 0 '^No findings' ''
[[ $out != *$rule* ]]
result $? 'nor is it shown' "$out"
run lint db/1.sql db/3.sql --fail-on unknown
check 'several files; what does not parse has its line' 1 "db/1.sql:4: .*db/3.sql:1: " ''
[[ $out != *$'\xef\xbb\xbf'* ]]
result $? 'a byte order mark is no part of a script' "$out"
run lint empty.sql --fail-on notice
check 'an empty file' 0 '^No findings\.$' ''
"$pgcopilot" lint - <db/1.sql >"$work/out" 2>"$work/err"
# shellcheck disable=SC2034
status=$? out=$(cat "$work/out") err=$(cat "$work/err")
check 'the standard input' 0 "<stdin>:4: warning $rule" ''
run lint db/1.sql --format json
expect 'json' [ "$(json 'join ",", map { "$_->{file}:$_->{line}" } grep { $_->{rule} eq "'$rule'" } @$j' <<<"$out")" = db/1.sql:4 ]
run lint db/1.sql --format csv
check 'csv' 0 "^file,line,rule,category,severity.*db/1.sql,4,$rule," ''
run lint db/1.sql --format markdown
check 'markdown' 0 "^\| file \| line \| severity \| rule \| title \|" ''
run lint db/1.sql --format github
check 'github' 0 "(^|"$'\n'")::warning file=db/1.sql,line=4,title=$rule::" ''
run lint db/1.sql --format sarif
read_back=$(json 'do { my $r = $j->{runs}[0]; my ($f) = grep { $_->{ruleId} eq "'$rule'" } @{$r->{results}};
  my $p = $f->{locations}[0]{physicalLocation};
  join " ", $j->{version}, $f->{level}, $p->{artifactLocation}{uri}, $p->{region}{startLine},
    $r->{tool}{driver}{rules}[$f->{ruleIndex}]{id} }' <<<"$out")
expect 'sarif' [ "$read_back" = "2.1.0 warning db/1.sql 4 $rule" ]
run lint empty.sql --format sarif
expect 'sarif without a result' [ "$(json 'scalar @{$j->{runs}[0]{results}}' <<<"$out")" = 0 ]
terminal 100 "'$pgcopilot' lint db/1.sql"
check 'colour on a terminal' 0 $'\e\\[33mwarning\e\\[0m' ''
{
  echo 'CREATE TABLE app.large (id bigint PRIMARY KEY);'
  perl -e 'print "INSERT INTO app.large VALUES ($_); -- ", "x" x 900, "\n" for 1 .. 11000'
} >large.sql
run lint large.sql --min-severity critical
check 'ten megabytes' 0 'finding' ''
expect 'no row was written by any of it' [ "$(psql -XAtc "SELECT to_regclass('app.large') IS NULL AND to_regclass('app.orders_note') IS NULL")" = t ]
cat >nested.sql <<'SQL'
CREATE INDEX CONCURRENTLY orders_note ON app.orders (note);
SQL
run lint nested.sql --in-transaction --fail-on warning
check '--in-transaction is handed on' 1 'nested.sql:1: .*transaction' ''

# --- against
psql -XAtc 'SELECT copilot.schema_export()' >schema.json
createdb elsewhere
psql -Xq -d elsewhere -c 'CREATE EXTENSION copilot'
run -d elsewhere lint db/1.sql --against schema.json
check 'an export stands for a database that is out of reach' 0 "db/1.sql:4: warning $rule" ''
head -c 200 schema.json >half.json
run lint db/1.sql --against half.json
check 'half an export' 2 '' 'is no schema_export'
run -s elsewhere lint db/1.sql --against schema.json
check 'an export and a server' 2 '' 'exclude each other'

# --- baselines
run lint db/1.sql --write-baseline baseline.json --fail-on notice
check 'a baseline is written' 0 '' 'baseline.json knows [0-9]+ finding'
expect 'it holds identities' [ "$(json 'join ",", map { "$_->{file} $_->{rule}" } grep { $_->{rule} eq "'$rule'" } @$j' <baseline.json)" = "db/1.sql $rule" ]
run lint db/1.sql --baseline baseline.json --fail-on notice
check 'what it knows neither shows nor counts' 0 '^No findings\.$' 'the baseline knows'
echo 'CREATE INDEX orders_third ON app.orders (id, note);' >>db/3.sql
run lint ./db/1.sql db/3.sql --baseline baseline.json --fail-on warning
check 'a new one does' 1 "db/3.sql:2: warning $rule" 'left out'
[[ $out != *db/1.sql:* ]]
result $? 'and only new ones are shown' "$out"
echo 'SELECT 1;' >db/1.sql
run lint db/1.sql --baseline baseline.json
check 'stale entries are told' 0 '^No findings' 'of the baseline (is|are) found no more'
run lint db/1.sql --write-baseline nowhere/baseline.json
check 'a baseline that cannot be written' 2 '' 'cannot write the baseline'

# --- schemas
run lint --schema other
check 'a schema, numbered' 0 $'^#  severity.*other\\.children' ''
run lint --schema other --format json
number=$(json '1 + (grep { $j->[$_]{rule} eq "fk_without_index" } 0 .. $#$j)[0]' <<<"$out")
run show "$number"
check 'show takes its numbers' 0 'Rule +fk_without_index' ''
run fix "$number"
check 'fix too' 0 'CREATE INDEX CONCURRENTLY' ''
run lint --schema other --schema app --fail-on warning
check '--fail-on of a schema' 1 'children_parent_fkey' ''
run lint --schema other --write-baseline schema-baseline.json
run lint --schema other --baseline schema-baseline.json --fail-on notice
check 'a baseline of a schema' 0 '^No findings\.$' 'the baseline knows'
run lint --schema other --format sarif
expect 'sarif of a schema names objects' [ "$(json 'join ",", map { $_->{locations}[0]{logicalLocations}[0]{fullyQualifiedName} } grep { $_->{ruleId} eq "fk_without_index" } @{$j->{runs}[0]{results}}' <<<"$out")" != '' ]

echo "$passed passed, $failed failed"
[ $failed = 0 ]
