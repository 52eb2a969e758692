// Forecasts: what the history says of resources that are used up one day, for the rules of capacity.
// Words: see trend/capacity.hpp; days are counted from now.
// A forecast of less than 14 days of history does not exist.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/rule.hpp"

namespace copilot::advise {

extern const base::EvidenceQuery capacity_query;

struct ResourceForecast {
  std::string resource, object;
  double used;
  double emptied_at;  // here the server begins to empty it by itself; 0: it never does
  std::optional<double> limit, per_day, days_left, days_latest;
  std::string reached_at, earliest_at, latest_at;  // dates, empty: not in sight
  double confidence;
  std::string method;
  double history_days;
  bool stale;  // not seen for days: nothing is forecast

  explicit ResourceForecast(const base::Rows::Row& row);
};

// All forecasts, what is used up first coming first; or why there are none.
std::variant<std::vector<ResourceForecast>, base::Verdict> forecasts_of(const base::Case& given);

}  // namespace copilot::advise
