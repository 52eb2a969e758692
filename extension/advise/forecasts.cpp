// Reading the forecasts.
// Words: see forecasts.hpp.
// Nothing is judged here.
#include "advise/forecasts.hpp"

#include <algorithm>

#include "advise/history_kept.hpp"
#include "base/joined.hpp"

namespace copilot::advise {

namespace {

// A row without a resource says that there is no history, and whether there will be.
constexpr auto query = base::joined(R"sql(
SELECT c.resource, c.object, c.used, c.limit_value, c.per_day, c.days_left, c.days_latest,
       c.reached_at::date AS reached_at, c.earliest_at::date AS earliest_at, c.latest_at::date AS latest_at,
       c.confidence, c.method, c.history_days, c.stale,
       CASE c.resource WHEN 'xid' THEN current_setting('autovacuum_freeze_max_age')::float8
         WHEN 'multixact' THEN current_setting('autovacuum_multixact_freeze_max_age')::float8 END AS emptied_at,
       )sql",
                                    history_is_kept, R"sql( AS kept
FROM (SELECT 1) AS one LEFT JOIN copilot._capacity() AS c ON true
)sql");
constexpr base::EvidenceVariant variants[] = {{150000, query.text}};

}  // namespace

const base::EvidenceQuery capacity_query{"capacity", &base::Server::read_all_stats,
                                         "pg_read_all_stats", variants, true};

ResourceForecast::ResourceForecast(const base::Rows::Row& row)
    : resource(row.text("resource")),
      object(row.text("object")),
      used(row.real("used").value_or(0)),
      emptied_at(row.real("emptied_at").value_or(0)),
      limit(row.real("limit_value")),
      per_day(row.real("per_day")),
      days_left(row.real("days_left")),
      days_latest(row.real("days_latest")),
      reached_at(row.text("reached_at")),
      earliest_at(row.text("earliest_at")),
      latest_at(row.text("latest_at")),
      confidence(row.real("confidence").value_or(0)),
      method(row.text("method")),
      history_days(row.real("history_days").value_or(0)),
      stale(row.boolean("stale")) {}

std::variant<std::vector<ResourceForecast>, base::Verdict> forecasts_of(const base::Case& given) {
  constexpr double needed_days = 14, day = 86400;
  if (!given.server.local)
    return base::Verdict::not_applicable("No history is kept of this server");
  if (const base::Failure* failure = given.evidence.failure(capacity_query))
    return base::Verdict::unknown(failure->message, failure->hint);
  const base::Rows& rows = given.evidence[capacity_query];
  std::vector<ResourceForecast> all;
  bool kept = false, stale = false, recent = false;
  double longest = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    kept = rows[i].boolean("kept");
    if (rows[i].null("resource")) continue;
    all.emplace_back(rows[i]);
    stale = stale || all.back().stale;
    if (all.back().stale) continue;
    recent = true;
    longest = std::max(longest, all.back().history_days);
  }
  if (stale && !recent) return no_recent_history();
  if (!kept && all.empty()) return no_history_kept();
  if (longest < needed_days)
    return base::Verdict::too_early("A forecast needs 14 days of history",
                                    (needed_days - longest) * day);
  return all;
}

}  // namespace copilot::advise
