#!/usr/bin/env bash
# The names of all databases' relations and the values of their sequences follow what happens there, pass by pass.
# Words: see sessions.bash; a pass is asked for, so that nothing waits for its turn.
# It must not depend on when a pass comes by itself.
# cluster: --conf autovacuum=off --conf copilot.collect_interval=1h
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

in_db() { PGDATABASE=$1 ask "$2"; }
pass() { ask 'SELECT copilot.collect_now()' >/dev/null; }
names() { # DATABASE CONDITION
  ask "SELECT name || CASE WHEN gone_at IS NULL THEN '' ELSE ' (gone)' END FROM copilot.history_relations
    WHERE database = (SELECT oid FROM pg_database WHERE datname = '$1') AND NOT is_system AND $2 ORDER BY name COLLATE \"C\""
}
oid() { ask "SELECT oid FROM pg_database WHERE datname = '$1'"; }
error() { ask "SELECT coalesce(last_error, '') FROM copilot.collector_status WHERE collector = '$1'"; }

ask 'CREATE EXTENSION copilot' >/dev/null
createdb shop
in_db shop "CREATE SCHEMA \"Odd\"; CREATE TABLE \"Odd\".\"T x\" (id serial PRIMARY KEY, note text);
  CREATE TABLE parts (a int, b int) PARTITION BY LIST (a); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1) PARTITION BY LIST (b);
  CREATE TABLE leaf PARTITION OF part FOR VALUES IN (1); CREATE VIEW seen AS SELECT 1 AS one; CREATE UNIQUE INDEX ON parts (a, b)" >/dev/null
pass
is 'all that stores, and partitioned tables' '"Odd"."T x"
"Odd"."T x_id_seq"
"Odd"."T x_pkey"
public.leaf
public.leaf_a_b_idx
public.part
public.part_a_b_idx
public.parts
public.parts_a_b_idx' "$(names shop "kind <> 't' AND name NOT LIKE 'pg_toast.%'")"
is 'whose they are' 'pg_toast."T x"|r' "$(ask "SELECT 'pg_toast.' || substr(o.name, 7), o.kind FROM copilot.history_relations AS t
  JOIN copilot.history_relations AS o ON (o.database, o.relation) = (t.database, t.table_oid) WHERE t.database = $(oid shop) AND t.kind = 't' AND NOT t.is_system")"
is 'topmost parents' 'public.leaf|public.parts
public.leaf_a_b_idx|public.parts_a_b_idx
public.part|public.parts
public.part_a_b_idx|public.parts_a_b_idx' "$(ask "SELECT p.name, t.name FROM copilot.history_relations AS p
  JOIN copilot.history_relations AS t ON (t.database, t.relation) = (p.database, p.parent_oid) WHERE p.database = $(oid shop) ORDER BY 1")"
is 'what the cluster shares is there once' 'pg_catalog.pg_authid|1664' "$(ask "SELECT name, tablespace FROM copilot.history_relations WHERE relation = 1260")"
is 'files of mapped catalogs too' t "$(ask "SELECT filenode = pg_relation_filenode(1259) FROM copilot.history_relations WHERE relation = 1259 AND database = $(oid postgres)")"
is 'no template is looked into' 0 "$(ask "SELECT count(*) FROM copilot.history_relations WHERE database IN (SELECT oid FROM pg_database WHERE datistemplate)")"

before=$(ask "SELECT filenode FROM copilot.history_relations WHERE name = 'public.leaf'")
in_db shop 'ALTER TABLE "Odd"."T x" RENAME TO renamed; TRUNCATE leaf; DROP INDEX parts_a_b_idx; ALTER TABLE parts DETACH PARTITION part;
  CREATE TEMP TABLE passing ()' >/dev/null
pass
is 'renamed, dropped' '"Odd"."T x_id_seq"
"Odd"."T x_pkey"
"Odd".renamed
public.leaf
public.leaf_a_b_idx (gone)
public.part
public.part_a_b_idx (gone)
public.parts
public.parts_a_b_idx (gone)' "$(names shop "kind <> 't' AND name NOT LIKE 'pg_toast.%'")"
is 'written to another file' t "$(ask "SELECT filenode <> $before FROM copilot.history_relations WHERE name = 'public.leaf'")"
is 'another parent' 'public.part' "$(ask "SELECT t.name FROM copilot.history_relations AS p
  JOIN copilot.history_relations AS t ON (t.database, t.relation) = (p.database, p.parent_oid) WHERE p.name = 'public.leaf'")"
in_db shop 'ALTER SCHEMA "Odd" RENAME TO even' >/dev/null
pass
is 'a schema is renamed' 'even.renamed' "$(names shop "name LIKE '%renamed'")"

# Without a change nothing is written: xmin stays.
written() { ask "SELECT count(DISTINCT xmin), max(xmin::text::bigint) FROM copilot.history_relations"; }
pass
quiet=$(written)
pass
is 'a quiet pass writes no name' "$quiet" "$(written)"

# --- sequences
in_db shop "SELECT nextval('even.\"T x_id_seq\"') FROM generate_series(1, 7); CREATE SEQUENCE cycles MAXVALUE 9 CYCLE; CREATE SEQUENCE down INCREMENT -2 MINVALUE -9;
  SELECT nextval('cycles'), nextval('down'), nextval('down'); CREATE SEQUENCE uncalled AS smallint" >/dev/null
pass
sequences() {
  ask "SELECT o.name, coalesce(o.detail->>'column', ''), w.last_value, w.limit_value FROM copilot._window('sequence', now() - interval '1 hour', now())
      AS w(scope bigint, object bigint, last_value bigint, limit_value bigint)
    JOIN copilot.history_objects AS o ON (o.collector, o.scope, o.object) = ('sequence', w.scope, w.object)
    WHERE w.scope = $(oid shop) ORDER BY 1"
}
is 'values and limits of sequences' 'even."T x_id_seq"|id|7|2147483647
public.cycles||1|
public.down||-3|-9
public.uncalled|||32767' "$(sequences)"
session holder shop
tell holder 'BEGIN; LOCK TABLE leaf IN ACCESS EXCLUSIVE MODE; ALTER SEQUENCE cycles RESTART;'
idle holder RESTART
in_db shop "SELECT nextval('even.\"T x_id_seq\"'), nextval('uncalled')" >/dev/null
pass
is 'a locked one hides no other' 'even."T x_id_seq"|id|8|2147483647
public.uncalled||1|32767' "$(sequences | grep 'T x\|uncalled')"
tell holder 'ROLLBACK;'
idle holder ROLLBACK

# --- databases that come, go, or cannot be looked into
createdb locked
tell holder '\c postgres'
tell holder 'BEGIN; ALTER DATABASE locked RENAME TO renamed;'
idle holder RENAME
createdb late
in_db late 'CREATE TABLE here ()' >/dev/null
pass
is 'a new database' 'public.here' "$(names late "kind = 'r'")"
tell holder 'COMMIT;'
idle holder COMMIT
in_db renamed 'CREATE TABLE there ()' >/dev/null
pass
is 'one that was locked' 'public.there' "$(names renamed "kind = 'r'")"
gone=$(oid late)
dropdb late
in_db renamed 'ALTER TABLE there RENAME TO moved' >/dev/null
pass
is 'its database is not held' 'public.moved' "$(names renamed "kind = 'r'")"
is 'a database that was dropped' 0 "$(ask "SELECT count(*) FROM copilot.history_relations WHERE database = $gone AND gone_at IS NULL")"
is 'no error was left' '|' "$(error names)|$(error sequence)"
ask 'DROP EXTENSION copilot; CREATE EXTENSION copilot' >/dev/null
pass
is 'another extension begins anew' 'public.moved' "$(names renamed "kind = 'r'")"

# --- windows, from and in another database
in_db shop 'CREATE EXTENSION copilot; CREATE TABLE counted (id int)' >/dev/null
pass
in_db shop 'INSERT INTO counted SELECT g FROM generate_series(1, 100) AS g' >/dev/null
pass
is 'a window of the history, in another database' 100 "$(in_db shop "SELECT rows_inserted FROM copilot._window('relation',
  now() - interval '1 hour', now()) AS w(object bigint, rows_inserted bigint) WHERE object = 'counted'::regclass::oid::bigint")"
window="SELECT table_name, rows_inserted FROM copilot.table_usage(since => '1 hour', max_rows => NULL, server => %s) WHERE table_name = 'public.counted'"
is 'a window of the history, in another database' 'public.counted|100' "$(in_db shop "$(printf "$window" NULL)")"
is 'a window of another database' 'public.counted|100' "$(ask "$(printf "$window" "'/shop'")")"
is 'but not of a server that is reached by a connection' 'ERROR:  there is no history of that server, so since, until and compare cannot be used' \
  "$(ask "$(printf "$window" "'host=$PGHOST dbname=shop'")" | head -1)"
exit $failed
