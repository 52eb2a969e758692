-- report: growth
-- title: Growth
-- description: How filesystems, databases or tables grow, and how large they will be, each forecast by the method that
--   would have done best on its own history. With less than 14 days of history there is no forecast.
-- words: growth, forecast, how fast does it grow, when is the disk full, growing tables, fastest growing table, size in
--   three months, capacity planning, storage trend, disk growth, database growth
-- parameter: horizon interval = 90days: how far to look ahead
-- parameter: by text = relation {filesystem|database|relation}: whose growth: of filesystems, of databases, or of this
--   database's tables with their indexes, TOAST and partitions
-- parameter: max_rows integer = 50: how many, what is full first, then the fastest growing first; null for all
-- column: object_type text: filesystem, database or table
-- column: object text: its name; a filesystem by where it is mounted, partitions under their partitioned table
-- column: size_bytes bigint [bytes]: what it takes now; of a filesystem what is used, by whomever
-- column: per_day_bytes double precision [per_day]: growth a day, as forecast over the horizon; below 14 days of history
--   what it was on average; null below 2 days
-- column: low_bytes bigint [bytes]: its size at the horizon if it grows little: one time in ten it is less; null below 14
--   days of history
-- column: expected_bytes bigint [bytes]: its most likely size at the horizon
-- column: high_bytes bigint [bytes]: its size at the horizon if it grows much: one time in ten it is more
-- column: full_on date: when a filesystem is most likely full; null where that is not in sight within ten years, and for
--   what has no limit of its own
-- column: confidence real: how far to trust the forecast, 0 to 1: by how well the method did before, and how long that is
-- column: method text: how it was forecast, and since when, if it grew differently before; or: not enough history
-- column: full_earliest date: one time in ten it is full before this day
-- column: full_latest date: one time in ten it is full only after this day; null: perhaps never
-- column: history_days double precision: how many days of history that stands on
-- column: possible_from timestamptz: where there is not enough history: when there will be
-- needs: read_all_stats
-- query: local 150000-
SELECT object_type, object, size_bytes, per_day_bytes, low_bytes, expected_bytes, high_bytes, full_at::date AS full_on,
       confidence, method, full_earliest::date AS full_earliest, full_latest::date AS full_latest, history_days,
       possible_from
FROM copilot._growth((extract(epoch FROM :horizon) / 86400)::float8, :by)
ORDER BY full_at, per_day_bytes DESC NULLS LAST, size_bytes DESC, object
LIMIT :max_rows
