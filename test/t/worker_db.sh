#!/usr/bin/env bash
# Other databases of this cluster: by '/NAME' every report gives there what it gives in a session of its own, with the same rights.
# Words: see sessions.bash; slow is a database where neither a size nor the time of a reset is ever told, spy one where it tells who it runs as.
# It must not leave a worker, whatever ended the call, nor an error in the log that was the caller's to give.
# cluster: --conf autovacuum=off --conf wal_level=replica --conf copilot.enabled=off
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

in_db() { PGDATABASE=$1 ask "$2"; }
nobody() { await "SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'copilot worker'"; }
verbose() { psql -XAtq -v VERBOSITY=verbose -c "$1" 2>&1 | grep -v '^LOCATION' | head -1; }
fatal() { grep -c 'FATAL\|PANIC\|exit code' "$COPILOT_CLUSTER/log"; }

ask "CREATE EXTENSION copilot; CREATE EXTENSION pg_stat_statements; CREATE ROLE reader LOGIN; CREATE ROLE plain LOGIN;
  CREATE ROLE nobody NOLOGIN; CREATE ROLE apart LOGIN NOINHERIT IN ROLE reader; GRANT nobody TO reader; GRANT pg_monitor TO reader" >/dev/null
long=$(printf 'Ä%.0s' {1..31})
odd=$'a "b" \'c\' /d 💩'
for database in other bare slow spy many locked "$odd" "$long"; do createdb "$database"; done
for database in other many; do in_db $database 'CREATE EXTENSION copilot; CREATE EXTENSION pg_stat_statements' >/dev/null; done
for database in other bare slow "$odd" "$long"; do
  in_db "$database" "CREATE TABLE planted AS SELECT g FROM generate_series(1, 3000) AS g; CREATE INDEX ON planted (g); ANALYZE planted" >/dev/null
done
in_db slow "CREATE FUNCTION public.hang() RETURNS bigint LANGUAGE plpgsql AS \$\$ BEGIN
  PERFORM set_config('lock_timeout', '0', true); RETURN (SELECT count(*) FROM pg_parameter_acl); END \$\$;
  CREATE OR REPLACE FUNCTION pg_catalog.pg_database_size(oid) RETURNS bigint LANGUAGE sql AS 'SELECT public.hang()';
  CREATE OR REPLACE FUNCTION pg_catalog.pg_stat_get_db_stat_reset_time(oid) RETURNS timestamptz LANGUAGE sql
  AS 'SELECT to_timestamp(public.hang())'" >/dev/null
in_db spy "CREATE FUNCTION public.tell() RETURNS bigint LANGUAGE plpgsql AS \$\$ BEGIN
  RAISE EXCEPTION '%, %, %, %, %', session_user, current_user, current_setting('transaction_read_only'),
    current_setting('transaction_isolation'), current_setting('TimeZone') USING ERRCODE = 'AB123', DETAIL = 'the détail', HINT = 'the hint'; END \$\$;
  CREATE OR REPLACE FUNCTION pg_catalog.pg_database_size(oid) RETURNS bigint LANGUAGE sql AS 'SELECT public.tell()'" >/dev/null

# --- the same as there
same() { # WHAT SQL, with SERVER where the argument stands
  is "$1" "$(in_db other "${2/SERVER/NULL}")" "$(ask "${2/SERVER/\'/other\'}")"
}
for report in table_sizes index_usage table_usage database_sizes; do
  same "$report, as there" "SELECT to_jsonb(r) - 'window_to' FROM copilot.$report(server => SERVER) AS r"
done
same 'settings, as there' "SELECT name, value, source_file FROM copilot.settings(server => SERVER) WHERE source <> 'client'"
same 'findings, as there' "SELECT rule, severity, object, title FROM copilot.findings(server => SERVER)"
same 'checks, as there' "SELECT rule, status, reason FROM copilot.checks(server => SERVER)"
same 'an answer, as there' "SELECT copilot.ask('which tables are the largest?', server => SERVER)"
is 'every report; nothing was collected' '' "$(for report in $(reports); do
  ask "SELECT '$report' WHERE (SELECT count(*) FROM copilot.$report(server => '/other')) IS NULL"
done | grep -v '^ERROR:  \(database "other": \)\?there is no history yet$\|^HINT:')"
is 'where copilot is not installed, the variant in SQL' 'public.planted|3000|t' \
  "$(ask "SELECT table_name, rows_estimate, exact FROM copilot.table_sizes(server => '/bare') WHERE rows_estimate > 0")"
is 'what needs more there says so' 'ERROR:  buffer_cache needs the extension pg_buffercache, which is not installed in this database' \
  "$(ask "SELECT * FROM copilot.buffer_cache(server => '/bare')" | head -1)"
for name in "$odd" "$long"; do
  is "database $name" 'public.planted' "$(psql -XAtq -v "name=/$name" <<<"SELECT table_name FROM copilot.table_sizes(server => :'name')" 2>&1)"
done
is 'this database by its name' t "$(ask "SELECT count(*) > 0 FROM copilot.table_sizes(server => '/postgres')")"
in_db many "CREATE OR REPLACE FUNCTION copilot._table_sizes(max_rows integer, fold_partitions boolean, OUT table_name text,
  OUT partitions integer, OUT table_bytes bigint, OUT index_bytes bigint, OUT toast_bytes bigint, OUT rows_estimate bigint,
  OUT exact boolean) RETURNS SETOF record LANGUAGE sql
  AS \$\$ SELECT 'row ' || g, 0, g::bigint, 0::bigint, 0::bigint, 0::bigint, true FROM generate_series(1, 60000) AS g \$\$" >/dev/null
is 'sixty thousand rows' '60000|1800030000' "$(ask "SELECT count(*), sum(total_bytes) FROM copilot.table_sizes(NULL, server => '/many')")"
for encoding in SQL_ASCII LATIN1; do
  createdb -T template0 -E $encoding --locale=C "in_$encoding"
  PGDATABASE=in_$encoding PGCLIENTENCODING=$encoding ask "CREATE TABLE $(printf '"caf\351"') (id integer)" >/dev/null
done
is 'a name in LATIN1' 'public."café"' "$(ask "SELECT table_name FROM copilot.table_sizes(server => '/in_LATIN1')")"
is 'bytes of SQL_ASCII that are no UTF-8' 'public."caf?"' "$(ask "SELECT table_name FROM copilot.table_sizes(server => '/in_SQL_ASCII')")"
createdb -T template0 -E LATIN1 --locale=C hub_latin
in_db hub_latin 'CREATE EXTENSION copilot' >/dev/null
is 'from a database in LATIN1' 'public."café"' "$(PGCLIENTENCODING=UTF8 in_db hub_latin "SELECT table_name FROM copilot.table_sizes(server => '/in_LATIN1')")"

# --- errors come whole
is 'an unknown database' 'ERROR:  3D000: database "nope" does not exist' "$(verbose "SELECT * FROM copilot.table_sizes(server => '/nope')")"
is 'no name' 'ERROR:  22023: the name of the database is missing' "$(verbose "SELECT * FROM copilot.table_sizes(server => '/')")"
is 'no connections allowed' 'ERROR:  55000: database "template0" does not accept connections' \
  "$(verbose "SELECT * FROM copilot.table_sizes(server => '/template0')")"
is 'an error there' 'ERROR:  AB123: database "spy": postgres, postgres, on, repeatable read, Asia/Tokyo
DETAIL:  the détail
HINT:  the hint' "$(psql -XAtq -v VERBOSITY=verbose -c "SET timezone = 'Asia/Tokyo'" -c "SELECT * FROM copilot.database_sizes(server => '/spy')" 2>&1 | grep -v LOCATION)"

# --- never more rights than the caller
who() { psql -XAtq "$@" -c "SELECT * FROM copilot.database_sizes(server => '/spy')" 2>&1 | sed -n '1s/, on.*//p'; }
is 'as the role that logged in' 'ERROR:  database "spy": reader, reader' "$(who -U reader)"
is 'as a role that cannot log in' 'ERROR:  database "spy": reader, nobody' "$(who -U reader -c 'SET ROLE nobody')"
is 'by SET SESSION AUTHORIZATION' 'ERROR:  database "spy": plain, plain' "$(who -c 'SET SESSION AUTHORIZATION plain')"
ask "CREATE FUNCTION public.lent() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS \$\$ SELECT count(*) FROM copilot.database_sizes(server => '/spy') \$\$; ALTER FUNCTION public.lent() OWNER TO plain" >/dev/null
is 'in a SECURITY DEFINER function' 'ERROR:  database "spy": reader, plain' "$(psql -XAtq -U reader -c 'SELECT public.lent()' 2>&1 | sed -n '1s/, on.*//p')"
in_db spy "CREATE OR REPLACE FUNCTION public.tell() RETURNS bigint LANGUAGE plpgsql AS \$\$ BEGIN
  PERFORM set_config('role', 'postgres', true); RETURN 1; END \$\$" >/dev/null
is 'no way to a role that the caller is not in' 'ERROR:  database "spy": permission denied to set role "postgres"' \
  "$(psql -XAtq -U reader -c "SELECT * FROM copilot.database_sizes(server => '/spy')" 2>&1 | head -1)"
in_db spy "CREATE OR REPLACE FUNCTION public.tell() RETURNS bigint LANGUAGE plpgsql AS \$\$ BEGIN
  CREATE TABLE public.written (); RETURN 1; END \$\$" >/dev/null
is 'nothing is written' 'ERROR:  database "spy": cannot execute CREATE TABLE in a read-only transaction' \
  "$(ask "SELECT * FROM copilot.database_sizes(server => '/spy')" | head -1)"
ask "REVOKE CONNECT ON DATABASE other FROM PUBLIC; GRANT CONNECT ON DATABASE other TO reader" >/dev/null
denied='ERROR:  permission denied for database "other"
DETAIL:  Role %s does not have the CONNECT privilege.
HINT:  As its owner run GRANT CONNECT ON DATABASE ... TO %s.'
call="SELECT count(*) FROM copilot.table_sizes(server => '/other')"
is 'without CONNECT' "$(printf "$denied" plain plain)" "$(psql -XAtq -U plain -c "$call" 2>&1)"
is 'with it, all tables as ever' "$(ask "$call")" "$(psql -XAtq -U reader -c "$call" 2>&1)"
is 'the current role needs it too' "$(printf "$denied" nobody nobody)" "$(psql -XAtq -U reader -c 'SET ROLE nobody' -c "$call" 2>&1)"
is 'and so does the one that logged in' "$(printf "$denied" apart apart)" "$(psql -XAtq -U apart -c 'SET ROLE reader' -c "$call" 2>&1)"
is 'a report that needs more says which GRANT' 'HINT:  As superuser run GRANT pg_monitor TO nobody.' \
  "$(psql -XAtq -U reader -c 'SET ROLE nobody' -c "SELECT * FROM copilot.connections(server => '/bare')" 2>&1 | grep HINT)"

# --- locks
session holder
tell holder 'BEGIN; ALTER DATABASE locked RENAME TO renamed;'
idle holder RENAME
is 'a database that is renamed, copied or dropped' 'ERROR:  55P03: could not obtain a lock on database "locked"' \
  "$(verbose "SELECT * FROM copilot.table_sizes(server => '/locked')")"
tell holder 'COMMIT;'
idle holder COMMIT
is 'renamed' t "$(ask "SELECT count(*) = 0 FROM copilot.table_sizes(server => '/renamed')")"
is 'locks of the caller itself are no matter' 'public.planted' "$(psql -XAtq -1 -c 'LOCK TABLE pg_authid, pg_database IN ACCESS EXCLUSIVE MODE' \
  -c "SELECT table_name FROM copilot.table_sizes(server => '/bare')" 2>&1)"
is 'it can be dropped at once' '' "$(ask "SELECT WHERE (SELECT count(*) FROM copilot.table_sizes(server => '/renamed')) IS NULL" && dropdb renamed 2>&1)"
is 'dropped' 'ERROR:  3D000: database "renamed" does not exist' "$(verbose "SELECT * FROM copilot.table_sizes(server => '/renamed')")"
is 'the log has no word of all this' 0 "$(fatal)"

# --- limits and cancels
tell holder 'BEGIN; LOCK TABLE pg_parameter_acl IN ACCESS EXCLUSIVE MODE;'
idle holder LOCK
hang="SELECT * FROM copilot.database_sizes(server => '/slow')"
is "copilot's own limit" "ERROR:  stopped at copilot's own limit of 500 ms" "$(ask "SET copilot.statement_timeout = '500ms'; $hang" | head -1)"
is "the session's own limit" 'ERROR:  canceling statement due to statement timeout' "$(ask "SET statement_timeout = '300ms'; $hang" | head -1)"
is 'at the limit a rule is unknown, those judged before are not' 'unused_indexes|t' \
  "$(ask "SET copilot.statement_timeout = '2s'; SELECT string_agg(rule, ' ') FILTER (WHERE status = 'unknown' AND reason LIKE 'stopped at copilot''s own%'),
    bool_or(status = 'passed' AND rule = 'invalid_indexes') FROM copilot.checks(server => '/slow')")"
nobody
session caller1
session caller2
tell caller1 "$hang;"
await "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot worker' AND wait_event = 'relation'"
ask "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller1'" >/dev/null
nobody
end=$((SECONDS + 10))
until grep -q ERROR "$work/caller1.out" || [ $SECONDS -ge $end ]; do :; done
is 'a cancel ends both' 'ERROR:  canceling statement due to user request' "$(cat "$work/caller1.out")"
is 'and without a word in the log' 0 "$(fatal)"
tell caller1 "$hang;"
await "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot worker' AND wait_event = 'relation'"
is 'it names whom it works for' "caller1" "$(ask "SELECT c.application_name FROM pg_stat_activity AS w JOIN pg_stat_activity AS c ON c.pid = w.leader_pid WHERE w.backend_type = 'copilot worker'")"
ask "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller1'" >/dev/null
nobody
is 'a caller that dies leaves no worker' 0 "$(ask "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'caller1'")"
tell caller2 "$hang;"
await "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot worker' AND wait_event = 'relation'"
is 'dropped meanwhile by force' '' "$(ask 'DROP DATABASE slow WITH (FORCE)')"
end=$((SECONDS + 10))
until grep -q 'worker in' "$work/caller2.out" || [ $SECONDS -ge $end ]; do :; done
is 'the caller is told' 'ERROR:  the worker in database "slow" ended before it had answered' "$(grep worker "$work/caller2.out")"

# --- a standby: this same server, begun again in recovery; then without a slot for a worker
"$COPILOT_CLUSTER/ctl" restart
is 'still there' 'public.planted' "$(ask "SELECT table_name FROM copilot.table_sizes(server => '/bare')")"
"$COPILOT_CLUSTER/ctl" stop
touch "$PGDATA/standby.signal" && chown --reference="$PGDATA/PG_VERSION" "$PGDATA/standby.signal"
"$COPILOT_CLUSTER/ctl" start
is 'on a standby' 't|public.planted' "$(ask "SELECT pg_is_in_recovery(), table_name FROM copilot.table_sizes(server => '/bare')")"
"$COPILOT_CLUSTER/ctl" stop
rm "$PGDATA/standby.signal"
printf '%s\n' 'max_worker_processes = 0' >>"$PGDATA/postgresql.conf"
"$COPILOT_CLUSTER/ctl" start
is 'no worker is free' 'ERROR:  53400: no background worker is free to look into database "bare"' \
  "$(verbose "SELECT * FROM copilot.table_sizes(server => '/bare')")"
printf '%s\n' "shared_preload_libraries = ''" 'max_worker_processes = 8' >>"$PGDATA/postgresql.conf"
"$COPILOT_CLUSTER/ctl" restart
is 'without preload' 'public.planted' "$(ask "SELECT table_name FROM copilot.table_sizes(server => '/bare')")"
exit $failed
