// The resources and their forecasts.
// Words: see capacity.hpp; a day's value is its last one, of connections its highest.
// Each query stands alone: a collector that has nothing makes no other one silent.
#include "trend/capacity.hpp"

#include <algorithm>
#include <string>

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

// Of all databases and states: the peaks of each were not at the same time.
constexpr const char* connections_query =
    "SELECT 'connections' AS object, " COPILOT_ARRAYS("sessions", "watched")
    ", current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer"
    " - coalesce(current_setting('reserved_connections', true), '0')::integer AS limit_value "
    "FROM (SELECT d.at, d.value AS sessions, d.complete AS watched "
    "FROM copilot._history_objects('connection'::text) AS o "
    "CROSS JOIN LATERAL copilot._series('connection', 'sessions', " COPILOT_DAYS ", o.scope, o.object) AS d "
    "WHERE o.scope = 0 AND o.name = 'all') AS s HAVING count(*) > 0";

constexpr const char* slots_query =
    "SELECT o.name AS object, " COPILOT_ARRAYS("retained", "watched")
    ", (array_agg(retained + safe ORDER BY at DESC))[1] AS limit_value "
    "FROM (SELECT r.at, r.scope, r.object, r.value AS retained, s.value AS safe, r.complete AS watched "
    "FROM copilot._series('slot', 'retained_bytes', " COPILOT_DAYS ") AS r "
    "JOIN copilot._series('slot', 'safe_bytes', " COPILOT_DAYS ") AS s USING (at, scope, object)) AS s "
    "JOIN copilot._history_objects('slot'::text) AS o USING (scope, object) "
    "JOIN pg_replication_slots AS p ON p.slot_name = o.name GROUP BY o.name";

std::optional<std::string> number(std::optional<double> value) {
  return value ? std::optional(std::to_string(*value)) : std::nullopt;
}

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
  bool stale;
  Reach reach;  // from now
};

// A forecast counts from the end of its series.
Reach from_now(Reach reach, base::Timestamp end, base::Timestamp now) {
  const double since = std::max(0.0, static_cast<double>(now - end) / static_cast<double>(day));
  for (std::optional<double>* days : {&reach.earliest, &reach.expected, &reach.latest})
    if (*days) *days = std::max(0.0, **days - since);
  return reach;
}

bool sooner(const Judged& a, const Judged& b) {
  constexpr double never = 1e9;
  return a.reach.expected.value_or(never) < b.reach.expected.value_or(never);
}

void add(base::Rows& rows, const Judged& one, base::Timestamp now) {
  const auto at = [&](std::optional<double> days) -> std::optional<std::string> {
    if (!days) return std::nullopt;
    return base::timestamp_text(now + static_cast<base::Timestamp>(*days * day));
  };
  const bool possible = one.forecast.possible() && !one.stale;
  rows.add(one.what.type);
  rows.add(one.what.name);
  rows.add(std::to_string(one.what.series.back().value));
  rows.add(number(one.what.limit));
  rows.add(possible ? number(one.forecast.per_day(30)) : std::nullopt);
  rows.add(number(one.reach.expected));
  rows.add(number(one.reach.latest));
  rows.add(at(one.reach.expected));
  rows.add(at(one.reach.earliest));
  rows.add(at(one.reach.latest));
  rows.add(possible ? number(one.forecast.confidence()) : std::nullopt);
  rows.add(one.stale  ? "not seen for days"
           : possible ? one.forecast.method()
                      : "not enough history");
  rows.add(std::to_string(one.forecast.days()));
  rows.add(one.stale ? "t" : "f");
}

}  // namespace

base::Rows capacity(base::Db& db, const base::Clock& clock, base::Interrupts& interrupts) {
  constexpr double far = 3650;
  constexpr base::Timestamp fresh = 2 * day;
  const base::Timestamp now = clock.now();
  std::vector<Judged> all;
  for (const Resource& resource : resources)
    for (Tracked& one : tracked(db, resource.type, {resource.sql, {}}, interrupts)) {
      interrupts.poll();
      Forecast forecast(daily(one.series));
      const base::Timestamp end = one.series.back().at;
      const bool stale = now - end > fresh;
      Reach reach;
      if (!stale && forecast.possible() && one.limit)
        reach = from_now(forecast.reached(*one.limit, far), end, now);
      all.push_back({std::move(one), std::move(forecast), stale, reach});
    }
  std::stable_sort(all.begin(), all.end(), sooner);
  base::Rows rows({"resource", "object", "used", "limit_value", "per_day", "days_left",
                   "days_latest", "reached_at", "earliest_at", "latest_at", "confidence", "method",
                   "history_days", "stale"});
  for (const Judged& each : all) add(rows, each, now);
  return rows;
}

}  // namespace copilot::trend
