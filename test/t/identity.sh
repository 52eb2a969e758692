#!/usr/bin/env bash
# Nobody reaches a server by the identity of the server that copilot runs on.
# Words: see servers.bash; alice is a role of the hub that is not superuser.
# Every way that libpq has to find credentials by itself is planted here, and must not help her.
# cluster: none
set -uo pipefail
# shellcheck source=test/t/servers.bash
source "$(dirname "${BASH_SOURCE[0]}")/servers.bash"
two_clusters
work=$(mktemp -d)

account=$(stat -c %U "$PGDATA")
peer -c "CREATE ROLE scram_reader LOGIN PASSWORD 'right-one'" -c 'GRANT pg_monitor TO scram_reader' \
  -c 'CREATE ROLE alice LOGIN' -c 'CREATE DATABASE identity' ||
  exit 1
[ "$account" = postgres ] || peer -c "CREATE ROLE \"$account\" LOGIN SUPERUSER" || exit 1
address="host=127.0.0.1 port=$PEER_PGPORT"
options="host '127.0.0.1', port '$PEER_PGPORT', dbname 'postgres'"
hub -v ON_ERROR_STOP=1 <<SQL || exit 1
CREATE EXTENSION copilot;
CREATE EXTENSION postgres_fdw;
CREATE ROLE alice LOGIN;
CREATE ROLE bob LOGIN;
CREATE ROLE owner LOGIN;
GRANT USAGE ON FOREIGN DATA WRAPPER copilot, postgres_fdw TO owner;
CREATE SERVER peer FOREIGN DATA WRAPPER copilot OPTIONS ($options);
CREATE SERVER socket FOREIGN DATA WRAPPER copilot
  OPTIONS (host '$PEER_PGHOST', port '$PEER_PGPORT', dbname 'identity');
CREATE SERVER fdw FOREIGN DATA WRAPPER postgres_fdw OPTIONS ($options, fetch_size '10');
CREATE SERVER "O'Neill ""7"" / é😀" FOREIGN DATA WRAPPER copilot OPTIONS ($options);
CREATE SERVER "a" FOREIGN DATA WRAPPER copilot OPTIONS (host '127.0.0.1', port '1');
CREATE SERVER "a/postgres" FOREIGN DATA WRAPPER copilot OPTIONS ($options);
CREATE SERVER keyed FOREIGN DATA WRAPPER postgres_fdw OPTIONS ($options, sslkey '/etc/key');
ALTER SERVER keyed OWNER TO owner;
CREATE SERVER owned FOREIGN DATA WRAPPER copilot OPTIONS ($options);
ALTER SERVER owned OWNER TO owner;
CREATE FOREIGN DATA WRAPPER other;
CREATE SERVER other FOREIGN DATA WRAPPER other;
GRANT USAGE ON FOREIGN SERVER peer, socket, fdw, "O'Neill ""7"" / é😀", "a", "a/postgres", keyed, owned, other
  TO alice;
SQL
call() { echo "SELECT count(*) > 0 FROM copilot.database_sizes(server => \$server\$$1\$server\$)"; }
mapping() { # SERVER OPTIONS: alice's mapping there, as superuser
  hub -c 'SET client_min_messages = warning' -c "DROP USER MAPPING IF EXISTS FOR alice SERVER \"$1\"" \
    -c "CREATE USER MAPPING FOR alice SERVER \"$1\" OPTIONS ($2)" || exit 1
}
as_alice='SET ROLE alice'
password="user 'scram_reader', password 'right-one'"

# --- what works
mapping peer "$password"
says 'a password that is asked for' '^t $' "$as_alice" "$(call peer)"
says 'another database of the server' '^t $' "$as_alice" "$(call peer/template1)"
mapping fdw "$password"
says 'a server of postgres_fdw' '^t $' "$as_alice" "$(call fdw)"
says 'a connection string with a password' '^t $' "$as_alice" \
  "$(call "$address user=scram_reader dbname=postgres password=right-one")"
says 'a URI with a password' '^t $' "$as_alice" \
  "$(call "postgresql://scram_reader:right-one@127.0.0.1:$PEER_PGPORT/postgres")"
hub -c "CREATE USER MAPPING FOR alice SERVER \"O'Neill \"\"7\"\" / é😀\" OPTIONS ($password)" || exit 1
says 'a name with quotes, slashes and an emoji' '^t $' "$as_alice" "$(call "O'Neill \"7\" / é😀")"
says 'another database of that' '^t $' "$as_alice" "$(call "O'Neill \"7\" / é😀/template1")"
mapping a/postgres "$password"
says 'a whole name wins over a name and a database' '^t $' "$as_alice" "$(call a/postgres)"
mapping owned "$password"
says 'a server of somebody else, with a password' '^t $' "$as_alice" "$(call owned)"

# --- rights
says 'no USAGE' 'ERROR:  42501: permission denied for foreign server "peer" .*GRANT USAGE ON FOREIGN SERVER "peer" TO "bob"' \
  'SET ROLE bob' "$(call peer)"
hub -c 'GRANT USAGE ON FOREIGN SERVER peer TO bob' || exit 1
says 'no mapping' 'ERROR:  42704: role "bob" has no user mapping .*CREATE USER MAPPING FOR "bob"' \
  'SET ROLE bob' "$(call peer)"
says 'the mapping of another role is no help' 'ERROR:  42704: role "postgres" has no user mapping' "$(call peer)"
says 'a server of another wrapper' 'ERROR:  0A000: foreign server "other" is of the wrapper "other"' \
  "$as_alice" "$(call other)"
says 'no such server' 'ERROR:  42704: server "nope/x" does not exist .*CREATE SERVER name FOREIGN DATA WRAPPER copilot' \
  "$as_alice" "$(call nope/x)"
says 'another database of this cluster that is not there' 'ERROR:  3D000: .*HINT:' "$as_alice" "$(call /nowhere)"
says 'an empty name' 'ERROR:  22023: server must not be empty' "$as_alice" "$(call '')"

# --- no password
mapping peer "user 'alice'"
says 'a mapping without a password' 'ERROR:  2F003: a password is needed' "$as_alice" "$(call peer)"
says 'a connection string without a password' 'ERROR:  2F003: a password is needed' "$as_alice" \
  "$(call "$address user=scram_reader dbname=postgres")"
mapping peer "user 'alice', password 'of no use'"
says 'a server that trusts the hub' 'ERROR:  2F003: server "peer" did not ask for the password' \
  "$as_alice" "$(call peer)"
nobody() { [ "$(peer -c "SELECT count(*) FROM pg_stat_activity WHERE usename = 'alice'")" = 0 ]; }
until_true nobody
verdict 'nothing stays connected there'
mapping socket "user '$account', password 'of no use'"
says 'a socket that takes the word of the operating system' \
  'ERROR:  2F003: server "socket" did not ask for the password' "$as_alice" "$(call socket)"
mapping socket "user '$account', password_required 'false'"
says 'unless a superuser allowed it' '^t $' "$as_alice" "$(call socket)"
says 'the permission is not hers to change' 'ERROR:  42501: only a superuser may set password_required' \
  "$as_alice" "ALTER USER MAPPING FOR alice SERVER socket OPTIONS (SET user 'postgres')"
mapping owned "user 'alice', password_required 'false'"
says 'nor counts it on a server whose owner can move it' 'ERROR:  2F003: a password is needed' \
  "$as_alice" "$(call owned)"
hub -c "CREATE USER MAPPING FOR postgres SERVER owned OPTIONS (user 'postgres')" || exit 1
says 'not even for a superuser' 'ERROR:  2F003: a password is needed' "$(call owned)"
hub -c "CREATE USER MAPPING FOR postgres SERVER peer OPTIONS (user 'postgres')" || exit 1
says 'a superuser needs none on a server of a superuser' '^t $' "$(call peer)"

# --- options that speak for this machine
for option in passfile=/tmp/x service=x sslkey=/tmp/x sslcert=/tmp/x sslrootcert=/tmp/x 'options=-cjit=off' \
  krbsrvname=x gssencmode=prefer requirepeer=x; do
  says "${option%%=*} in a connection string" \
    "ERROR:  2F003: the connection option \"${option%%=*}\" is for superusers" "$as_alice" \
    "$(call "$address user=scram_reader dbname=postgres password=right-one $option")"
done
mapping keyed "$password"
says 'a key in a server whose owner is not superuser' 'ERROR:  2F003: the connection option "sslkey"' \
  "$as_alice" "$(call keyed)"
says 'a key in a mapping' 'ERROR:  42501: only a superuser may set the option "sslkey"' 'SET ROLE bob' \
  "CREATE USER MAPPING FOR bob SERVER peer OPTIONS (user 'x', sslkey '/etc/key')"

# --- the validator
says 'an unknown option' 'ERROR:  HV00D: invalid option "hst" .*HINT:  There are .*host, hostaddr' \
  "CREATE SERVER x FOREIGN DATA WRAPPER copilot OPTIONS (hst 'x')"
for option in user password passfile service client_encoding; do
  says "$option is no option of a server" "ERROR:  HV00D: invalid option \"$option\"" \
    "CREATE SERVER x FOREIGN DATA WRAPPER copilot OPTIONS ($option 'x')"
done
says 'host is no option of a mapping' 'ERROR:  HV00D: .*There are user, password, .*password_required' \
  "CREATE USER MAPPING FOR bob SERVER peer OPTIONS (host 'x')"
says 'foreign tables are refused' 'ERROR:  0A000: the wrapper copilot has no foreign tables' \
  'CREATE FOREIGN TABLE t (a integer) SERVER peer'
says 'the wrapper itself has no options' 'ERROR:  HV00D: .*There are no options here' \
  "ALTER FOREIGN DATA WRAPPER copilot OPTIONS (host 'x')"

# --- secrets
mapping peer "user 'scram_reader', password 'wrong-one'"
says 'a wrong password' 'ERROR:  08001: could not connect to server "peer" .*password authentication failed' \
  "$as_alice" "$(call peer)"
leaks() {
  hub -c "$as_alice" -c "$(call peer)" -c "$(call 'host=h password=wrong-one foo=1')" \
    -c "$(call 'host=h password wrong-one=1')" -c "$(call 'postgres://u:wrong-one%zz@h/d')" 2>&1 |
    sed 's/^LINE.*//' | grep -v 'SELECT count' | grep -q wrong-one
}
! leaks
verdict 'no message repeats a password'

# --- what the environment and the files of the hub's operating system user offer
printf '*:*:*:*:right-one\n' >"$work/pgpass"
mkdir "$work/home"
cp "$work/pgpass" "$work/home/.pgpass"
printf '[mine]\nhost=127.0.0.1\nport=%s\nuser=scram_reader\npassword=right-one\ndbname=postgres\n' "$PEER_PGPORT" \
  >"$work/home/.pg_service.conf"
chmod 755 "$work"
chmod 600 "$work/pgpass" "$work/home/.pgpass"
if [ "$(id -u)" = 0 ]; then
  chown -R "$account" "$work"
  cp -a "$work/home/.pgpass" "$work/home/.pg_service.conf" "$COPILOT_CLUSTER/"
fi
hub -c "CREATE SERVER bare FOREIGN DATA WRAPPER copilot OPTIONS (sslmode 'disable')" \
  -c 'GRANT USAGE ON FOREIGN SERVER bare TO alice' || exit 1
mapping bare "user 'scram_reader', password 'wrong-one'"
mapping peer "user 'scram_reader'"
HOME=$work/home PGPASSWORD=right-one PGPASSFILE=$work/pgpass PGSERVICE=mine PGUSER=scram_reader \
  PGHOST=127.0.0.1 PGHOSTADDR=127.0.0.1 PGPORT=$PEER_PGPORT PGSSLKEY=/etc/key PGOPTIONS=-cjit=on \
  "$COPILOT_CLUSTER/ctl" restart >/dev/null || exit 1
says 'the password file is there, for a superuser' '^t $' \
  "$(call "$address user=scram_reader dbname=postgres")"
says 'a mapping without a password stays refused' 'ERROR:  2F003: a password is needed' "$as_alice" "$(call peer)"
says 'a connection string without a password stays refused' 'ERROR:  2F003: a password is needed' \
  "$as_alice" "$(call "$address user=scram_reader dbname=postgres")"
mapping peer "user 'scram_reader', password 'wrong-one'"
says 'a wrong password is not made right by a file' 'ERROR:  08001: .*password authentication failed' \
  "$as_alice" "$(call peer)"
says 'PGHOST, PGPORT and PGSERVICE lead nowhere' 'ERROR:  08001: could not connect to server "bare" .*socket' \
  "$as_alice" "$(call bare)"
mapping peer "$password"
says 'what was right stays right' '^t $' "$as_alice" "$(call peer)"
finish
