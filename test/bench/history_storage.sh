#!/usr/bin/env bash
# What the history takes on disk and in the log, and what a window over it costs: 60,000 relations, 5,000 statements.
# Words: CPU is the backend's own, from the kernel's schedstat; a line is name|measured|limit|unit; the passes of a day come
# from history_simulate, which finds and merges changes with the collector's own code.
# It must print medians, and say nothing of wall time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ "${1:-}" != inside ]; then
  cmake -S "$root" -B "$root/build/cmake" >/dev/null
  cmake --build "$root/build/cmake" --target history_simulate --parallel 2 >/dev/null
  exec "$root/test/cluster" --conf 'copilot.enabled = off' --conf 'autovacuum = off' \
    --conf 'full_page_writes = on' -- "$root/test/bench/history_storage.sh" inside
fi
simulate=$root/build/cmake/history_simulate
"$simulate" compare

psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE FUNCTION public.cpu_ns() RETURNS bigint LANGUAGE sql VOLATILE AS
  $$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::bigint $$;
CREATE FUNCTION public.at_us(us bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
  $$ SELECT timestamptz '2000-01-01 00:00:00+00' + us * interval '1 microsecond' $$;
CREATE UNLOGGED TABLE public.day (collector text, level smallint, from_us bigint, to_us bigint, objects integer,
  resets integer, data bytea);
SQL
for what in relations statements; do
  "$simulate" $what | psql -Xqc '\copy public.day FROM pstdin'
done

psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
SET client_min_messages = warning;
-- Passes of a day as the collector writes them, a transaction each; the first tells all gauges and counts for a day.
CREATE PROCEDURE public.write_passes(INOUT bytes bigint, INOUT wal bigint) LANGUAGE plpgsql AS $$
DECLARE
  chunk record;
  began pg_lsn := pg_current_wal_insert_lsn();
BEGIN
  FOR chunk IN SELECT * FROM public.day WHERE level = 0 AND collector = 'relation' ORDER BY to_us LOOP
    INSERT INTO copilot.history_chunks VALUES (chunk.collector, 0, at_us(chunk.from_us), at_us(chunk.to_us), chunk.objects,
      0, chunk.data);
    COMMIT;
  END LOOP;
  bytes := pg_total_relation_size('copilot.history_chunks');
  wal := pg_current_wal_insert_lsn() - began;
END $$;
CHECKPOINT;
CALL public.write_passes(NULL, NULL) \gset
SELECT format('table and index a pass, 0.3 %% of 60,000 relations changed|%s|8192|bytes', :bytes / 1440),
       format('write-ahead log a pass|%s|16384|bytes', :wal / 1440) \g (format=unaligned tuples_only=on fieldsep='\n')

-- Each level as long as it is kept.
CREATE TEMP TABLE sizes (level integer, bytes bigint);
DO $$
BEGIN
  FOR each IN 0..3 LOOP
    TRUNCATE copilot.history_chunks;
    INSERT INTO copilot.history_chunks
    SELECT collector, level, at_us(from_us), at_us(to_us), objects, resets, data FROM public.day
    WHERE level = each AND (level = 0 OR to_us - from_us > CASE level WHEN 1 THEN 239e6 WHEN 2 THEN 3539e6 ELSE 80000e6 END);
    INSERT INTO sizes VALUES (each, pg_total_relation_size('copilot.history_chunks'));
  END LOOP;
END $$;
SELECT format('30 days of 60,000 relations and 5,000 statements|%s|1024|MB',
              round(sum(bytes * CASE level WHEN 0 THEN 1 WHEN 1 THEN 7 ELSE 30 END) / 1048576)) FROM sizes;

TRUNCATE copilot.history_chunks;
INSERT INTO copilot.history_chunks
SELECT collector, level, at_us(from_us), at_us(to_us), objects, resets, data FROM public.day;
INSERT INTO copilot.history_statements
SELECT scope::oid, object, object, 10, true, repeat('SELECT a_column FROM a_table WHERE id = $1 AND ', 9) || row_number() OVER (), now()
FROM copilot._window('statement', NULL, NULL) AS w(scope bigint, object bigint);
VACUUM ANALYZE copilot.history_chunks, copilot.history_statements;
CREATE TEMP TABLE runs (what text, ns bigint);
CREATE TEMP TABLE calls (what text, expected bigint, sql text);
INSERT INTO calls VALUES
  ('all counters of 5,000 statements over 1,440 passes', 5000,
   'SELECT count(*) FROM copilot._window(''statement'', $1, $2) AS w(scope bigint, object bigint, calls bigint, exec_us bigint,
      rows bigint, shared_hit bigint, shared_read bigint, temp_read bigint, temp_written bigint, local_read bigint,
      local_written bigint, shared_written bigint, wal_bytes bigint, window_from timestamptz, window_complete boolean)'),
  ('top_queries of 24 hours, 5,000 statements x 1,440 passes', 20,
   'SELECT count(*) FROM copilot.top_queries(since => $2 - $1 + interval ''31 minutes'', until => $2)'),
  ('a window of 60,000 relations, sizes too', 60000,
   'SELECT count(*) FROM copilot._window(''relation'', $1, $2) AS w(object bigint, scans bigint, rows_inserted bigint,
      bytes bigint)'),
  ('top_queries(since => ''24 hours''), texts included', 20,
   'SELECT count(*) FROM copilot.top_queries(since => $2 - $1, until => $2) WHERE query IS NOT NULL');
INSERT INTO copilot.history_statements
SELECT scope::oid, object, object, 10, true, repeat('SELECT a text of half a kilobyte ', 15) || object, now()
FROM (SELECT from_at, to_at FROM copilot._history_span('statement')) AS span,
  copilot._window('statement', from_at - interval '1 s', to_at) AS w(scope bigint, object bigint);
ANALYZE copilot.history_statements;
DO $$
DECLARE began bigint; call record; found bigint; span record;
BEGIN
  SELECT * INTO span FROM copilot._history_span('statement');
  FOR call IN SELECT * FROM calls LOOP
    FOR i IN 1..9 LOOP
      began := cpu_ns();
      -- The edges lie within an hour, so that every level is needed.
      EXECUTE call.sql INTO found USING span.from_at + interval '31 minutes 1 second', span.to_at;
      INSERT INTO runs VALUES (call.what, cpu_ns() - began);
      IF found <> call.expected THEN RAISE EXCEPTION '%: % rows', call.what, found; END IF;
    END LOOP;
  END LOOP;
END $$;
SELECT format('%s|%s|150|ms', what, round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ns) / 1e6)::numeric, 1)) FROM runs
GROUP BY what ORDER BY what;
SQL
