-- report: locks
-- title: Locks
-- description: Who waits for whose lock now, as a tree: each root blocker, which waits for nobody, and below it those
--   who wait for it. Sessions that neither wait nor block are left out; no rows means that nobody waits for a lock.
-- words: locks, blocking, blocked queries, lock waits, who is blocking, lock tree, deadlock, waiting for lock, stuck
--   query, hanging query, exclusive lock, blocking pid
-- column: depth integer: 0 for a root blocker, 1 for who waits for it, and so on
-- column: pid integer: the process; 0 for a prepared transaction, which has none
-- column: root_pid integer: the process at the root of this tree: what all of it waits for in the end
-- column: waiting_for text: the processes it waits for, the one it stands below in the tree first; a prepared
--   transaction by its name; null for a root
-- column: held_mode text: the mode in which the first of waiting_for holds the lock; null if that one only stands
--   before it in the queue. For a root: the mode in which it holds the lock most others wait for
-- column: wait_mode text: the mode in which it wants the lock; null if it waits for nothing
-- column: object text: what is locked
-- column: waited interval: how long it has been waiting; null for a root, and before version 14, which does not say
-- column: transaction_age interval: how long its transaction has been open
-- column: role text: the role it logged in with; of a prepared transaction, who prepared it
-- column: application text: what the client calls itself; of a prepared transaction, its name
-- column: state text: active, idle in transaction and the like, as in activity; or prepared transaction
-- column: query text [sql]: the statement, or the last one if none is running
-- column: database text: the database it is connected to
-- column: blocked_by integer[]: the processes of waiting_for, 0 being a prepared transaction
-- needs: read_all_stats
-- query: 130000-
WITH RECURSIVE all_locks AS MATERIALIZED (
  SELECT *, -- 140000-
  SELECT *, NULL::timestamptz AS waitstart, -- 130000-139999
         (locktype, database, relation, page, tuple, virtualxid, transactionid, classid, objid, objsubid)::text AS key,
         array_position(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock',
           'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'], mode) AS strength
  FROM pg_locks
), session AS MATERIALIZED (
  SELECT pid, coalesce(leader_pid, pid)::bigint AS node, datname, usename, application_name, state, xact_start, query
  FROM pg_stat_activity
), prepared AS MATERIALIZED (
  SELECT l.virtualtransaction, -x.transaction::text::bigint AS node, x.*
  FROM pg_prepared_xacts AS x JOIN all_locks AS l ON l.pid IS NULL AND l.transactionid = x.transaction
), lock AS MATERIALIZED (
  -- A node of the tree is a session (a parallel worker counts as its leader) or, negative, a prepared transaction.
  SELECT coalesce(s.node, p.node, l.pid) AS node, l.*
  FROM all_locks AS l
    LEFT JOIN session AS s ON s.pid = l.pid
    LEFT JOIN prepared AS p ON l.pid IS NULL AND p.virtualtransaction = l.virtualtransaction
), waiting AS MATERIALIZED (
  SELECT DISTINCT ON (node) *, pg_blocking_pids(pid) AS blockers FROM lock WHERE NOT granted ORDER BY node, waitstart
), holder AS MATERIALIZED (
  SELECT node, key, max(strength) AS strength FROM lock
  WHERE granted AND key IN (SELECT key FROM waiting)
  GROUP BY node, key
), edge AS MATERIALIZED (
  SELECT DISTINCT w.node, coalesce(p.node, s.node, b.pid) AS blocker, w.key
  FROM waiting AS w
    CROSS JOIN unnest(w.blockers) AS b(pid)
    LEFT JOIN session AS s ON s.pid = b.pid
    LEFT JOIN holder AS p ON b.pid = 0 AND p.node < 0 AND p.key = w.key
  WHERE coalesce(p.node, s.node, b.pid) <> w.node
), nearest AS MATERIALIZED (
  -- One place each: below who waits for nobody, else who holds the lock, else who came first.
  SELECT DISTINCT ON (e.node) e.node, e.blocker
  FROM edge AS e
    LEFT JOIN waiting AS b ON b.node = e.blocker
    LEFT JOIN holder AS h ON h.node = e.blocker AND h.key = e.key
  ORDER BY e.node, b.node IS NOT NULL, h.node IS NULL, b.waitstart, e.blocker
), climb AS (
  SELECT node, ARRAY[node, blocker] AS path, false AS circular FROM nearest
  UNION ALL
  SELECT c.node, c.path || n.blocker, n.blocker = ANY (c.path)
  FROM climb AS c JOIN nearest AS n ON n.node = c.path[cardinality(c.path)]
  WHERE NOT c.circular AND cardinality(c.path) < 100
), climbed AS (
  SELECT DISTINCT ON (node) node, path, circular FROM climb ORDER BY node, cardinality(path) DESC
), branch AS (
  -- From the root down. In a circle, a deadlock not yet detected, the lowest node is the root.
  SELECT node, ARRAY(SELECT step FROM unnest(path) WITH ORDINALITY AS steps(step, n)
                     WHERE n <= coalesce(array_position(path, root), cardinality(path)) ORDER BY n DESC) AS path
  FROM climbed
    CROSS JOIN LATERAL (
      SELECT CASE WHEN circular THEN min(step) END AS root
      FROM unnest(path) WITH ORDINALITY AS steps(step, n)
      WHERE n >= array_position(path, path[cardinality(path)])) AS circle
), tree AS (
  SELECT node, path FROM branch
  UNION
  SELECT path[1], path[1:1] FROM branch
), most_wanted AS (
  SELECT DISTINCT ON (h.node) h.node, h.key
  FROM edge AS e JOIN holder AS h ON h.node = e.blocker AND h.key = e.key
  GROUP BY h.node, h.key, h.strength
  ORDER BY h.node, count(*) DESC, h.strength DESC, h.key
), placed AS (
  SELECT t.node, t.path, n.blocker AS waiting_for, w.mode AS wait_mode, w.waitstart, coalesce(w.key, m.key) AS key
  FROM tree AS t
    LEFT JOIN waiting AS w ON w.node = t.node
    LEFT JOIN nearest AS n ON n.node = t.node
    LEFT JOIN most_wanted AS m ON m.node = t.node
), place AS (
  SELECT DISTINCT ON (l.key, l.locktype) l.*,
         CASE WHEN l.database NOT IN (0, d.oid) THEN concat('relation ', l.relation, ' of database ', o.datname)
              WHEN c.oid IS NULL THEN concat('relation ', l.relation)
              ELSE concat(CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'i' THEN 'index'
                            WHEN 'I' THEN 'partitioned index' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                            WHEN 'v' THEN 'view' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table'
                            ELSE 'relation' END,
                          ' ', quote_ident(s.nspname), '.', quote_ident(c.relname)) END AS relation_name
  FROM all_locks AS l
    JOIN pg_database AS d ON d.datname = current_database()
    LEFT JOIN pg_database AS o ON o.oid = l.database
    LEFT JOIN pg_class AS c ON c.oid = l.relation AND l.database IN (0, d.oid)
    LEFT JOIN pg_namespace AS s ON s.oid = c.relnamespace
  WHERE l.key IN (SELECT key FROM placed) OR l.locktype = 'tuple' AND l.granted
), described AS (
  SELECT key, locktype, page, tuple,
         CASE locktype
           WHEN 'relation' THEN relation_name
           WHEN 'extend' THEN 'extension of ' || relation_name
           WHEN 'page' THEN concat('page ', page, ' of ', relation_name)
           WHEN 'tuple' THEN concat('row (', page, ',', tuple, ') of ', relation_name)
           WHEN 'transactionid' THEN concat('transaction ', transactionid)
           WHEN 'virtualxid' THEN concat('virtual transaction ', virtualxid)
           WHEN 'advisory' THEN concat('advisory lock ', CASE objsubid
             WHEN 1 THEN (classid::bigint << 32 | objid::bigint)::text
             ELSE concat('(', classid::bigint::bit(32)::int, ', ', objid::bigint::bit(32)::int, ')') END)
           WHEN 'object' THEN concat('object ', objid, ' of ', classid::regclass)
           ELSE locktype END AS object
  FROM place
)
SELECT cardinality(p.path) - 1 AS depth, greatest(p.node, 0) AS pid, greatest(p.path[1], 0) AS root_pid,
       (SELECT string_agg(coalesce('prepared transaction ' || b.gid, e.blocker::text), ', '
                          ORDER BY e.blocker <> p.waiting_for, e.blocker)
        FROM edge AS e LEFT JOIN prepared AS b ON b.node = e.blocker WHERE e.node = p.node) AS waiting_for,
       (SELECT mode FROM all_locks AS l WHERE l.strength = h.strength LIMIT 1) AS held_mode, p.wait_mode,
       concat(d.object,
              CASE WHEN d.locktype = 'transactionid' AND h.node > 0 THEN ' of pid ' || h.node END,
              (SELECT ' for ' || r.object FROM lock AS l JOIN described AS r USING (key)
               WHERE d.locktype = 'transactionid' AND p.waiting_for IS NOT NULL AND l.node = p.node AND l.granted
                 AND l.locktype = 'tuple' LIMIT 1)) AS object,
       clock_timestamp() - p.waitstart AS waited,
       clock_timestamp() - coalesce(s.xact_start, x.prepared) AS transaction_age,
       coalesce(s.usename, x.owner) AS role,
       CASE WHEN x.gid IS NULL THEN s.application_name ELSE 'prepared transaction ' || x.gid END AS application,
       CASE WHEN x.gid IS NULL THEN s.state ELSE 'prepared transaction' END AS state,
       s.query, coalesce(s.datname, x.database) AS database,
       (SELECT array_agg(DISTINCT greatest(blocker, 0)) FROM edge AS e WHERE e.node = p.node) AS blocked_by
FROM placed AS p
  LEFT JOIN described AS d ON d.key = p.key
  LEFT JOIN holder AS h ON h.key = p.key AND h.node = coalesce(p.waiting_for, p.node)
  LEFT JOIN session AS s ON s.pid = p.node
  LEFT JOIN prepared AS x ON x.node = p.node
ORDER BY count(*) OVER (PARTITION BY p.path[1]) DESC, p.path
