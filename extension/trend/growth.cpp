// Growth, object by object.
// Words: see growth.hpp.
// A table's bytes are those of itself, its indexes, its TOAST and all its partitions, also of those
// that were dropped since.
#include "trend/growth.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/clock.hpp"
#include "trend/forecast.hpp"
#include "trend/tracked.hpp"

namespace copilot::trend {

namespace {

constexpr const char* databases_query = R"sql(
SELECT d.datname AS object, array_agg((extract(epoch FROM least(s.at + interval '1 day', statement_timestamp())) * 1000000)::bigint ORDER BY s.at) AS times,
       array_agg(s.value ORDER BY s.at) AS values, array_agg(s.complete::int ORDER BY s.at) AS watched
FROM copilot._series('database', 'bytes', statement_timestamp() - interval '100 days', NULL, '1 day') AS s
  JOIN pg_database AS d ON d.oid::bigint = s.object
GROUP BY d.datname
)sql";

constexpr const char* relations_query = R"sql(
WITH known AS MATERIALIZED (
  SELECT relation, name, table_oid, parent_oid
  FROM copilot._history_relations((SELECT oid FROM pg_database WHERE datname = current_database()))
  WHERE NOT is_system
), placed AS (
  SELECT r.relation::bigint AS object,
         coalesce(t2.parent_oid, t2.relation, t1.parent_oid, t1.relation, r.parent_oid, r.relation) AS top
  FROM known AS r LEFT JOIN known AS t1 ON t1.relation = r.table_oid
    LEFT JOIN known AS t2 ON t2.relation = t1.table_oid
), summed AS (
  SELECT p.top, s.at, sum(s.value) AS bytes, bool_or(s.complete) AS watched
  FROM copilot._series('relation', 'bytes', statement_timestamp() - interval '100 days', NULL, '1 day',
         (SELECT oid::bigint FROM pg_database WHERE datname = current_database())) AS s
    JOIN placed AS p ON p.object = s.object
  GROUP BY p.top, s.at
)
SELECT k.name AS object, array_agg((extract(epoch FROM least(s.at + interval '1 day', statement_timestamp())) * 1000000)::bigint ORDER BY s.at) AS times,
       array_agg(s.bytes ORDER BY s.at) AS values, array_agg(s.watched::int ORDER BY s.at) AS watched
FROM summed AS s JOIN known AS k ON k.relation = s.top JOIN pg_class AS c ON c.oid = s.top
GROUP BY k.name
)sql";

constexpr const char* span_query = "SELECT to_at FROM copilot._history_span($1::text)";

struct By {
  const char* name;
  const char* type;  // of its objects
  const char* sql;
};

constexpr By kinds[] = {{"filesystem", "filesystem", filesystems_query},
                        {"database", "database", databases_query},
                        {"relation", "table", relations_query}};

const By& kind_of(const std::string& by) {
  for (const By& each : kinds)
    if (by == each.name) return each;
  throw base::UserError{base::sqlstate::invalid_parameter_value,
                        "\"" + by + "\" is not a value of by", "",
                        "Allowed are filesystem, database, relation."};
}

std::string whole(double value) {
  return std::to_string(std::llround(std::clamp(value, -9.2e18, 9.2e18)));
}

std::optional<double> rate(const Forecast& forecast, const std::vector<double>& values,
                           double horizon_days) {
  constexpr std::size_t least = 2;  // days
  if (forecast.possible()) return forecast.per_day(horizon_days);
  if (values.size() <= least) return std::nullopt;
  return (values.back() - values.front()) / static_cast<double>(values.size() - 1);
}

void add(base::Rows& rows, const Tracked& one, double horizon_days) {
  const std::vector<double> values = daily(one.series);
  const Forecast forecast(values);
  const base::Timestamp end = one.series.back().at;
  const auto at = [&](std::optional<double> days) -> std::optional<std::string> {
    if (!days) return std::nullopt;
    return base::timestamp_text(end + static_cast<base::Timestamp>(*days * day));
  };
  const std::optional<double> per_day = rate(forecast, values, horizon_days);
  rows.add(one.type);
  rows.add(one.name);
  rows.add(whole(one.series.back().value));
  rows.add(per_day ? std::optional(std::to_string(*per_day)) : std::nullopt);
  if (forecast.possible()) {
    const Band band = forecast.in(horizon_days);
    for (const double each : {band.low, band.expected, band.high}) rows.add(whole(each));
    constexpr double far = 3650;
    const Reach reach = one.limit ? forecast.reached(*one.limit, far) : Reach{};
    rows.add(at(reach.expected));
    rows.add(at(reach.earliest));
    rows.add(at(reach.latest));
    rows.add(std::to_string(forecast.confidence()));
    rows.add(forecast.restart() ? std::string(forecast.method()) + ", since it changed " +
                                      std::to_string(*forecast.restart()) + " days ago"
                                : std::string(forecast.method()));
    rows.add(std::nullopt);
  } else {
    for (int i = 0; i < 7; ++i) rows.add(std::nullopt);
    rows.add("not enough history");
    rows.add(at(days_needed - forecast.days()));
  }
  rows.add(std::to_string(forecast.days()));
}

}  // namespace

base::Rows growth(base::Db& db, const std::string& by, double horizon_days,
                  base::Interrupts& interrupts) {
  if (!(horizon_days >= 1 && horizon_days <= 3650))
    throw base::UserError{base::sqlstate::invalid_parameter_value,
                          "horizon must be between a day and ten years", "",
                          "Give how far to look ahead, such as horizon => '90 days'."};
  const By& kind = kind_of(by);
  base::Rows rows({"object_type", "object", "size_bytes", "per_day_bytes", "low_bytes",
                   "expected_bytes", "high_bytes", "full_at", "full_earliest", "full_latest",
                   "confidence", "method", "possible_from", "history_days"});
  const base::Rows span = db.query({span_query, {by}});
  if (span.empty() || span[0].null("to_at"))
    throw base::UserError{base::sqlstate::not_in_prerequisite_state, "there is no history yet", "",
                          "The view copilot.collector_status says how the worker fares; "
                          "copilot.collect_now() makes a pass at once."};
  for (const Tracked& one : tracked(db, kind.type, {kind.sql, {}}, interrupts)) {
    interrupts.poll();
    add(rows, one, horizon_days);
  }
  return rows;
}

}  // namespace copilot::trend
