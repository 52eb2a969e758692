-- report: regressions
-- title: Regressions
-- description: What got slower within the window and still is, when that began, and what most likely made it so, the
--   costliest first: statements, and where none of them explains it, tables of this database by the blocks a scan needs,
--   databases, or the whole server. The begin is found by how the times shifted, not by a threshold; causes are ranked by
--   what they leave in the numbers.
-- words: regressions, what got slower, why did it get slow, what changed before it got slow, slower than yesterday, slower
--   since the deploy, query became slow, performance regression, plan change, sudden slowdown
-- history: database, 1 day
-- parameter: since interval: how far back the window reaches; null for a day
-- parameter: until timestamptz: the end of the window; null for now
-- column: object text: the statement's queryid, the table, the database, or server
-- column: what text: statement, table, database or server
-- column: shifted_at timestamptz: when it was quick for the last time
-- column: before_ms double precision [ms]: what one execution took before, in the middle of all passes; for a database one
--   transaction; null for a table, whose blocks a scan are in evidence
-- column: after_ms double precision [ms]: what it takes since
-- column: factor double precision: how many times as long
-- column: cause text: what most likely made it slower; null where nothing that is known explains it
-- column: cause_at timestamptz: when that happened; for statistics the last ANALYZE; null where it has no time
-- column: evidence jsonb: the work of one execution before and after (blocks, rows, waits), and all causes with their scores
-- column: confidence real: how far to trust the cause, 0 to 1
-- column: database text: where it runs
-- column: queryid bigint: the number by which the server knows the statement
-- column: query text [sql]: its text, constants masked
-- column: calls bigint [count]: how often it ran since it is slower
-- column: added_ms_per_second double precision [ms]: what that costs: the time that came on top, of each
--   second; null for a table
-- column: window_from timestamptz: the begin of the window, as far as there is history
-- column: window_to timestamptz: the end of what is covered
-- column: window_complete boolean: whether nothing is missing: false if the history has a gap or begins after since
-- needs: read_all_stats
-- query: window 150000-
SELECT r.object, r.what, r.shifted_at, r.before_ms, r.after_ms, r.factor, r.cause, r.cause_at, r.evidence, r.confidence,
       r.database, r.queryid, r.query, r.calls, r.added_ms_per_second, c.window_from, c.window_to, c.window_complete
FROM copilot._regressions(:since, :until) AS r CROSS JOIN copilot._history_cover('database', :since, :until) AS c
ORDER BY r.added_ms_per_second DESC NULLS LAST, r.factor DESC, r.object
