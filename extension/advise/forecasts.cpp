// Reading the forecasts.
// Words: see forecasts.hpp.
// Nothing is judged here.
#include "advise/forecasts.hpp"

#include <algorithm>

namespace copilot::advise {

namespace {

// A row without a resource says that there is no history, and whether there will be.
constexpr base::EvidenceVariant variants[] = {{150000, R"sql(
SELECT c.resource, c.object, c.used, c.limit_value, c.per_day, c.days_left, c.days_earliest, c.days_latest,
       c.reached_at::date AS reached_at, c.earliest_at::date AS earliest_at, c.latest_at::date AS latest_at,
       c.confidence, c.method, c.history_days,
       coalesce((SELECT setting ~ '\mcopilot\M' FROM pg_settings WHERE name = 'shared_preload_libraries'), true)
         AND current_setting('copilot.enabled', true) = 'on' AS kept
FROM (SELECT 1) AS one LEFT JOIN copilot._capacity() AS c ON true
)sql"}};

std::optional<double> optional_real(const base::Rows::Row& row, std::string_view column) {
  return row.real(column);
}

}  // namespace

const base::EvidenceQuery capacity_query{"capacity", &base::Server::read_all_stats,
                                         "pg_read_all_stats", variants, true};

ResourceForecast::ResourceForecast(const base::Rows::Row& row)
    : resource(row.text("resource")),
      object(row.text("object")),
      used(row.real("used").value_or(0)),
      limit(optional_real(row, "limit_value")),
      per_day(optional_real(row, "per_day")),
      days_left(optional_real(row, "days_left")),
      days_earliest(optional_real(row, "days_earliest")),
      days_latest(optional_real(row, "days_latest")),
      reached_at(row.text("reached_at")),
      earliest_at(row.text("earliest_at")),
      latest_at(row.text("latest_at")),
      confidence(row.real("confidence").value_or(0)),
      method(row.text("method")),
      history_days(row.real("history_days").value_or(0)) {}

std::variant<std::vector<ResourceForecast>, base::Verdict> forecasts_of(const base::Case& given) {
  constexpr double needed_days = 14, day = 86400;
  if (!given.server.local)
    return base::Verdict::not_applicable("No history is kept of this server");
  if (const base::Failure* failure = given.evidence.failure(capacity_query))
    return base::Verdict::unknown(failure->message, failure->hint);
  const base::Rows& rows = given.evidence[capacity_query];
  std::vector<ResourceForecast> all;
  bool kept = false;
  double longest = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    kept = rows[i].boolean("kept");
    if (rows[i].null("resource")) continue;
    all.emplace_back(rows[i]);
    longest = std::max(longest, all.back().history_days);
  }
  if (!kept && all.empty())
    return base::Verdict::unknown(
        "copilot keeps no history here",
        "Add copilot to shared_preload_libraries, restart, and leave copilot.enabled on.");
  if (longest < needed_days)
    return base::Verdict::too_early("A forecast needs 14 days of history",
                                    (needed_days - longest) * day);
  return all;
}

}  // namespace copilot::advise
