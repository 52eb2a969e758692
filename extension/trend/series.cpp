// Daily values of a series.
// Words: see series.hpp.
// Days are counted back from the last point and not by the calendar: no time zone matters.
#include "trend/series.hpp"

#include <algorithm>

namespace copilot::trend {

namespace {

double value_at(const Series& series, std::size_t before, base::Timestamp at) {
  const Point& known = series[before];
  if (known.at >= at || before + 1 == series.size()) return known.value;
  const Point& next = series[before + 1];
  const double part = static_cast<double>(at - known.at) / static_cast<double>(next.at - known.at);
  return known.value + part * (next.value - known.value);
}

}  // namespace

std::vector<double> daily(const Series& series) {
  std::vector<double> values;
  if (series.empty()) return values;
  std::size_t before = series.size() - 1;
  for (base::Timestamp at = series.back().at; at >= series.front().at; at -= day) {
    while (series[before].at > at) --before;
    values.push_back(value_at(series, before, at));
  }
  std::reverse(values.begin(), values.end());
  return values;
}

}  // namespace copilot::trend
