// Retention: what is let go.
// Words: the live bytes are those of rows that are there; the files may be larger, until VACUUM frees or reuses their space.
// It must not delete what no coarser level has yet, unless it is older than all that is kept.
#include "collect/levels.hpp"

#include <string>

#include "base/text_array.hpp"
#include "collect/collector.hpp"
#include "pg/history/chunks.hpp"
#include "pg/settings.hpp"

namespace copilot::pg {

namespace {

constexpr const char* by_age = R"sql(
DELETE FROM copilot.history_chunks AS old USING unnest($1::text[]) AS c(collector)
WHERE old.collector = c.collector AND old.level = $2::smallint
  AND old.to_at <= timestamptz '2000-01-01 00:00:00+00' + $3::bigint * interval '1 microsecond'
  AND (old.to_at <= timestamptz '2000-01-01 00:00:00+00' + $4::bigint * interval '1 microsecond'
       OR old.to_at <= (SELECT max(coarser.to_at) FROM copilot.history_chunks AS coarser
                        WHERE coarser.collector = c.collector AND coarser.level = $2::smallint + 1
                          AND coarser.to_at <= now()))
)sql";

// A row takes its data, its other columns, and its entry in the index.
constexpr const char* by_size = R"sql(
DELETE FROM copilot.history_chunks AS old USING (
  SELECT collector, level, to_at, sum(bytes) OVER (ORDER BY merged DESC, level, to_at, collector) - bytes AS before,
         sum(bytes) OVER () AS total, merged
  FROM (
    SELECT collector, level, to_at, pg_column_size(data) + 150 AS bytes,
           level = 3 OR to_at <= (SELECT max(coarser.to_at) FROM copilot.history_chunks AS coarser
                                  WHERE coarser.collector = c.collector AND coarser.level = c.level + 1) IS TRUE AS merged
    FROM copilot.history_chunks AS c) AS sized) AS sized
WHERE old.collector = sized.collector AND old.level = sized.level AND old.to_at = sized.to_at
  AND sized.merged AND sized.before < sized.total - $1::bigint
)sql";

}  // namespace

void retain(base::Db& db, Store& store, std::int64_t now) {
  const std::int64_t retention = std::int64_t{retention_minutes()} * collect::minute_us;
  std::vector<std::string> names;
  for (const collect::Collector& each : collect::collectors()) names.emplace_back(each.name);
  const std::string collectors = base::format_text_array(names);
  for (int level = 0; level < collect::levels; ++level)
    store.execute(by_age, {collectors, std::to_string(level),
                           std::to_string(collect::expired(level, now, retention)),
                           std::to_string(now - retention)});
  store.execute(
      "DELETE FROM copilot.history_changes WHERE at <= timestamptz '2000-01-01 00:00:00+00' + "
      "$1::bigint * interval '1 microsecond'",
      {std::to_string(now - retention)});

  const std::int64_t limit = std::int64_t{retention_size_mb()} << 20;
  const base::Rows size =
      db.query({"SELECT pg_total_relation_size('copilot.history_chunks') AS bytes", {}});
  // A fifth stays free for what dead rows take until they are vacuumed.
  if (size[0].integer("bytes").value_or(0) > limit)
    store.execute(by_size, {std::to_string(limit / 5 * 4)});
}

}  // namespace copilot::pg
