#!/usr/bin/env bash
# The reports locks, activity and connections (and the others under locks) over planted sessions.
# Words: a session is named by its application_name; pids and transactions become these names or X.
# It must not depend on timing: every step waits until the server shows that it has happened.
# cluster: --conf max_prepared_transactions=5 --conf deadlock_timeout=1h --conf autovacuum=off
set -uo pipefail
# shellcheck source=test/t/sessions.bash
source "$(dirname "${BASH_SOURCE[0]}")/sessions.bash"

ask "CREATE EXTENSION copilot; CREATE EXTENSION pg_stat_statements;
  CREATE TABLE \"T 💩\" (id integer PRIMARY KEY, n integer); INSERT INTO \"T 💩\" SELECT g, 0 FROM generate_series(1, 9) AS g;
  CREATE TABLE u (id integer)" >/dev/null || exit 1
ask "VACUUM ANALYZE"
ask "CREATE DATABASE other CONNECTION LIMIT 4"
ask "CREATE ROLE \"Limited 💩\" LOGIN CONNECTION LIMIT 3"

# Pids become names; what a number stands for is told apart by the word before it.
named="CREATE VIEW tree AS
  WITH l AS MATERIALIZED (SELECT * FROM copilot.locks()),
       n AS MATERIALIZED (SELECT pid, application_name AS name FROM pg_stat_activity UNION ALL SELECT 0, 'prepared')
  SELECT concat_ws('|', depth, application, (SELECT name FROM n WHERE n.pid = l.root_pid),
      (SELECT string_agg(name, ',' ORDER BY name) FROM n WHERE n.pid = ANY (l.blocked_by)),
      coalesce((SELECT name FROM n WHERE n.pid::text = split_part(l.waiting_for, ',', 1)), l.waiting_for, '-'),
      coalesce(held_mode, '-'), coalesce(wait_mode, '-'),
      regexp_replace(regexp_replace(object, 'transaction [0-9]+( of pid [0-9]+)?', 'transaction X'), '(row|relation) [(0-9,)]+', '\1 X'),
      state, (waited >= '0') IS TRUE, transaction_age >= '0', query) AS row, *
  FROM l"
ask "$named"
tree() { ask "SELECT row FROM tree"; }

is 'no locks' '' "$(tree)"
for name in A B C D E; do session $name; done
session O other
tell A "BEGIN; UPDATE \"T 💩\" SET n = 1 WHERE id = 1;"
idle A UPDATE
is 'a lock that nobody waits for is no row' '' "$(tree)"

# Three levels, over a row and a table; two queue for the row, one behind the other.
tell B "BEGIN; LOCK TABLE u; UPDATE \"T 💩\" SET n = 2 WHERE id = 1;"
stuck B UPDATE
tell C "SELECT count(*) FROM u;"
stuck C u
tell D "UPDATE \"T 💩\" SET n = 4 WHERE id = 1;"
stuck D n
tell E "UPDATE \"T 💩\" SET n = 5 WHERE id = 1;"
stuck E n
row='row X of table public."T 💩"'
is 'a tree of three levels' "0|A|A|-|ExclusiveLock|-|transaction X|idle in transaction|f|t|UPDATE \"T 💩\" SET n = 1 WHERE id = 1;
1|B|A|A|A|ExclusiveLock|ShareLock|transaction X for $row|active|t|t|UPDATE \"T 💩\" SET n = 2 WHERE id = 1;
2|C|A|B|B|AccessExclusiveLock|AccessShareLock|table public.u|active|t|t|SELECT count(*) FROM u;
2|D|A|B|B|ExclusiveLock|ExclusiveLock|$row|active|t|t|UPDATE \"T 💩\" SET n = 4 WHERE id = 1;
2|E|A|B,D|B|ExclusiveLock|ExclusiveLock|$row|active|t|t|UPDATE \"T 💩\" SET n = 5 WHERE id = 1;" "$(tree | sort)"
is 'the root comes first' 't' "$(ask "SELECT bool_and(n = 1) FROM (SELECT application, row_number() OVER () AS n FROM copilot.locks()) AS l WHERE application = 'A'")"
is 'who waits for whom, in activity' 'A|idle in transaction||
B|active|Lock: transactionid|A
C|active|Lock: relation|B
D|active|Lock: tuple|B
E|active|Lock: tuple|B,D
O|idle||' "$(ask "SELECT application, state, wait, (SELECT string_agg(application_name, ',' ORDER BY 1) FROM pg_stat_activity AS s WHERE s.pid = ANY (blocked_by))
  FROM copilot.activity() WHERE application IN ('A', 'B', 'C', 'D', 'E', 'O') ORDER BY application")"
is 'idle sessions are last, the one who asks is not there' 'O|f' \
  "$(ask "SELECT last.application, EXISTS (SELECT FROM copilot.activity() WHERE pid = pg_backend_pid())
    FROM (SELECT application, row_number() OVER () AS n FROM copilot.activity()) AS last ORDER BY n DESC LIMIT 1")"
is 'when it began, and how old its transaction is' 't|t|t' \
  "$(ask "SELECT a.since = s.query_start, a.transaction_age > '0', a.client = 'local' FROM copilot.activity() AS a JOIN pg_stat_activity AS s USING (pid) WHERE application = 'B'")"
tell A "ROLLBACK;"
tell B "ROLLBACK;"
for name in A B; do idle $name ROLLBACK; done
for name in D E; do idle $name UPDATE; done
idle C u
is 'no locks left' '' "$(tree)"

# Behind one who only waits: ALTER TABLE waits for a reader, and all readers after it wait for ALTER TABLE.
tell A "BEGIN; SELECT count(*) FROM u;"
idle A u
tell B "ALTER TABLE u ADD COLUMN n integer;"
stuck B ALTER
tell C "SELECT count(*) FROM u;"
stuck C u
is 'a queue behind who waits' '0|A|A|-|AccessShareLock|-|table public.u|idle in transaction|f|t|SELECT count(*) FROM u;
1|B|A|A|A|AccessShareLock|AccessExclusiveLock|table public.u|active|t|t|ALTER TABLE u ADD COLUMN n integer;
2|C|A|B|B|-|AccessShareLock|table public.u|active|t|t|SELECT count(*) FROM u;' "$(tree)"
tell A "ROLLBACK;"
for name in A B C; do await "SELECT state = 'idle' FROM pg_stat_activity WHERE application_name = '$name'"; done

# A circle, as before a deadlock is detected, with one who waits outside of it.
tell A "BEGIN; UPDATE \"T 💩\" SET n = 1 WHERE id = 1;"
tell B "BEGIN; UPDATE \"T 💩\" SET n = 1 WHERE id = 2;"
idle A UPDATE
idle B UPDATE
tell A "UPDATE \"T 💩\" SET n = 3 WHERE id = 2;"
stuck A "n = 3"
tell B "UPDATE \"T 💩\" SET n = 3 WHERE id = 1;"
stuck B "n = 3"
tell C "SELECT 1 FROM \"T 💩\" WHERE id = 2 FOR UPDATE;"
stuck C "FOR UPDATE"
is 'a circle ends' '3|3|1|1|t' "$(ask "SELECT count(*), count(DISTINCT pid), count(DISTINCT root_pid), count(*) FILTER (WHERE depth = 0),
  min(pid) FILTER (WHERE application IN ('A', 'B')) = min(root_pid) FROM copilot.locks()")"
ask "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'A'" >/dev/null
idle A "n = 3"
tell A "ROLLBACK;"
idle A ROLLBACK
idle B "n = 3"
tell B "ROLLBACK;"
idle C "FOR UPDATE"

# A prepared transaction, which no process holds.
tell A "BEGIN; UPDATE \"T 💩\" SET n = 1 WHERE id = 1; PREPARE TRANSACTION 'gid ''💩''';"
idle A PREPARE
tell B "UPDATE \"T 💩\" SET n = 2 WHERE id = 1;"
stuck B "n = 2"
is 'a prepared transaction blocks' "0|prepared transaction gid '💩'|prepared|-|ExclusiveLock|-|transaction X|prepared transaction|f|t
1|B|prepared|prepared|prepared transaction gid '💩'|ExclusiveLock|ShareLock|transaction X for $row|active|t|t|UPDATE \"T 💩\" SET n = 2 WHERE id = 1;" "$(tree)"
is 'its process is 0' '0|0|{0}' "$(ask "SELECT (SELECT pid FROM copilot.locks() WHERE depth = 0), root_pid, blocked_by FROM copilot.locks() WHERE depth = 1")"
is 'and in activity' '{0}' "$(ask "SELECT blocked_by FROM copilot.activity() WHERE application = 'B'")"
ask "ROLLBACK PREPARED 'gid ''💩'''"
idle B "n = 2"

# Advisory locks, and another database.
tell A "BEGIN; SELECT pg_advisory_xact_lock(-42), pg_advisory_xact_lock(7, -8);"
idle A advisory
tell B "SELECT pg_advisory_lock(-42);"
stuck B advisory
tell C "SELECT pg_advisory_lock(7, -8);"
stuck C advisory
session P other
tell P "CREATE TABLE elsewhere (id integer); BEGIN; LOCK TABLE elsewhere;"
idle P LOCK
tell O "SELECT * FROM elsewhere;"
stuck O elsewhere
is 'other kinds of lock' 'A|-
B|advisory lock -42
C|advisory lock (7, -8)
O|relation X of database other
P|relation X of database other' "$(ask "SELECT application, CASE application WHEN 'A' THEN '-' ELSE regexp_replace(object, 'relation [0-9]+', 'relation X') END FROM copilot.locks() ORDER BY 1")"

# Connections: by everything, against every limit.
for name in 'L 1' 'L 2'; do PGUSER='Limited 💩' session "$name" other; done
tell 'L 1' "BEGIN;"
idle 'L 1' BEGIN
counted() { ask "SELECT name, total, active, idle, idle_in_transaction, limit_total, used_percent FROM copilot.connections() WHERE by = '$1' $2"; }
is 'connections by database' 'other|4|1|1|2|4|100' "$(counted database "AND name = 'other'")"
is 'connections by role' 'Limited 💩|2|0|1|1|3|66.67' "$(counted role "AND limit_total IS NOT NULL")"
is 'connections by application' 'L 1|1|0|0|1||
L 2|1|0|1|0||' "$(counted application "AND name LIKE 'L%' ORDER BY 1")"
is 'connections in all' '10|t|t|t|t' "$(ask "SELECT a.total, a.active + a.idle + a.idle_in_transaction = a.total,
    a.limit_total = 50 - current_setting('superuser_reserved_connections')::int - coalesce(current_setting('reserved_connections', true)::int, 0),
    a.used_percent = round(100.0 * a.total / a.limit_total, 2), a.oldest = (SELECT min(backend_start) FROM pg_stat_activity WHERE backend_type = 'client backend')
  FROM copilot.connections() AS a WHERE by = 'all'")"
is 'each grouping has all of them' 'all|10
application|10
client|10
database|10
role|10' "$(ask "SELECT by, sum(total) FROM copilot.connections() GROUP BY by ORDER BY by")"

# Under locks of others every report is there at once.
ask 'SELECT copilot.collect_now()' >/dev/null
tell D "BEGIN; LOCK TABLE \"T 💩\", u; REINDEX INDEX \"T 💩_pkey\";"
idle D REINDEX
is 'every report in spite of locks' '' "$(for report in $(reports); do
  ask "SELECT '$report' WHERE (SELECT count(*) FROM copilot.$report()) IS NULL"; done)"
is 'a locked index has an estimate' '"T 💩_pkey"|f|t' "$(ask "SELECT split_part(index_name, '.', 2), exact, size_bytes > 0 FROM copilot.index_usage()")"
tell D "ROLLBACK;"
idle D ROLLBACK
is 'and its size when the lock is gone' 't|t' "$(ask "SELECT exact, size_bytes = pg_relation_size('\"T 💩_pkey\"') FROM copilot.index_usage()")"

# Passwords in a statement's text are masked.
tell E "BEGIN; CREATE ROLE masked PASSWORD 'hunter2';"
idle E ROLE
is 'passwords are masked' "CREATE ROLE masked PASSWORD '********';|0" "$(ask "SELECT (SELECT query FROM copilot.activity() WHERE application = 'E') || '|' ||
  (SELECT count(*) FROM copilot.activity() AS a WHERE a::text LIKE '%hunter2%')")"

# The right that is needed.
for report in activity connections locks; do
  is "$report needs a right" "ERROR:  permission denied for report $report
DETAIL:  It needs the privileges of the role pg_read_all_stats.
HINT:  As superuser run GRANT pg_monitor TO \"Limited 💩\"." "$(ask "SET ROLE \"Limited 💩\"; SELECT * FROM copilot.$report()")"
done
ask "GRANT pg_monitor TO \"Limited 💩\""
for report in activity connections locks; do
  is "$report with that right" t "$(ask "SET ROLE \"Limited 💩\"; SELECT count(*) > 0 FROM copilot.$report()")"
done
exit $failed
