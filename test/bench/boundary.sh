#!/usr/bin/env bash
# What the boundary costs: a guarded call, CREATE EXTENSION, routing a question, and memory after many calls.
# Words: CPU is the backend's own, from the kernel's schedstat; a line is name|measured|limit|unit.
# It must print medians (and the p99 where that is the promise), and say nothing of wall time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
self=$root/test/bench/boundary.sh
cpu_ns="CREATE FUNCTION public.cpu_ns() RETURNS bigint LANGUAGE sql VOLATILE AS
  \$\$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::bigint \$\$"

case ${1:-} in
faults)
  psql -Xqc "CREATE FUNCTION debug_work(kind text) RETURNS void LANGUAGE C AS '\$libdir/copilot', 'copilot_debug_work'" -c "$cpu_ns"
  psql -XAtq <<'SQL'
SELECT debug_work('guards') \g /dev/null
CREATE TEMP TABLE runs (ns bigint);
DO $$
DECLARE began bigint;
BEGIN
  FOR i IN 1..15 LOOP
    began := cpu_ns();
    PERFORM debug_work('guards');
    INSERT INTO runs VALUES (cpu_ns() - began);
  END LOOP;
END $$;
SELECT format('a guarded call, with the test build''s counter|%s|50|ns', round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ns) / 1000000)::numeric, 1)) FROM runs;
SQL
  ;;
inside)
  psql -Xqc "$cpu_ns"
  psql -XAtq <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION pg_stat_statements;
CREATE TEMP TABLE runs (what text, n bigint);
DO $$
DECLARE began bigint;
BEGIN
  FOR i IN 1..5 LOOP
    began := cpu_ns();
    CREATE EXTENSION copilot;
    INSERT INTO runs VALUES ('create', cpu_ns() - began);
    DROP EXTENSION copilot;
  END LOOP;
END $$;
CREATE EXTENSION copilot;
SELECT format('CREATE EXTENSION copilot|%s|500|ms', round((percentile_cont(0.5) WITHIN GROUP (ORDER BY n) / 1e6)::numeric, 1)) FROM runs WHERE what = 'create';

-- Questions as people ask them: every sample of every intent. The kernel counts CPU by the tick, so that a single
-- call cannot be measured: twenty of a question are, after one to warm up.
DO $$
DECLARE began bigint; question text;
BEGIN
  FOR question IN SELECT unnest(sample_questions) FROM copilot.intents UNION ALL VALUES ('how big is pg_proc?') LOOP
    PERFORM count(*) FROM copilot.ask_route(question);
    began := cpu_ns();
    FOR i IN 1..20 LOOP
      PERFORM count(*) FROM copilot.ask_route(question);
    END LOOP;
    INSERT INTO runs VALUES ('route', (cpu_ns() - began) / 20);
  END LOOP;
END $$;
SELECT format('ask_route, p99 of questions|%s|2|ms', round((percentile_cont(0.99) WITHIN GROUP (ORDER BY n) / 1e6)::numeric, 2)) FROM runs WHERE what = 'route';
SQL
  # Memory of one backend a report: 500 calls to warm up, then 10,000 more must not add 2 MB.
  for report in $(psql -XAtc 'SELECT name FROM copilot.reports ORDER BY name'); do
    psql -XAtq -v report="$report" <<'SQL'
CREATE FUNCTION pg_temp.rss_kb() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s+(\d+)')::bigint $$;
SELECT set_config('bench.call', format('SELECT count(*) FROM copilot.%I()', :'report'), false) \g /dev/null
DO $$ DECLARE n bigint; BEGIN FOR i IN 1..500 LOOP EXECUTE current_setting('bench.call') INTO n; END LOOP; END $$;
SELECT pg_temp.rss_kb() AS warm \gset
DO $$ DECLARE n bigint; BEGIN FOR i IN 1..10000 LOOP EXECUTE current_setting('bench.call') INTO n; END LOOP; END $$;
SELECT format('growth of memory over 10,000 calls of %s|%s|2048|kB', :'report', greatest(pg_temp.rss_kb() - :warm, 0));
SQL
  done
  ;;
*)
  COPILOT_FAULTS=1 "$root/test/cluster" -- "$self" faults
  "$root/test/cluster" -- "$self" inside
  ;;
esac
