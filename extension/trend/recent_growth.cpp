// The week's growth.
// Words: see recent_growth.hpp.
// A report of sizes must not fail because there is no history.
#include "trend/recent_growth.hpp"

#include <utility>

namespace copilot::trend {

namespace {

// Of two days at least; a size an hour old is as good as now's.
#define COPILOT_WEEK(collector)                                                                 \
  "WITH week AS MATERIALIZED (SELECT begin, extract(epoch FROM to_at - begin) / 86400 AS days " \
  "FROM (SELECT greatest(from_at, statement_timestamp() - interval '7 days') AS begin, to_at "  \
  "FROM copilot._history_span('" collector                                                      \
  "'::text)) AS span WHERE to_at - begin >= interval '2 days')"

constexpr const char* databases_query = COPILOT_WEEK("database") R"sql(
SELECT d.datname AS name, (now.bytes - past.bytes) / week.days AS per_day
FROM week CROSS JOIN LATERAL copilot._window('database', begin - interval '1 hour', begin, 0)
       AS past(object bigint, bytes bigint)
  JOIN LATERAL copilot._window('database', statement_timestamp() - interval '1 hour', NULL, 0)
       AS now(object bigint, bytes bigint) ON now.object = past.object
  JOIN pg_database AS d ON d.oid::bigint = now.object
WHERE now.bytes IS NOT NULL AND past.bytes IS NOT NULL
)sql";

// What was not there a week ago has grown from nothing. A partition counts for itself and for its parent.
constexpr const char* relations_query = COPILOT_WEEK("relation") R"sql(
, here AS (
  SELECT oid::bigint FROM pg_database WHERE datname = current_database()
), change AS MATERIALIZED (
  SELECT object, sum(bytes) AS bytes, min(days) AS days
  FROM (SELECT past.object, -past.bytes AS bytes, days
        FROM week, here CROSS JOIN LATERAL copilot._window('relation', begin - interval '1 hour', begin, here.oid)
               AS past(object bigint, bytes bigint)
        UNION ALL
        SELECT now.object, now.bytes, days
        FROM week, here CROSS JOIN LATERAL copilot._window('relation', statement_timestamp() - interval '1 hour', NULL, here.oid)
               AS now(object bigint, bytes bigint)) AS both_ends
  GROUP BY object
), known AS MATERIALIZED (
  SELECT r.relation, r.name, r.table_oid, r.parent_oid, r.kind
  FROM here CROSS JOIN LATERAL copilot._history_relations(here.oid::oid) AS r
  WHERE EXISTS (SELECT FROM week)
), owned AS (
  SELECT r.relation::bigint AS object, coalesce(t2.relation, t1.relation, r.relation) AS top,
         coalesce(t2.parent_oid, t1.parent_oid, r.parent_oid) AS parent
  FROM known AS r LEFT JOIN known AS t1 ON t1.relation = r.table_oid
    LEFT JOIN known AS t2 ON t2.relation = t1.table_oid
)
SELECT k.name, sum(c.bytes) / min(c.days) AS per_day
FROM owned AS o JOIN change AS c ON c.object = o.object JOIN known AS k ON k.relation IN (o.top, o.parent)
GROUP BY k.name
)sql";

}  // namespace

base::Rows recent_growth(base::Db& db, const std::string& by) {
  base::Rows none({"name", "per_day"});
  if (!db.server().local || !db.server().read_all_stats) return none;
  const base::Query query{by == "database" ? databases_query : relations_query, {}};
  base::Outcome outcome = std::move(db.fetch(std::span(&query, 1)).front());
  if (auto* rows = std::get_if<base::Rows>(&outcome)) return std::move(*rows);
  return none;
}

}  // namespace copilot::trend
