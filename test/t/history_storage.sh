#!/usr/bin/env bash
# The history's chunks: merged without changing what a window says, let go by age and by size, and refused when damaged.
# Words: passes are collect_now()'s; they are then moved back in time, since what is merged must have been for hours.
# It must not wait for the clock.
# cluster: --conf 'autovacuum = off' --conf 'copilot.collect_interval = 1h' --conf 'copilot.wait_interval = 0' --conf 'copilot.enabled = off'
set -uo pipefail
failed=0
check() { # NAME GOT WANTED
  if [ "$2" = "$3" ]; then
    echo "ok - $1"
  else
    echo "not ok - $1"
    printf '# got:    %s\n# wanted: %s\n' "$2" "$3"
    failed=1
  fi
}
query() { psql -XAtq -v ON_ERROR_STOP=1 "$@" 2>&1; }

query <<'SQL' || exit 1
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE TABLE busy (id integer);
CREATE TABLE quiet AS SELECT generate_series(1, 1000) AS id;
CREATE SCHEMA test;
-- All that a window says of relations, in one line.
CREATE FUNCTION test.window(since timestamptz, until timestamptz) RETURNS text LANGUAGE sql AS $$
  SELECT count(*) || ' objects from ' || min(window_from) || ' to ' || max(window_to) || ', ' || bool_and(window_complete)
         || ' ' || md5(string_agg(concat_ws(',', scope, object, scans, rows_inserted, rows_updated, live_rows, bytes), ' '
                         ORDER BY scope, object))
  FROM copilot._window('relation', since, until) AS w(scope bigint, object bigint, window_from timestamptz, window_to timestamptz,
    window_complete boolean, scans bigint, rows_inserted bigint, rows_updated bigint, live_rows bigint, bytes bigint) $$;
CREATE FUNCTION test.inserted(since timestamptz, until timestamptz) RETURNS bigint LANGUAGE sql AS $$
  SELECT rows_inserted FROM copilot._window('relation', since, until) AS w(object bigint, rows_inserted bigint)
  WHERE object = 'busy'::regclass::bigint $$;
-- The passes there are become passes a minute apart, the first at half a minute past.
CREATE FUNCTION test.spread(first timestamptz) RETURNS void LANGUAGE sql AS $$
  UPDATE copilot.history_chunks AS c SET to_at = first + n * interval '1 minute',
    from_at = first + greatest(n - 1, 0) * interval '1 minute'
  FROM (SELECT collector, to_at, row_number() OVER (PARTITION BY collector ORDER BY to_at) - 1 AS n
        FROM copilot.history_chunks WHERE level = 0) AS nth
  WHERE c.collector = nth.collector AND c.to_at = nth.to_at AND c.level = 0 $$;
CREATE FUNCTION test.move(back interval) RETURNS void LANGUAGE sql AS $$
  UPDATE copilot.history_chunks SET to_at = to_at - back, from_at = from_at - back $$;
CREATE FUNCTION test.levels() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(level || ':' || n, ' ' ORDER BY level)
  FROM (SELECT level, count(*) AS n FROM copilot.history_chunks WHERE collector = 'relation' GROUP BY level) AS l $$;
SELECT FROM pg_stat_force_next_flush();
SQL
collect() { query -c 'SELECT copilot.collect_now()' >/dev/null; }
# What a session did is in the shared statistics once it has ended, or says so.
work() { query -c "$1" -c 'SELECT FROM pg_stat_force_next_flush()' >/dev/null; }

# The scheduler's own first pass is the baseline, and the only one that nobody asks for.
query -c 'ALTER SYSTEM SET copilot.enabled = on' -c 'SELECT pg_reload_conf()' >/dev/null
end=$((SECONDS + 60))
until [ "$(query -c 'SELECT last_pass IS NOT NULL FROM copilot.collector_status LIMIT 1')" = t ]; do
  [ $SECONDS -lt $end ] || { echo 'not ok - there was no first pass' && exit 1; }
done
for i in $(seq 1 90); do
  work "INSERT INTO busy SELECT generate_series(1, $i); SELECT count(*) FROM busy"
  collect
done
check 'a pass is a chunk' "$(query -c 'SELECT test.levels()')" '0:91'
first=$(query -c "SELECT date_trunc('hour', now()) - interval '5 hours' + interval '30 seconds'")
query -c "SELECT test.spread('$first')" >/dev/null
at() { query -c "SELECT timestamptz '$first' + $1 * interval '1 minute'"; }

check 'a window holds what its passes saw' "$(query -c "SELECT test.inserted('$(at 10)', '$(at 20)')")" 155
check 'and nothing of its neighbours' \
  "$(query -c "SELECT test.inserted('$(at 0)', '$(at 33)') + test.inserted('$(at 33)', '$(at 90)')")" 4095
before=$(query -c "SELECT test.window('$(at 0)', '$(at 90)')" -c "SELECT test.window('$(at 7)', '$(at 83)')" \
  -c "SELECT test.window('$(at 12.5)', '$(at 13.5)')")
series() {
  query -c "SELECT count(*), sum(value), bool_and(complete) FROM copilot._series('relation', 'rows_inserted', '$first',
    '$(at 90)', '$1', (SELECT oid::bigint FROM pg_database WHERE datname = current_database()), 'busy'::regclass::bigint)"
}
series_before=$(series '5 minutes')
check 'a series holds the same' "${series_before%|*}" '19|4095'
check 'each pass is a point where no bucket is given' \
  "$(query -c "SELECT string_agg(value::text, ' ' ORDER BY at) FROM copilot._series('relation', 'rows_inserted',
     '$(at 3)', '$(at 7)', NULL, NULL, 'busy'::regclass::bigint)")" '4 5 6 7'
check 'a gauge goes on until it changes' \
  "$(query -c "SELECT count(*), count(DISTINCT value), min(value) FROM copilot._series('relation', 'live_rows',
     '$first', '$(at 89)', '10 minutes', NULL, 'quiet'::regclass::bigint)")" '9|1|1000'

collect
check 'passes are merged into five minutes and hours' "$(query -c 'SELECT test.levels()')" '0:92 1:19 2:2'
collect
check 'and only once' "$(query -c 'SELECT test.levels()')" '0:93 1:19 2:2'
after=$(query -c "SELECT test.window('$(at 0)', '$(at 90)')" -c "SELECT test.window('$(at 7)', '$(at 83)')" \
  -c "SELECT test.window('$(at 12.5)', '$(at 13.5)')")
check 'windows say the same of merged chunks' "$after" "$before"
check 'and series' "$(series '5 minutes')" "$series_before"
query -c "DELETE FROM copilot.history_chunks WHERE level = 0 AND to_at < '$(at 200)'"
check 'and without the passes' "$(query -c "SELECT test.window('$(at 0)', '$(at 90)')")" "$(head -n 1 <<<"$before")"
check 'an hour that is part of a window only is told where nothing finer is left' \
  "$(query -c "DELETE FROM copilot.history_chunks WHERE level = 1" \
    -c "SELECT test.inserted('$(at 3)', '$(at 17)')")" "$(query -c 'SELECT sum(n) FROM generate_series(1, 59) AS n')"

# By age: the latest passes are two of seconds ago, with no merged ones.
query -c 'TRUNCATE copilot.history_chunks'
for _ in 1 2 3; do
  work 'INSERT INTO busy VALUES (1)'
  collect
done
query -c "SELECT test.move('2 hours')" >/dev/null
collect
query -c "SELECT test.move('2 days')" >/dev/null
collect
check 'passes go after a day, once they are merged' \
  "$(query -c "SELECT count(*) FILTER (WHERE level = 0), count(*) FILTER (WHERE level > 0) > 0 FROM copilot.history_chunks
     WHERE collector = 'relation' AND to_at < now() - interval '1 day'")" '0|t'
query -c "SELECT test.move('8 days')" >/dev/null
collect
check 'five minutes go after a week' \
  "$(query -c "SELECT string_agg(DISTINCT level::text, ' ') FROM copilot.history_chunks
     WHERE collector = 'relation' AND to_at < now() - interval '8 days'")" '2 3'
query -c "SELECT test.move('31 days')" >/dev/null
collect
check 'all goes after copilot.retention' \
  "$(query -c "SELECT count(*) FROM copilot.history_chunks WHERE to_at < now() - interval '30 days'")" 0

# A clock that was ahead.
query -c 'TRUNCATE copilot.history_chunks'
collect
collect
query -c "SELECT test.move('2 hours')" >/dev/null
query -c "INSERT INTO copilot.history_chunks SELECT collector, 1, to_at + interval '1 year', to_at + interval '1 year', objects,
  resets, data FROM copilot.history_chunks WHERE collector = 'relation' LIMIT 1"
collect
check 'chunks of the future keep none of now from being merged' \
  "$(query -c "SELECT count(*) FILTER (WHERE level = 1) > 0, count(*) FILTER (WHERE level = 2) > 0,
       (SELECT to_at FROM copilot._history_span('relation'::text)) < now()
     FROM copilot.history_chunks WHERE collector = 'relation' AND to_at < now()")" 't|t|t'

# By size: chunks of a megabyte, merged ones and days.
query >/dev/null <<'SQL'
TRUNCATE copilot.history_chunks;
INSERT INTO copilot.history_chunks
SELECT 'relation', level, now() - (n + 1) * interval '1 minute', now() - n * interval '1 minute', 0, 0,
       (SELECT string_agg(sha512((level::text || n || i)::bytea), '') FROM generate_series(1, 4000) AS i)
FROM generate_series(0, 3) AS level, generate_series(20, 35) AS n;
ALTER SYSTEM SET copilot.retention_size = '6MB';
SELECT pg_reload_conf();
SQL
# The next pass reads the setting anew.
collect
check 'what is too much goes, the finest first' \
  "$(query -c "SELECT sum(pg_column_size(data)) < 6 * 1024 * 1024, count(*) FILTER (WHERE length(data) > 1000 AND level < 2),
       count(*) FILTER (WHERE level = 3) FROM copilot.history_chunks WHERE length(data) > 100000")" 't|0|16'
query -c 'ALTER SYSTEM RESET copilot.retention_size' -c 'SELECT pg_reload_conf()' \
  -c 'TRUNCATE copilot.history_chunks' >/dev/null

# Resets, restarts, damage.
collect
work 'INSERT INTO busy VALUES (1)'
collect
query -c 'SELECT pg_stat_reset()' >/dev/null
work 'INSERT INTO busy VALUES (1), (2)'
collect
complete() {
  query -c "SELECT window_complete, rows_inserted FROM copilot._window('relation', $1, NULL)
    AS w(object bigint, window_complete boolean, rows_inserted bigint) WHERE object = 'busy'::regclass::bigint"
}
oldest="(SELECT from_at FROM copilot._history_span('relation'))"
check 'a window across a reset says so' "$(complete "$oldest")" 'f|3'
work 'INSERT INTO busy VALUES (1)'
middle=$(query -c 'SELECT clock_timestamp()')
collect
check 'the window after it does not' "$(complete "'$middle'")" 't|1'
"$COPILOT_CLUSTER/ctl" restart || failed=1
work 'INSERT INTO busy VALUES (1)'
collect
middle=$(query -c 'SELECT clock_timestamp()')
work 'INSERT INTO busy VALUES (1)'
collect
check 'a window across a restart is not complete' "$(complete "$oldest" | cut -c 1)" f
check 'the window after it is' "$(complete "'$middle'")" 't|1'

# From anywhere, by whoever may see statistics.
query -c 'CREATE DATABASE elsewhere' -c 'CREATE ROLE plain LOGIN' -c 'CREATE ROLE watcher LOGIN' \
  -c 'GRANT pg_monitor TO watcher'
query -d elsewhere -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION copilot'
asked="SELECT md5(string_agg(w::text, ' ' ORDER BY w.scope, w.object)), min(window_from) IS NOT NULL
  FROM copilot._window('relation', '$first', '$middle') AS w(scope bigint, object bigint, window_from timestamptz,
    window_to timestamptz, window_complete boolean, \"rows_inserted\" bigint, last_analyze timestamptz)"
here=$(query -c "$asked" -c "SELECT md5(string_agg(s::text, ' ' ORDER BY s)) FROM copilot._series('database', 'commits',
  NULL, '$middle', '1 minute', 0) AS s" -c "SELECT * FROM copilot._history_span('relation'::text)")
there=$(query -d elsewhere -U watcher -c "$asked" -c "SELECT md5(string_agg(s::text, ' ' ORDER BY s)) FROM
  copilot._series('database', 'commits', NULL, '$middle', '1 minute', 0) AS s" \
  -c "SELECT * FROM copilot._history_span('relation'::text)")
check 'another database gives the same, to a role that only monitors' "$there" "$here"
check 'it was something' "$(head -n 1 <<<"$there" | cut -d '|' -f 2)" t
refused() { psql -XAtq -U plain -d "$1" -v VERBOSITY=sqlstate -c "$2" 2>&1; }
window="SELECT 1 FROM copilot._window('relation', NULL, NULL) AS w(scans bigint)"
check 'who may not see statistics sees no history' \
  "$(refused postgres "$window")$(refused elsewhere "$window")" 'ERROR:  42501ERROR:  42501'
check 'nor its tables' "$(refused postgres 'TABLE copilot.history_chunks')" 'ERROR:  42501'
check 'since is before until' \
  "$(psql -XAtq -v VERBOSITY=sqlstate -c "SELECT 1 FROM copilot._window('relation', now(), now() - interval '1 hour')
     AS w(scans bigint)" 2>&1)" 'ERROR:  22023'

query -c "UPDATE copilot.history_chunks SET data = substr(data, 1, length(data) - 1) WHERE collector = 'relation'"
check 'damage is an error, and nothing else' \
  "$(psql -XAtq -c '\set VERBOSITY sqlstate' -c "SELECT count(*) FROM copilot._window('relation', NULL, NULL) AS w(scans bigint)" \
    -c "SELECT current_user, count(*) > 0 FROM copilot._window('database', NULL, NULL) AS w(commits bigint)" 2>&1)" \
  $'ERROR:  XX001\npostgres|t'
exit $failed
