// The resources and their forecasts.
// Words: see capacity.hpp; a day's value is its last one, of connections its highest.
// Each query stands alone: a collector that has nothing makes no other one silent.
#include "trend/capacity.hpp"

#include <algorithm>
#include <string>

#include "base/finding_rows.hpp"
#include "trend/forecast.hpp"
#include "trend/tracked.hpp"

namespace copilot::trend {

namespace {

#define COPILOT_DAYS "statement_timestamp() - interval '100 days', NULL, '1 day'"
#define COPILOT_ARRAYS(value, watched)                                                 \
  "array_agg((extract(epoch FROM least(at + interval '1 day', statement_timestamp()))" \
  " * 1000000)::bigint ORDER BY at) AS times, array_agg(" value                        \
  " ORDER BY at) AS values, "                                                          \
  "array_agg((" watched ")::int ORDER BY at) AS watched"

constexpr const char* filesystems_query =
    "SELECT o.name AS object, " COPILOT_ARRAYS("size - free", "watched")
    ", (array_agg(size ORDER BY at DESC))[1] AS limit_value "
    "FROM (SELECT f.at, f.scope, f.object, f.value AS free, b.value AS size, f.complete AS watched "
    "FROM copilot._series('filesystem', 'free_bytes', " COPILOT_DAYS ") AS f "
    "JOIN copilot._series('filesystem', 'bytes', " COPILOT_DAYS ") AS b USING (at, scope, object)) AS s "
    "JOIN copilot._history_objects('filesystem'::text) AS o USING (scope, object) GROUP BY o.name";

// At 2^31 less 3 million the server stops.
constexpr const char* xid_query =
    "SELECT 'transaction ids' AS object, " COPILOT_ARRAYS("age", "watched")
    ", 2144483648 AS limit_value "
    "FROM (SELECT at, max(value) AS age, bool_or(complete) AS watched "
    "FROM copilot._series('database', 'xid_age', " COPILOT_DAYS ") GROUP BY at) AS s "
    "HAVING count(*) > 0";

constexpr const char* multixact_query =
    "SELECT 'multixacts' AS object, " COPILOT_ARRAYS("age", "watched")
    ", 2144483648 AS limit_value "
    "FROM (SELECT at, max(value) AS age, bool_or(complete) AS watched "
    "FROM copilot._series('database', 'multixact_age', " COPILOT_DAYS ") GROUP BY at) AS s "
    "HAVING count(*) > 0";

// A descending one is turned around, so that all of them rise.
constexpr const char* sequences_query =
    "SELECT object, times, values, watched, limit_value FROM (SELECT CASE WHEN "
    "s.scope = (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) "
    "THEN r.name ELSE quote_ident(d.datname) || '.' || r.name END AS object, "
    COPILOT_ARRAYS("CASE WHEN last_limit < 0 THEN -value ELSE value END", "watched")
    ", (array_agg(abs(last_limit) ORDER BY at DESC))[1] AS limit_value "
    "FROM (SELECT v.at, v.scope, v.object, v.value, l.value AS last_limit, v.complete AS watched "
    "FROM copilot._series('sequence', 'last_value', " COPILOT_DAYS ") AS v "
    "JOIN copilot._series('sequence', 'limit_value', " COPILOT_DAYS ") AS l USING (at, scope, object)) AS s "
    "JOIN pg_database AS d ON d.oid::bigint = s.scope "
    "JOIN copilot._history_relations(NULL::oid) AS r ON r.database = d.oid AND r.relation::bigint = s.object "
    "AND r.gone_at IS NULL GROUP BY s.scope, d.datname, r.name) AS sequence";

// The states' peaks of an hour may not have been at the same time: rather too many than too few.
constexpr const char* connections_query =
    "SELECT 'connections' AS object, " COPILOT_ARRAYS("sessions", "watched")
    ", current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer"
    " - coalesce(current_setting('reserved_connections', true), '0')::integer AS limit_value "
    "FROM (SELECT date_trunc('day', at, 'UTC') AS at, max(sessions) AS sessions, bool_and(watched) AS watched "
    "FROM (SELECT at, sum(value) AS sessions, bool_or(complete) AS watched "
    "FROM copilot._series('connection', 'sessions', statement_timestamp() - interval '100 days', NULL, '1 hour') "
    "GROUP BY at) AS hour GROUP BY 1) AS s HAVING count(*) > 0";

constexpr const char* slots_query =
    "SELECT o.name AS object, " COPILOT_ARRAYS("retained", "watched")
    ", (array_agg(retained + safe ORDER BY at DESC))[1] AS limit_value "
    "FROM (SELECT r.at, r.scope, r.object, r.value AS retained, s.value AS safe, r.complete AS watched "
    "FROM copilot._series('slot', 'retained_bytes', " COPILOT_DAYS ") AS r "
    "JOIN copilot._series('slot', 'safe_bytes', " COPILOT_DAYS ") AS s USING (at, scope, object)) AS s "
    "JOIN copilot._history_objects('slot'::text) AS o USING (scope, object) "
    "JOIN pg_replication_slots AS p ON p.slot_name = o.name GROUP BY o.name";

struct Resource {
  const char* type;
  const char* sql;
};

constexpr Resource resources[] = {{"filesystem", filesystems_query},  {"xid", xid_query},
                                  {"multixact", multixact_query},     {"sequence", sequences_query},
                                  {"connections", connections_query}, {"slot", slots_query}};

struct Judged {
  Tracked what;
  Forecast forecast;
  Reach reach;
};

bool sooner(const Judged& a, const Judged& b) {
  constexpr double never = 1e9;
  return a.reach.expected.value_or(never) < b.reach.expected.value_or(never);
}

void add(base::Rows& rows, const Judged& one) {
  const auto cell = [&](const std::optional<std::string>& text) {
    rows.add(text ? std::optional<std::string_view>(*text) : std::nullopt);
  };
  const auto at = [&](std::optional<double> days) -> std::optional<std::string> {
    if (!days) return std::nullopt;
    return base::timestamp_text(one.what.series.back().at +
                                static_cast<base::Timestamp>(*days * day));
  };
  const bool possible = one.forecast.possible();
  rows.add(one.what.type);
  rows.add(one.what.name);
  rows.add(std::to_string(one.what.series.back().value));
  cell(one.what.limit ? std::optional(std::to_string(*one.what.limit)) : std::nullopt);
  cell(possible ? std::optional(std::to_string(one.forecast.per_day(30))) : std::nullopt);
  for (const auto& days : {one.reach.expected, one.reach.earliest, one.reach.latest})
    cell(days ? std::optional(std::to_string(*days)) : std::nullopt);
  cell(at(one.reach.expected));
  cell(at(one.reach.earliest));
  cell(at(one.reach.latest));
  cell(possible ? std::optional(std::to_string(one.forecast.confidence())) : std::nullopt);
  rows.add(possible ? one.forecast.method() : "not enough history");
  rows.add(std::to_string(one.forecast.days()));
}

}  // namespace

base::Rows capacity(base::Db& db, base::Interrupts& interrupts) {
  constexpr double far = 3650;
  std::vector<Judged> all;
  for (const Resource& resource : resources)
    for (Tracked& one : tracked(db, resource.type, {resource.sql, {}}, interrupts)) {
      interrupts.poll();
      Forecast forecast(daily(one.series));
      Reach reach;
      if (forecast.possible() && one.limit) reach = forecast.reached(*one.limit, far);
      all.push_back({std::move(one), std::move(forecast), reach});
    }
  std::stable_sort(all.begin(), all.end(), sooner);
  base::Rows rows({"resource", "object", "used", "limit_value", "per_day", "days_left",
                   "days_earliest", "days_latest", "reached_at", "earliest_at", "latest_at",
                   "confidence", "method", "history_days"});
  for (const Judged& each : all) add(rows, each);
  return rows;
}

}  // namespace copilot::trend
