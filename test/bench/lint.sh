#!/usr/bin/env bash
# What lint costs on a large schema: reading it, all rules over it, a long script against it, memory.
# Words: CPU is the backend's own, from the kernel's schedstat, medians of runs that alternate with the peers; a peer's file is
# named by COPILOT_SPLINTER (splinter.sql of that project, which is not part of this one).
# It must print medians, and say nothing of wall time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
self=$root/test/bench/lint.sh

if [ "${1:-}" != inside ]; then
  exec "$root/test/cluster" --no-preload --conf 'shared_buffers = 32MB' --conf 'max_locks_per_transaction = 1000' -- "$self" inside
fi

psql -Xq <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION copilot;
CREATE SCHEMA empty;
CREATE FUNCTION public.cpu_ms() RETURNS numeric LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::numeric / 1e6 $$;
DO $$
BEGIN
  FOR i IN 1..10000 LOOP
    EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY KEY, customer bigint NOT NULL, note text, at timestamptz NOT NULL, amount numeric(10,2));
      CREATE INDEX ON t%1$s (customer); CREATE INDEX ON t%1$s (at, customer)', i);
    IF i % 100 = 0 THEN COMMIT; END IF;
  END LOOP;
END $$;
VACUUM ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute, pg_catalog.pg_index, pg_catalog.pg_constraint, pg_catalog.pg_depend;
SQL

# The CPU of one call in a session that has made it once before.
cpu() {
  psql -XAtq -v ON_ERROR_STOP=1 -c "SET search_path = public, pg_catalog" -c "SET pgrst.db_schemas = 'public'" -c "$1" -c 'SELECT cpu_ms() AS a' -c "$1" -c 'SELECT cpu_ms() AS b' |
    awk -F'|' 'NR == 2 { a = $1 } END { print $1 - a }'
}
script="(SELECT string_agg(format('ALTER TABLE t%s ADD COLUMN x integer DEFAULT 1; CREATE INDEX ON t%1\$s (note);', i), E'\n') FROM generate_series(1, 500) AS i)"
declare -A call=(
  [raw]="SELECT (SELECT sum(length(c::text)) FROM pg_class AS c) + (SELECT sum(length(a::text)) FROM pg_attribute AS a)
    + (SELECT sum(length(i::text)) FROM pg_index AS i) + (SELECT sum(length(k::text)) FROM pg_constraint AS k) + (SELECT sum(length(d::text)) FROM pg_depend AS d)"
  [model]="SELECT count(*) FROM copilot.lint_sql('')"
  [script]="SELECT count(*) FROM copilot.lint_sql($script)"
  [none]="SELECT count(*) FROM copilot.lint('{empty}')"
  [all]="SELECT count(*) FROM copilot.lint()"
)
kinds="raw model script none all"
if [ -n "${COPILOT_SPLINTER:-}" ]; then
  query=$(sed -e 's/;[[:space:]]*$//' "$COPILOT_SPLINTER" | grep -v '^set local')
  call[splinter]="SELECT count(*) FROM ($query) AS s"
  kinds="$kinds splinter"
  psql -Xqc 'CREATE ROLE anon' -c 'CREATE ROLE authenticated' -c 'CREATE ROLE service_role' # which it asks about
fi
samples=$(mktemp)
trap 'rm -f "$samples"' EXIT
for _ in 1 2 3 4 5; do
  for kind in $kinds; do echo "$kind $(cpu "${call[$kind]}")" >>"$samples"; done
done
median() { awk -v kind="$1" '$1 == kind { print $2 }' "$samples" | sort -n | sed -n 3p; }
awk -v raw="$(median raw)" -v model="$(median model)" -v script="$(median script)" -v none="$(median none)" -v all="$(median all)" \
  -v splinter="$(median splinter)" 'BEGIN {
    printf "model of 10,000 tables, 30,000 indexes (five catalogs as text: %.0f ms)|%.0f|600|ms\n", raw, model
    printf "all rules of lint over it|%.0f|300|ms\n", all - none
    printf "lint_sql, 1,000 statements, the model apart|%.0f|300|ms\n", script - model
    if (splinter != "") printf "lint(): times less than splinter, %.0f ms|%.1f|>=1|ratio\n", splinter, splinter / all
  }'
psql -XAtq -c 'SELECT count(*) FROM copilot.lint()' -c "SELECT pg_read_file('/proc/self/status')" |
  awk '/^VmHWM/ { peak = $2 } /^RssShmem/ { shared = $2 }
    END { printf "lint(): memory of the session at its peak, without shared buffers|%.0f|300|MB\n", (peak - shared) / 1024 }'
