-- report: changes
-- title: Changes
-- description: What was changed in the configuration, roles and rights, definitions and extensions of all databases of the cluster, with
--   restarts, upgrades and marks, the newest first. What sessions changed is recorded with its author as it is committed; what nobody told of,
--   such as an edited file, is found by comparing, and is not certain. The text of statements is not kept, and secrets are masked.
-- words: changes, what changed, recent changes, who changed, config changes, setting changes, ddl, schema changes, audit,
--   change history, deployments, last changes, since yesterday, restarts, grants, new roles, dropped, altered
-- history: none, 7 days
-- parameter: since interval: how far back the window reaches; null for seven days
-- parameter: until timestamptz: the end of the window; null for now
-- column: at timestamptz: when it was committed; if not certain, when it was found, some time after it happened
-- column: kind text: config (a setting), ddl (a definition), role (roles, memberships and rights), extension, restart, upgrade or mark
-- column: object text: what was changed: a setting, a table or another object, a role; for a script or a restore, the database
-- column: action text: the command, such as ALTER SYSTEM SET; or what was found, such as edited, not loaded
-- column: before text: what it was before, where that has a meaning; null if it was not there or is not known. ******** if it may be a secret
-- column: after text: what it is now; for ALTER TABLE what was done to it; for a script or a restore, some of its objects
-- column: by_role text: who was logged in; null if nobody told
-- column: application text: what the client called itself
-- column: client text: the address it came from; local for a socket on the server itself
-- column: certain boolean: whether a session told of it, or the server itself; false if it was found by comparing, so that the
--   author and the moment are not known
-- column: database text: where it was done; null if in none
-- column: pieces integer [count]: how many changes the line stands for: all of one pg_restore, or of a session that made more than a hundred, each
--   within ten seconds of the one before; or the objects of one command, with those dropped by CASCADE
-- column: as_role text: the role it was done as, if not by_role: after SET ROLE, or in a SECURITY DEFINER function
-- column: window_from timestamptz: the begin of what is covered; null if nothing was ever recorded
-- column: window_to timestamptz: the end of what is covered
-- column: window_complete boolean: whether nothing is missing: false if recording began after since, or if changes came faster than they could
--   be stored
-- needs: read_all_stats
-- query: window 150000-
WITH stored AS MATERIALIZED (
  SELECT at, kind, object, action, before, after, by_role, application, client, certain, database::text, pieces, as_role, until_at, run
  FROM copilot._history_changes(:since, :until)
), told AS (
  -- What the worker has not stored yet; what it has just stored is in both.
  SELECT at, kind, object, action, before, after, by_role, application, client, true AS certain, database::text, pieces, as_role
  FROM copilot._change_ring() AS r
  WHERE at > :since AND at <= :until AND NOT EXISTS (
    SELECT FROM stored AS s WHERE r.at BETWEEN s.at AND s.until_at AND s.certain
      AND (s.run = r.run OR (s.run IS NULL AND r.run IS NULL AND s.object = r.object)
           OR (s.application = 'pg_restore' AND r.application = 'pg_restore')))
), span AS MATERIALIZED (
  SELECT from_at, to_at FROM copilot._history_span('relation')
)
SELECT c.*, w.*
FROM (SELECT at, kind, object, action, before, after, by_role, application, client, certain, database, pieces, as_role FROM stored
      UNION ALL SELECT * FROM told) AS c
  CROSS JOIN (SELECT greatest(:since, from_at) AS window_from, :until AS window_to,
                     coalesce(from_at <= :since, false) AND NOT EXISTS (SELECT FROM stored WHERE action = 'not recorded') AS window_complete
              FROM span) AS w
ORDER BY at DESC, kind, object, action
