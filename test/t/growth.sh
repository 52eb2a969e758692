#!/usr/bin/env bash
# Growth and capacity over 95 days that are made in seconds: each day, what was stored so far is set back by a day.
# Words: a day is some rows and a pass; its truth is what was put in.
# Nothing may be forecast below 14 days, and one odd day must not move a date.
# cluster: --conf 'copilot.collect_interval = 1h' --conf 'autovacuum = off' --conf 'copilot.retention = 200d'
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

days() { # FROM TO
  local day
  for ((day = $1; day <= $2; day++)); do
    psql -XAtq -v ON_ERROR_STOP=1 -c "CALL a_day($day)" -c 'SELECT copilot.collect_now()' >/dev/null || exit 1
  done
}
checks() { ask "SELECT string_agg(DISTINCT status, ',') FROM copilot.checks('capacity') WHERE rule LIKE 'capacity%'"; }
# What a table grows a day, in pages, as forecast.
pages() { ask "SELECT round(per_day_bytes / 8192) FROM copilot.growth(max_rows => NULL) WHERE object = 'public.$1'"; }

ask 'SET client_min_messages = warning; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION copilot' >/dev/null
psql -XAtq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
CREATE TABLE steady (b text);
CREATE TABLE loaded (b text);
CREATE TABLE monthly (day int, b text) PARTITION BY RANGE (day);
CREATE TABLE still AS SELECT generate_series(1, 5000) AS a;
CREATE SEQUENCE taken AS integer;
-- 4 rows fill a page.
CREATE PROCEDURE a_day(day int) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE copilot.history_chunks SET from_at = from_at - interval '1 day', to_at = to_at - interval '1 day';
  INSERT INTO steady SELECT repeat('x', 1900) FROM generate_series(1, 40);
  INSERT INTO loaded SELECT repeat('x', 1900) FROM generate_series(1, CASE day WHEN 40 THEN 4000 ELSE 40 END);
  IF day % 30 = 1 THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF monthly FOR VALUES FROM (%s) TO (%s)', 'month_' || day, day, day + 30);
    IF day > 1 THEN EXECUTE format('DROP TABLE %I', 'month_' || (day - 30)); END IF;
  END IF;
  INSERT INTO monthly SELECT day, repeat('x', 1900) FROM generate_series(1, 40);
  PERFORM setval('taken', day * 20000000);
  PERFORM pg_stat_force_next_flush();
END $$;
SELECT copilot.collect_now();
SQL

days 1 5
is 'after 5 days there is a rate' t "$(ask "SELECT per_day_bytes / 8192 BETWEEN 9 AND 13 FROM copilot.growth() WHERE object = 'public.steady'")"
is 'and no forecast' 'not enough history' "$(ask "SELECT method FROM copilot.growth() WHERE object = 'public.steady' AND expected_bytes IS NULL AND possible_from > now() + interval '8 days'")"
is 'and capacity says that it needs a longer history' unknown "$(checks)"
is 'which is no finding' '' "$(ask "SELECT rule, title FROM copilot.findings()")"
is 'the sizes show growth' t "$(ask "SELECT growth_per_day_bytes / 8192 BETWEEN 9 AND 13 FROM copilot.table_sizes() WHERE table_name = 'public.steady'")"

days 6 95
is 'a steady table grows by what is put in' 10 "$(pages steady)"
is 'one load moves nothing' 10 "$(pages loaded)"
is 'what does not change does not grow' 0 "$(pages still)"
is 'a table whose parts are dropped every month hardly grows' t "$(ask "SELECT abs(per_day_bytes / 8192) < 5 FROM copilot.growth(max_rows => NULL) WHERE object = 'public.monthly'")"
is 'in 90 days it is larger by 90 days of growth' t "$(ask "SELECT abs(expected_bytes - size_bytes - 900 * 8192) <= 90 * 8192
  AND low_bytes <= expected_bytes AND expected_bytes <= high_bytes FROM copilot.growth() WHERE object = 'public.steady'")"
is 'the sizes show growth of the week' 10 "$(ask "SELECT round(growth_per_day_bytes / 8192) FROM copilot.table_sizes() WHERE table_name = 'public.loaded'")"
is 'a filesystem has a size and what is used of it' t "$(ask "SELECT bool_and(size_bytes > 0 AND per_day_bytes IS NOT NULL) FROM copilot.growth(by => 'filesystem')")"
is 'the sequence ends in some ten days' "warning|Sequence public.taken is used up in about 12 days" \
  "$(ask "SELECT severity || '|' || title FROM copilot.capacity() WHERE rule = 'capacity_sequence'")"
is 'it is one finding with what is used already' capacity_sequence "$(ask "SELECT rule FROM copilot.findings() WHERE object = 'public.taken'")"
is 'no id, connection or slot runs out' '' "$(ask "SELECT rule, title FROM copilot.capacity() WHERE rule IN ('capacity_xid', 'capacity_connections', 'capacity_slot')")"
is 'connections are counted once, not in each state as well' t "$(ask "SELECT used <= 2 FROM copilot._capacity() WHERE resource = 'connections'")"

ask 'CREATE ROLE plain LOGIN' >/dev/null
as_plain() { PGUSER=plain ask "$1"; }
is 'without the right growth says so' 1 "$(as_plain 'SELECT * FROM copilot.growth()' | grep -c 'GRANT pg_monitor TO plain')"
is 'and sizes leave it out' t "$(as_plain "SELECT count(*) > 0 AND bool_and(growth_per_day_bytes IS NULL) FROM copilot.table_sizes()")"

# Nobody looks for a month.
ask "UPDATE copilot.history_chunks SET from_at = from_at - interval '30 days', to_at = to_at - interval '30 days'" >/dev/null
is 'of a history that ended nothing is forecast' 0 "$(ask "SELECT count(per_day) + count(days_left) FROM copilot._capacity()")"
is 'and nothing is passed' unknown "$(ask "SELECT string_agg(DISTINCT status, ',') FROM copilot.checks() WHERE rule LIKE 'capacity%' OR rule = 'query_regression'")"
is 'with a hint' t "$(ask "SELECT count(*) > 0 FROM copilot.findings() WHERE detail || fix LIKE '%collector_status%'")"
exit $failed
