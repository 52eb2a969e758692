#!/usr/bin/env bash
# What comparing two large schemas costs, beside the two dumps that a comparison of texts would need.
# Words: CPU is that of the backends, from the kernel's schedstat, or of pg_dump and its backend; medians of runs that alternate.
# It must print medians, and say nothing of wall time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
self=$root/test/bench/diff.sh

if [ "${1:-}" != inside ]; then
  exec "$root/test/cluster" --no-preload --conf 'shared_buffers = 64MB' --conf 'max_locks_per_transaction = 2000' -- "$self" inside
fi

psql -Xq <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE FUNCTION public.cpu_ms() RETURNS numeric LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::numeric / 1e6 $$;
CREATE SCHEMA app;
DO $$
BEGIN
  FOR i IN 1..10000 LOOP
    EXECUTE format('CREATE TABLE app.t%s (id bigint PRIMARY KEY, customer bigint NOT NULL, note text, at timestamptz NOT NULL, amount numeric(10,2));
      CREATE INDEX ON app.t%1$s (customer); CREATE INDEX ON app.t%1$s (at, customer)', i);
    IF i % 100 = 0 THEN COMMIT; END IF;
  END LOOP;
END $$;
VACUUM ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute, pg_catalog.pg_index, pg_catalog.pg_constraint, pg_catalog.pg_depend;
SELECT copilot.schema_save('same');
SQL

# The CPU of one call in a session that has made it once before.
cpu() {
  psql -XAtq -v ON_ERROR_STOP=1 -c "$1" -c 'SELECT public.cpu_ms() AS a' -c "$1" -c 'SELECT public.cpu_ms() AS b' |
    awk 'NR == 2 { a = $1 } END { print $1 - a }'
}
# pg_dump's own CPU and that of its backend, which the postmaster knows once it has ended, in ms.
postmaster=$(head -1 "$(psql -XAtc 'SHOW data_directory')/postmaster.pid")
ended() { awk '{ print ($16 + $17) * 10 }' "/proc/$postmaster/stat"; }
dump_cpu() {
  local before own
  before=$(ended)
  TIMEFORMAT='%3U %3S'
  own=$({ time pg_dump --schema-only >/dev/null; } 2>&1 | awk '{ print ($1 + $2) * 1000 }')
  until [ "$(ended)" -gt "$before" ]; do :; done
  awk -v own="$own" -v a="$before" -v b="$(ended)" 'BEGIN { print own + b - a }'
}
median() { sort -n | awk '{ a[NR] = $1 } END { print (NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2) }'; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for _ in 1 2 3 4 5; do
  cpu "SELECT count(*) FROM copilot.schema_diff('current', 'current')" >>"$work/diff"
  cpu "SELECT count(*) FROM copilot.lint_sql('')" >>"$work/model"
  dump_cpu >>"$work/dump"
done
diff=$(median <"$work/diff") model=$(median <"$work/model") dump=$(median <"$work/dump")
awk -v diff="$diff" -v model="$model" -v dump="$dump" 'BEGIN {
  printf "schema_diff of two equal databases, 10,000 tables, 30,000 indexes|%.0f|2000|ms\n", diff
  printf "schema_diff: beyond the two models of lint: more texts, facts, comparison|%.0f|1400|ms\n", diff - 2 * model
  printf "schema_diff: times less than two pg_dump --schema-only, %.0f ms each|%.1f|>=1|ratio\n", dump, 2 * dump / diff
}'
