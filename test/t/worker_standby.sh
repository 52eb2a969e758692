#!/usr/bin/env bash
# The worker on a standby, after its promotion, and what pg_upgrade keeps of the history.
# Words: the standby is a copy of the cluster, made by pg_basebackup; the new cluster is the one pg_upgrade fills.
# On a standby nothing may be written or promised; nothing of the history may be lost by pg_upgrade.
# cluster: --conf 'copilot.collect_interval = 1h' --conf 'wal_level = replica' --conf 'max_wal_senders = 4'
set -uo pipefail
. "$(dirname "$0")/sessions.bash"

server=()
[ "$(id -u)" != 0 ] || server=(setpriv --reuid=postgres --regid=postgres --init-groups env "HOME=$COPILOT_CLUSTER")
# Servers of this script, by folder; they end with it.
folder=$COPILOT_CLUSTER/second
control() { (cd / && "${server[@]}" "$(pg_config_bin)/pg_ctl" -D "$1" -s -w -t 60 "${@:2}"); }
pg_config_bin() { "${PG_CONFIG:-pg_config}" --bindir; }
finish() {
  [ ! -s "$folder/postmaster.pid" ] || control "$folder" -m immediate stop
  leave
}
trap finish EXIT
second() { psql -XAtq -p 5499 -v ON_ERROR_STOP=1 -c "$1" 2>&1; }
until_second() {
  local end=$((SECONDS + 60))
  until [ "$(second "$1")" = t ]; do
    [ $SECONDS -lt $end ] || { echo "not ok - never true on the second server: $1" && exit 1; }
  done
}

ask 'SET client_min_messages = warning; CREATE EXTENSION copilot' >/dev/null
ask 'SELECT copilot.collect_now()' >/dev/null
ask 'CREATE TABLE t AS SELECT generate_series(1, 1000) AS id; SELECT pg_stat_force_next_flush()' >/dev/null
ask 'SELECT copilot.collect_now()' >/dev/null
kept=$(ask "SELECT collector, level, from_at, to_at, md5(data) FROM copilot.history_chunks WHERE level = 0 ORDER BY 1, 2, 4" | md5sum)

"${server[@]}" pg_basebackup -h "$PGHOST" -U postgres -D "$folder" -R -X stream -c fast --no-sync || exit 1
echo 'port = 5499' | "${server[@]}" tee -a "$folder/postgresql.conf" >/dev/null
control "$folder" -l "$COPILOT_CLUSTER/second.log" start
until_second 'SELECT pg_is_in_recovery()'
is 'a standby says that it keeps no history' standby "$(second 'SELECT state FROM copilot.collector_status LIMIT 1')"
is 'no process of copilot runs there' 0 "$(second "SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'copilot%'")"
is 'a pass is refused' 1 "$(second 'SELECT copilot.collect_now()' | grep -c 'standby')"
is 'so is another scheduler, which would only wait' 1 "$(second 'SELECT copilot.worker_enable()' | grep -c 'standby')"
is 'reports work there' t "$(second 'SELECT count(*) > 0 FROM copilot.table_usage()')"
control "$folder" promote
until_second "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'"
is 'after promotion the worker runs' t "$(second 'SELECT copilot.collect_now() IS NOT NULL')"
is 'and goes on with the history of the primary' 't|t' \
  "$(second 'SELECT bool_or(to_at < pg_postmaster_start_time()), bool_or(to_at > pg_postmaster_start_time()) FROM copilot.history_chunks')"
control "$folder" -m fast stop
rm -rf "$folder"

# pg_upgrade to the same version, which takes the same way as to a newer one.
"${server[@]}" "$(pg_config_bin)/initdb" -D "$folder" -U postgres -A trust --no-sync --encoding UTF8 --locale C.UTF-8 >/dev/null || exit 1
sed 's/^copilot.collect_interval/#&/' "$COPILOT_CLUSTER/data/postgresql.conf" | "${server[@]}" tee "$folder/postgresql.conf" >/dev/null
"$COPILOT_CLUSTER/ctl" stop -m fast
mkdir -p "$COPILOT_CLUSTER/upgrade" && { [ "$(id -u)" != 0 ] || chown postgres "$COPILOT_CLUSTER/upgrade"; }
(cd "$COPILOT_CLUSTER/upgrade" && "${server[@]}" "$(pg_config_bin)/pg_upgrade" -U postgres -b "$(pg_config_bin)" -B "$(pg_config_bin)" \
  -d "$COPILOT_CLUSTER/data" -D "$folder" -p 5497 -P 5498 >"$COPILOT_CLUSTER/upgrade.log" 2>&1)
is 'pg_upgrade succeeds' 0 $?
tail -n 20 "$COPILOT_CLUSTER/upgrade.log" | sed 's/^/# /'
{ echo 'port = 5499'; echo "copilot.collect_interval = '1h'"; } | "${server[@]}" tee -a "$folder/postgresql.conf" >/dev/null
control "$folder" -l "$COPILOT_CLUSTER/third.log" start
is 'the history is still there, byte for byte' "$kept" \
  "$(second "SELECT collector, level, from_at, to_at, md5(data) FROM copilot.history_chunks WHERE level = 0 AND to_at < pg_postmaster_start_time() ORDER BY 1, 2, 4" | md5sum)"
until_second "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'copilot scheduler'"
is 'and the worker goes on' t "$(second 'SELECT copilot.collect_now() IS NOT NULL')"
"$COPILOT_CLUSTER/ctl" start
exit $failed
