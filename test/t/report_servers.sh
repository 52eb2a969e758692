#!/usr/bin/env bash
# The reports on servers that are not as one would like: other encodings, no preload, a standby, secrets in settings.
# Words: a report is any of copilot.reports; fine means that it gives rows or says in its own words why not.
# It must name no report but where a case is about just that one, so that later ones are covered too.
# cluster: --conf wal_level=replica
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

every_report() { for report in $(reports); do ask "SELECT '$report' WHERE (SELECT count(*) FROM copilot.$report()) IS NULL"; done; }

# The history is in this database.
ask "CREATE EXTENSION copilot; CREATE EXTENSION pg_stat_statements" >/dev/null
ask 'SELECT copilot.collect_now()' >/dev/null

# Names that are not ASCII, in databases of other encodings; one LATIN1 byte that is no UTF-8. Such a statement of
# SQL_ASCII must not be recorded: pg_stat_statements itself cannot be read then in a database of UTF8.
latin="\"caf\$(printf '\\351')\""
for encoding in SQL_ASCII LATIN1; do
  createdb -T template0 -E $encoding --locale=C "in_$encoding"
  PGDATABASE=in_$encoding PGCLIENTENCODING=$encoding ask "CREATE EXTENSION copilot; CREATE EXTENSION pg_stat_statements;
    SET pg_stat_statements.track = 'none'; CREATE TABLE $(eval "printf %s $latin") (id integer PRIMARY KEY)" >/dev/null
  is "every report in $encoding" '' "$(PGDATABASE=in_$encoding every_report)"
  is "names in $encoding" 'public."caf?_pkey"' "$(PGDATABASE=in_$encoding PGCLIENTENCODING=$encoding \
    ask 'SELECT index_name FROM copilot.index_usage()' | LC_ALL=C tr '\351' '?')"
done
is 'every report next to them' '' "$(every_report)"
is 'their statements' t "$(ask "SELECT count(*) > 2 FROM copilot.top_queries('calls', max_rows => NULL) WHERE database LIKE 'in_%'")"

# Secrets in settings, hidden by name and in the text.
ask "ALTER SYSTEM SET primary_conninfo = 'host=primary user=replica password=hunter2 sslmode=require'" >/dev/null
ask "ALTER SYSTEM SET restore_command = 'PGPASSWORD=hunter2 fetch %f %p'" >/dev/null
ask "ALTER SYSTEM SET ssl_passphrase_command = 'echo hunter2'" >/dev/null
ask "ALTER SYSTEM SET max_connections = 51" >/dev/null
"$COPILOT_CLUSTER/ctl" restart
ask "ALTER SYSTEM SET max_connections = 52; SELECT pg_reload_conf()" >/dev/null
ask "ALTER SYSTEM SET max_connections = 53" >/dev/null
is 'secrets are hidden' 'primary_conninfo|host=primary user=replica password=******** sslmode=require
restore_command|********
ssl_passphrase_command|********' "$(ask "SELECT name, value FROM copilot.settings() WHERE name IN ('primary_conninfo', 'restore_command', 'ssl_passphrase_command')")"
is 'nowhere in clear' 0 "$(ask "SELECT count(*) FROM copilot.settings(false) AS s WHERE s::text LIKE '%hunter2%'")"
is 'from which file' 't|t' "$(ask "SELECT source_file LIKE '%/postgresql.auto.conf', source_line > 0 FROM copilot.settings(name_like => 'max_connections')")"
ask "SELECT pg_reload_conf()" >/dev/null
await "SELECT pending_restart FROM pg_settings WHERE name = 'max_connections'"
is 'what waits for a restart' '51|t' "$(ask "SELECT value, pending_restart FROM copilot.settings(name_like => 'max_connections')")"
ask "ALTER SYSTEM RESET restore_command" >/dev/null
ask "ALTER SYSTEM RESET primary_conninfo" >/dev/null

# A standby: this same server, begun again in recovery.
"$COPILOT_CLUSTER/ctl" stop
touch "$PGDATA/standby.signal" && chown --reference="$PGDATA/PG_VERSION" "$PGDATA/standby.signal"
"$COPILOT_CLUSTER/ctl" start
is 'it is a standby' t "$(ask 'SELECT pg_is_in_recovery()')"
is 'every report on a standby' '' "$(every_report)"
"$COPILOT_CLUSTER/ctl" stop
rm "$PGDATA/standby.signal"

# The extension is there, its library is not.
printf '%s\n' "shared_preload_libraries = ''" >>"$PGDATA/postgresql.conf"
"$COPILOT_CLUSTER/ctl" start
is 'pg_stat_statements is not loaded' 'ERROR:  top_queries needs the library pg_stat_statements, which was not loaded at server start
HINT:  As superuser add pg_stat_statements to shared_preload_libraries and restart (package postgresql-contrib; on a managed server, its parameter group).' \
  "$(ask 'SELECT * FROM copilot.top_queries()')"
is 'every other report without preload' '' "$(every_report | grep -v 'pg_stat_statements')"

# A role with no rights at all: rows, or which GRANT.
ask "CREATE ROLE \"No 'rights' 💩\"" >/dev/null
is 'without rights: rows, or which GRANT' '' "$(for report in $(reports | grep -v '^top_queries$'); do
  ask "SET ROLE \"No 'rights' 💩\"; SELECT count(*) FROM copilot.$report()" |
    grep -vxE "[0-9]+|ERROR:  permission denied for report $report|DETAIL:  It needs the privileges of the role pg_read_all_(stats|settings)\.|HINT:  As superuser run GRANT pg_monitor TO \"No 'rights' 💩\"\."
done)"
exit $failed
