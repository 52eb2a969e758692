#!/usr/bin/env bash
# The worker keeps the schema of each database, and again where it has changed; changes() says what differs.
# Words: a pass is made by collect_now and looks at one database; a database is made due by moving its last look back.
# It must keep nothing twice, and nothing at all unless it was asked to.
# cluster: --conf 'copilot.collect_interval = 1h'
set -uo pipefail
. "$(dirname "$0")/sessions.bash"

collect() { ask 'SELECT copilot.collect_now() IS NOT NULL'; }
versions() { ask "SELECT string_agg(database || ' ' || n, ', ' ORDER BY database) FROM (SELECT database, count(*) AS n FROM copilot.schema_versions GROUP BY 1) AS v"; }
due() { ask "UPDATE copilot.history_schemas SET checked_at = checked_at - interval '1 day', taken_at = taken_at - interval '1 day' WHERE database = '$1'"; }

psql -Xq -c 'CREATE EXTENSION copilot' -c 'CREATE DATABASE app'
psql -Xqd app -c 'CREATE TABLE public.orders (id integer PRIMARY KEY)'
is 'a pass' t "$(collect)"
is 'off by default' '' "$(versions)"

ask "ALTER SYSTEM SET copilot.schema_save_interval = '1h'" >/dev/null
ask 'SELECT pg_reload_conf()' >/dev/null
await "SELECT copilot.collect_now() IS NOT NULL AND count(*) = 2 FROM copilot.schema_versions"
is 'each database once' 'app 1, postgres 1' "$(versions)"
collect >/dev/null
is 'none is due' 'app 1, postgres 1' "$(versions)"

due app >/dev/null
collect >/dev/null
is 'looked at again, the same' 'app 1, postgres 1' "$(versions)"
psql -Xqd app -c 'ALTER TABLE public.orders ADD COLUMN note text' -c 'CREATE INDEX note ON public.orders (note)'
due app >/dev/null
collect >/dev/null
is 'it has changed' 'app 2, postgres 1' "$(versions)"
is 'changes() says how' 'ddl|app|schema|add column public.orders.note; add index public.note|t' \
  "$(ask "SELECT concat_ws('|', kind, 'app', object, after, action LIKE 'differs from version app %') FROM copilot.changes() WHERE object = 'schema'")"
is 'from one version to the next' 'add column public.orders.note, add index public.note' \
  "$(ask "SELECT string_agg(change || ' ' || object_type || ' ' || object, ', ') FROM copilot.schema_diff(
    'version:' || (SELECT label FROM copilot.schema_versions WHERE database = 'app' ORDER BY taken_at LIMIT 1),
    'version:' || (SELECT label FROM copilot.schema_versions WHERE database = 'app' ORDER BY taken_at DESC LIMIT 1))")"

ask "UPDATE copilot.history_schemas SET taken_at = taken_at - interval '1000 days'" >/dev/null
due postgres >/dev/null
collect >/dev/null
is 'old ones go, but for the last of each' 'app 1, postgres 1' "$(versions)"
exit $failed
