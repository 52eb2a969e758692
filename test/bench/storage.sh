#!/usr/bin/env bash
# What the reports on storage cost, against the server's own functions, in the same run.
# Words: CPU is the backend's own, from the kernel's schedstat; ours and the peer's runs alternate; a line is
# name|measured|limit|unit, and a ratio has its least allowed value in the limit, marked by >=.
# It must print medians, and say nothing of wall time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
self=$root/test/bench/storage.sh

prepare() {
  psql -Xq <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE EXTENSION pg_buffercache;
CREATE FUNCTION public.cpu_ns() RETURNS bigint LANGUAGE sql VOLATILE AS
  $$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::bigint $$;
-- Median over rounds, each of some calls of both in turn: the kernel's clock ticks in milliseconds.
CREATE PROCEDURE public.compare(name text, ours text, peer text, rounds integer, calls integer,
  OUT ours_ms numeric, OUT peer_ms numeric) LANGUAGE plpgsql AS $$
DECLARE began bigint; mine float8[]; theirs float8[];
BEGIN
  EXECUTE ours; EXECUTE peer;
  FOR i IN 1..rounds LOOP
    began := cpu_ns();
    FOR j IN 1..calls LOOP EXECUTE ours; END LOOP;
    mine := mine || (cpu_ns() - began) / 1e6 / calls;
    began := cpu_ns();
    FOR j IN 1..calls LOOP EXECUTE peer; END LOOP;
    theirs := theirs || (cpu_ns() - began) / 1e6 / calls;
  END LOOP;
  ours_ms := (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) FROM unnest(mine) AS v);
  peer_ms := (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) FROM unnest(theirs) AS v);
END $$;
CREATE PROCEDURE public.make_tables(tables integer, filled integer, columns text) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..tables LOOP
    EXECUTE format('CREATE TABLE t%s (a integer, b integer, c integer %s)', i, columns);
    IF i <= filled THEN
      EXECUTE format('INSERT INTO t%s SELECT g, g, g FROM generate_series(1, %s) AS g', i,
                     CASE WHEN columns = '' THEN 1500 ELSE 20 END);
    END IF;
    EXECUTE format('CREATE INDEX ON t%1$s (a); CREATE INDEX ON t%1$s (b); CREATE INDEX ON t%1$s (c)', i);
    IF i % 100 = 0 THEN COMMIT; END IF;
  END LOOP;
END $$;
SQL
}

case ${1:-} in
buffers)
  prepare
  psql -XAtq <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION pg_prewarm;
CALL make_tables(3000, 3000, '');
CREATE TABLE filler AS SELECT repeat('x', 1000) AS long FROM generate_series(1, 1000000);
VACUUM ANALYZE;
SELECT pg_prewarm('filler') \g /dev/null
SELECT pg_prewarm(oid) FROM pg_class WHERE relname ~ '^t[0-9]' AND relkind IN ('r', 'i') \g /dev/null
SELECT format('buffers in use|%s|>=131000|count', count(relfilenode)),
       format('relations in the cache|%s|>=12000|count', count(DISTINCT relfilenode)) FROM pg_buffercache \g (format=unaligned tuples_only=on fieldsep='\n')
CALL compare('', 'SELECT count(*) FROM copilot.buffer_cache()',
  'SELECT reldatabase, reltablespace, relfilenode, count(*), count(*) FILTER (WHERE isdirty), count(*) FILTER (WHERE usagecount >= 3)
   FROM pg_buffercache GROUP BY 1, 2, 3 ORDER BY 4 DESC', 9, 20, NULL, NULL) \gset
SELECT format('buffer_cache, %s ms: times less than the aggregate, %s ms|%s|>=15|ratio',
              round(:ours_ms, 2), round(:peer_ms, 1), round(:peer_ms / :ours_ms, 1));
SQL
  ;;
tables)
  prepare
  psql -XAtq <<'SQL'
SET client_min_messages = warning;
CALL make_tables(10000, 8000, ', long text');
DO $$ BEGIN FOR i IN 1..7000 LOOP EXECUTE format('ANALYZE t%s', i); IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$;
SQL
  # A new session is what a scheduled job or a client is; the server's functions load every relation there.
  for _ in 1 2 3 4 5; do
    for what in 'copilot.table_sizes()' \
      "(SELECT pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' ORDER BY 1 DESC LIMIT 50) AS peer"; do
      psql -XAtqc "SELECT format('%s %s', split_part(\$name\$$what\$name\$, '(', 1), cpu) FROM (SELECT cpu_ns() AS began OFFSET 0) AS b, LATERAL (SELECT count(*), b.began FROM $what) AS work, LATERAL (SELECT cpu_ns() - b.began + 0 * work.count AS cpu) AS e"
    done
  done | awk '{ n = NF == 2 ? ++ours : ++peers; if (NF == 2) mine[n] = $2; else theirs[n] = $1 }
    function median(v, n,   i, j, t) { for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t } return v[int((n + 1) / 2)] / 1e6 }
    END { a = median(mine, ours); b = median(theirs, peers)
      printf "table_sizes, 10,000 tables with 3 indexes, new session|%.1f|100|ms\n", a
      printf "table_sizes, new session: times less than the peer, %.0f ms|%.1f|>=5|ratio\n", b, b / a }'
  psql -XAtq <<'SQL'
CALL compare('', 'SELECT count(*) FROM copilot.table_sizes()', 'SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = ''r''', 7, 2, NULL, NULL) \gset
SELECT format('table_sizes, the same again in a session|%s|100|ms', round(:ours_ms, 1));
SELECT format('table_sizes, again: times less than the peer, %s ms|%s|>=2|ratio', round(:peer_ms), round(:peer_ms / :ours_ms, 1));
CALL compare('', 'SELECT count(*) FROM copilot.table_sizes(NULL)', 'SELECT pg_database_size(current_database())', 5, 1, NULL, NULL) \gset
SELECT format('all of table_sizes, %s ms: times pg_database_size, %s ms|%s|4|ratio',
              round(:ours_ms), round(:peer_ms), round(:ours_ms / :peer_ms, 1));
SQL
  ;;
*)
  options=(--conf 'autovacuum = off' --conf 'fsync = off' --conf 'max_wal_size = 8GB' --conf 'checkpoint_timeout = 1h' --conf 'jit = off'
    --conf 'max_parallel_workers_per_gather = 0' --conf 'wal_level = minimal' --conf 'max_wal_senders = 0')
  "$root/test/cluster" --conf 'shared_buffers = 1GB' "${options[@]}" -- "$self" buffers
  "$root/test/cluster" --conf 'shared_buffers = 256MB' "${options[@]}" -- "$self" tables
  ;;
esac
