#!/usr/bin/env bash
# Puts a view in the place of a sequence while the pass waits for it, and expects that none of it is run.
# Words: bait is what the view would run; with a superuser's rights it would leave a file.
# The pass must read as a superuser what others own, and never run what they wrote.
# cluster: --conf 'copilot.collect_interval = 1h' --conf 'copilot.lock_timeout = 20s'
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

bitten() { [ -e "$PGDATA/bitten" ] && echo yes || echo no; }
swap() { # DATABASE
  psql -XAtq -d "$1" -v ON_ERROR_STOP=1 >/dev/null <<SQL
GRANT CREATE ON SCHEMA public TO fisher;
SET ROLE fisher;
CREATE SEQUENCE public.bait;
CREATE FUNCTION public.bite() RETURNS boolean LANGUAGE plpgsql AS \$\$
BEGIN COPY (SELECT 1) TO '$PGDATA/bitten'; RETURN true; END \$\$;
SQL
  ask 'SELECT copilot.collect_now()' >/dev/null # which makes the sequence known
  session "holder_$1" "$1"
  tell "holder_$1" 'SET ROLE fisher; BEGIN; DROP SEQUENCE public.bait; CREATE VIEW public.bait AS SELECT 1::bigint AS last_value, public.bite() AS is_called;'
  idle "holder_$1" 'CREATE VIEW'
  ask 'SELECT copilot.collect_now()' >"$work/pass" &
  await "SELECT count(*) > 0 FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE NOT granted AND backend_type LIKE 'copilot %'"
  tell "holder_$1" 'COMMIT;'
  wait $!
  is "nothing of it was run in $1" no "$(bitten)"
  is "the pass went on in $1" t "$(grep -c '^20' "$work/pass" | sed 's/1/t/')"
}

ask 'SET client_min_messages = warning; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION copilot' >/dev/null
ask 'CREATE ROLE fisher' >/dev/null
ask 'CREATE DATABASE pond' >/dev/null
ask 'SELECT copilot.collect_now()' >/dev/null
[ "$(ask "SELECT count(*) FROM pg_settings WHERE name = 'restrict_nonsystem_relation_kind'")" = 1 ] || {
  echo 'ok 1 - this server has no such restriction # SKIP'
  exit 0
}
swap postgres
swap pond
is 'a view that copilot reads in its own name is still read' t \
  "$(ask "SELECT count(*) > 0 FROM copilot.top_queries()")"
exit $failed
