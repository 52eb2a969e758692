#!/usr/bin/env bash
# What top_queries costs over 5,000 statements, against the bare query for the same rows.
# Words: CPU is the backend's own, from the kernel's schedstat; the two run in turns, ten calls a turn.
# It must print a ratio of medians, and fail if the two do not give the same statements.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ "${1:-}" != inside ]; then
  exec "$root/test/cluster" --conf pg_stat_statements.max=10000 -- "$root/test/bench/top_queries.sh" inside
fi

# Statements of the length usual in applications; the operators make each another one.
statements() {
  perl -e 'for my $i (0 .. 4999) {
    print "SELECT /* ", "x" x 340, " */ 1", (map { $i >> $_ & 1 ? " + 1" : " - 1" } 0 .. 12), " AS result;\n" }'
}
psql -Xqc 'CREATE EXTENSION pg_stat_statements' -c 'CREATE EXTENSION copilot' \
  -c "CREATE FUNCTION cpu_ns() RETURNS bigint LANGUAGE sql VOLATILE AS
    \$\$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::bigint \$\$"
statements | psql -Xqo /dev/null

psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
SET client_min_messages = warning;
SET pg_stat_statements.track = 'none';
CREATE TEMP TABLE runs (what text, ns bigint);
CREATE TEMP TABLE calls (what text, sql text);
INSERT INTO calls VALUES
  ('copilot', 'SELECT * FROM copilot.top_queries()'),
  ('bare', 'SELECT * FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 20');
DO $$
DECLARE began bigint; call record; ignored record;
BEGIN
  ASSERT (SELECT count(*) >= 5000 FROM pg_stat_statements), 'there are fewer statements than planted';
  ASSERT (SELECT array_agg(t.queryid) FROM copilot.top_queries() AS t)
       = (SELECT array_agg(queryid) FROM (SELECT * FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 20) AS s),
    'not the same statements';
  FOR i IN 1..15 LOOP
    FOR call IN SELECT * FROM calls LOOP
      began := cpu_ns();
      FOR j IN 1..10 LOOP
        FOR ignored IN EXECUTE call.sql LOOP END LOOP;
      END LOOP;
      INSERT INTO runs VALUES (call.what, cpu_ns() - began);
    END LOOP;
  END LOOP;
END $$;
SELECT format('top_queries over 5,000 statements (%s ms) / the bare query (%s ms)|%s|1.3|x', round(c / 1e7, 2), round(b / 1e7, 2), round(c / b, 2))
FROM (SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY ns) FILTER (WHERE what = 'copilot'))::numeric AS c,
             (percentile_cont(0.5) WITHIN GROUP (ORDER BY ns) FILTER (WHERE what = 'bare'))::numeric AS b FROM runs) AS m;
SQL
