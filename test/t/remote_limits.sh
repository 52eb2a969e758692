#!/usr/bin/env bash
# What stands between two servers fails, hangs, ends or lies: copilot says which, in time, and leaks nothing.
# Words: see servers.bash; slow is a database of the peer where pg_database_size never ends.
# It must not wait by a sleep, nor trust a clock to less than what is promised.
# cluster: none
set -uo pipefail
# shellcheck source=test/t/servers.bash
source "$(dirname "${BASH_SOURCE[0]}")/servers.bash"
two_clusters
work=$(mktemp -d)
chmod 755 "$work"

peer -c 'CREATE ROLE reader LOGIN' -c 'GRANT pg_monitor TO reader' -c 'CREATE DATABASE slow' \
  -c "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'" \
  -c "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'" || exit 1
peer -d slow -c "CREATE OR REPLACE FUNCTION pg_catalog.pg_database_size(oid) RETURNS bigint
  LANGUAGE sql AS 'SELECT length(set_config(''lock_timeout'', ''0'', true) || pg_advisory_lock(1)::text)::bigint'" ||
  exit 1
session slow 'SELECT pg_advisory_lock(1)'
for database in ascii latin; do
  peer -d $database -c "SET client_encoding = 'SQL_ASCII'" -c "CREATE TABLE public.\"caf$(printf '\351')\" ()" || exit 1
done
hub -v ON_ERROR_STOP=1 <<SQL || exit 1
CREATE EXTENSION copilot;
CREATE SERVER peer FOREIGN DATA WRAPPER copilot
  OPTIONS (host '127.0.0.1', port '$PEER_PGPORT', dbname 'postgres');
CREATE USER MAPPING FOR postgres SERVER peer OPTIONS (user 'reader');
SQL
address="host=127.0.0.1 user=reader dbname=postgres"
call() { echo "SELECT count(*) > 0 FROM copilot.database_sizes(server => \$server\$$1\$server\$)"; }

# --- within the limit, and at once when it is asked for
# ends_within LOW HIGH NAME REGEX SQL...
ends_within() {
  local low=$1 high=$2 name=$3 begin took
  shift 2
  begin=$(now_ms)
  says "$@"
  took=$(($(now_ms) - begin))
  [ $took -ge "$low" ] && [ $took -le "$high" ]
  verdict "$name: in time"
  [ $took -le "$high" ] || echo "#   took $took ms"
}
limit="SET copilot.statement_timeout = '500ms'"
listener '1'
hanging="$address port=$port"
ends_within 500 1500 'a server that never answers' \
  'ERROR:  08001: server "127.0.0.1:.*" did not answer within 500 ms' "$limit" "$(call "$hanging")"
ends_within 500 1500 'a query that never ends' "ERROR:  57014: stopped at copilot's own limit of 500 ms" \
  "$limit" "$(call peer/slow)"
ends_within 300 1300 "the session's own limit passes through" \
  'ERROR:  57014: canceling statement due to statement timeout' "SET statement_timeout = '300ms'" "$(call peer/slow)"
nobody() { # of the hub: a pooler keeps its own
  [ "$(peer -c "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND application_name = 'copilot'")" = 0 ]
}
until_true nobody
verdict 'what was given up ends there too'
peer -c "ALTER ROLE reader SET statement_timeout = '100ms'"
says 'a shorter limit there is kept' 'ERROR:  57014: server "peer/slow": canceling statement due to statement timeout' \
  "$(call peer/slow)"
peer -c 'ALTER ROLE reader RESET ALL'

# Three tries, since another process of this machine may take its time from one.
cancelled_in_time() {
  local try begin took process
  for try in 1 2 3; do
    PGAPPNAME=victim hub -c "$(call "$1")" >"$work/victim" 2>&1 &
    process=$!
    until_true waiting_for_another || return 1
    begin=$(now_ms)
    hub -c "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'" >"$work/cancel"
    wait $process
    took=$(($(now_ms) - begin))
    grep -q 'ERROR:  57014: canceling statement due to user request' "$work/victim" || return 1
    [ $took -gt 200 ] || return 0
    echo "#   took $took ms"
  done
  return 1
}
waiting_for_another() {
  [ "$(hub -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'victim' AND wait_event = 'Extension'")" = 1 ]
}
cancelled_in_time "$hanging"
verdict 'a cancel ends a connection that hangs within 200 ms'
cancelled_in_time peer/slow
verdict 'a cancel ends a query that hangs within 200 ms'

# Every process of the cluster must absorb the barrier that DROP DATABASE raises.
hub -c 'CREATE DATABASE dropped'
PGAPPNAME=victim hub -c "SET copilot.statement_timeout = '60s'" -c "$(call "$hanging")" >"$work/victim" 2>&1 &
process=$!
until_true waiting_for_another
begin=$(now_ms)
hub -c 'DROP DATABASE dropped'
[ $(($(now_ms) - begin)) -lt 2000 ]
verdict 'DROP DATABASE does not wait for who waits for another server'
hub -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'" >"$work/cancel"
wait $process
grep -q 'terminating connection due to administrator command' "$work/victim"
verdict 'a session that waits can be ended'

# --- what is no server, or no longer one
says 'nothing listens' 'ERROR:  08001: .*Connection refused.*HINT:' "$(call "$address port=1")"
says 'no socket' 'ERROR:  08001: .*No such file' "$(call "host=$work user=reader dbname=postgres")"
says 'a name that does not exist' 'ERROR:  08001: could not resolve the name of the host "no.invalid"' \
  "$(call 'host=no.invalid user=reader dbname=postgres')"
# In capitals it goes to the resolver, and every machine has it at 127.0.0.1.
says 'a name is resolved, a second time from memory' '^t t $' "$(call "host=LOCALHOST user=reader dbname=postgres port=$PEER_PGPORT")" \
  "$(call "host=localhost user=reader dbname=postgres port=$PEER_PGPORT")"
says 'a host that is dead, then one that lives' '^t $' \
  "$(call "host=127.0.0.1,127.0.0.1 port=1,$PEER_PGPORT user=reader dbname=postgres")"
says 'lists that do not match' 'ERROR:  08001: .*could not match' "$(call 'host=a,b hostaddr=127.0.0.1 user=x dbname=y')"
says 'no such database' 'ERROR:  08001: .*database "gone" does not exist' "$(call peer/gone)"
listener 'print $c "HTTP/1.1 400 Bad Request\r\n\r\n"; close $c'
says 'another protocol' 'ERROR:  08001: could not connect .*invalid response' "$(call "$address port=$port")"
# A server in a dozen lines: no TLS, no password, version and name as given; then it hangs up.
fake() {
  listener 'my ($n, $b); read $c, $n, 4; read $c, $b, unpack("N", $n) - 4;
    if (unpack("N", $b) == 80877103) { syswrite $c, "N"; read $c, $n, 4; read $c, $b, unpack("N", $n) - 4 }
    my $v = "server_version\x00'"$1"'\x00";
    syswrite $c, "R" . pack("NN", 8, 0) . "S" . pack("N", 4 + length $v) . $v . "Z" . pack("N", 5) . "I"; close $c'
}
fake 12.22
says 'a version that is too old' 'ERROR:  0A000: server ".*" runs PostgreSQL 12, which copilot does not support' \
  "$(call "$address port=$port")"
fake 1.18.0/bouncer
says 'the console of a pooler' 'ERROR:  08001: server ".*" is the console of a pooler' "$(call "$address port=$port")"
fake 15.2
says 'a server that hangs up' 'ERROR:  08006: the connection to server ".*" was lost' "$(call "$address port=$port")"
PGAPPNAME=victim hub -c "$(call peer/slow)" >"$work/victim" 2>&1 &
process=$!
busy() { [ "$(peer -c "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND wait_event = 'advisory'")" = 1 ]; }
until_true busy
peer -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'" >"$work/terminated"
wait $process
grep -q 'ERROR:  08006: the connection to server "peer/slow" was lost' "$work/victim" &&
  grep -q 'terminating connection due to administrator command' "$work/victim"
verdict 'a session that is ended there'

# --- encodings
for database in ascii latin; do
  says "a name in $database" 'café|caf[?]' "SELECT table_name FROM copilot.table_sizes(server => 'peer/$database')"
done

# --- a pooler in transaction mode, with one connection for everybody
if command -v pgbouncer >/dev/null; then
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport' >"$work/free"
  port=$(cat "$work/free")
  cat >"$work/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$PEER_PGPORT
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = trust
auth_file = $work/users
pool_mode = transaction
default_pool_size = 1
logfile = $work/pgbouncer.log
INI
  printf '"postgres" ""\n"reader" ""\n' >"$work/users"
  : >"$work/pgbouncer.log"
  chmod 666 "$work/pgbouncer.log"
  as=()
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  "${as[@]}" pgbouncer -q "$work/pgbouncer.ini" 2>/dev/null &
  children+=($!)
  answers() { PGCONNECT_TIMEOUT=1 psql -XAtqd "host=127.0.0.1 port=$port user=reader dbname=postgres" -c 'SELECT 1' >/dev/null 2>&1; }
  until_true answers || cat "$work/pgbouncer.log"
  for try in 1 2 3; do
    says "through a pooler, call $try" '^t $' "$(call "host=127.0.0.1 port=$port user=postgres dbname=postgres")"
  done
  peer -c 'CREATE DATABASE broken' && peer -d broken -c "CREATE OR REPLACE FUNCTION pg_catalog.pg_database_size(oid)
    RETURNS bigint LANGUAGE sql AS 'SELECT (1 / (\$1::bigint - \$1::bigint))::bigint'"
  says 'a failure through a pooler' 'ERROR:  22012: server ".*": division by zero' \
    "SELECT count(*) FROM copilot.database_sizes(server => 'host=127.0.0.1 port=$port user=postgres dbname=broken')"
  left=$(psql -XAtqd "host=127.0.0.1 port=$port user=postgres dbname=postgres" -c 'SHOW search_path' -c 'SHOW statement_timeout' \
    -c 'SHOW jit' -c 'SHOW timezone' -c 'SELECT count(*) FROM pg_prepared_statements' -c 'SHOW transaction_read_only' | tr '\n' ' ')
  [ "$left" = '"$user", public 0 off UTC 0 off ' ]
  verdict 'nothing is left in the shared session'
  [ "$left" = '"$user", public 0 off UTC 0 off ' ] || echo "#   left: $left"
  says 'its console' 'ERROR:  08001: .*' "$(call "host=127.0.0.1 port=$port user=postgres dbname=pgbouncer")"
else
  echo '# skipped: no pgbouncer here'
fi

# --- a standby
standby=$work/standby
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --init-groups)
mkdir "$standby"
[ "$(id -u)" != 0 ] || chown postgres "$standby" "$work"
chmod 700 "$standby"
"${as[@]}" pg_basebackup -h "$PEER_PGHOST" -p "$PEER_PGPORT" -U postgres -D "$standby" -R -X stream -c fast &&
  "${as[@]}" pg_ctl -D "$standby" -s -w -l "$work/standby.log" \
    -o "-c listen_addresses= -c unix_socket_directories=$work -c hot_standby=on" start || exit 1
says 'a standby' '^t $' "$(call "host=$work port=$PEER_PGPORT user=reader dbname=postgres")"
"${as[@]}" pg_ctl -D "$standby" -s -w -m immediate stop

# --- leaks
hub >"$work/leak" 2>&1 <<SQL
DO \$\$
DECLARE
  target text;
  open_files int;
BEGIN
  FOR i IN 1..220 LOOP
    target := (ARRAY['peer', 'peer/gone', '$address port=1', 'host=127.0.0.1 port=$PEER_PGPORT user=reader dbname=slow'])[1 + i % 4];
    BEGIN
      PERFORM set_config('copilot.statement_timeout', CASE i % 4 WHEN 3 THEN '20ms' ELSE '5s' END, false);
      PERFORM * FROM copilot.database_sizes(server => target);
    EXCEPTION WHEN query_canceled OR OTHERS THEN NULL;
    END;
    IF i = 20 THEN
      open_files := (SELECT count(*) FROM pg_ls_dir('/proc/self/fd'));
    END IF;
  END LOOP;
  RAISE NOTICE 'open files: % more', (SELECT count(*) FROM pg_ls_dir('/proc/self/fd')) - open_files;
END \$\$;
SQL
# The server itself opens a file of its own now and then.
grep -Eq 'open files: -?[0-3] more' "$work/leak"
verdict 'two hundred calls, most of them failing, leave no file open' || cat "$work/leak"
until_true nobody
verdict 'nor a connection there'
finish
