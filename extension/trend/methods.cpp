// The methods, and the search for a period.
// Words: see methods.hpp; an increment is the change from one day to the next.
// Each costs so little that thousands of series can be tried with all of them.
#include "trend/methods.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "trend/statistics.hpp"

namespace copilot::trend {

namespace {

using Values = std::span<const double>;

constexpr std::size_t week = 7;

double slope_of(Values values) {
  const auto n = static_cast<double>(values.size());
  const double middle = (n - 1) / 2;
  double covariance = 0, variance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i) - middle;
    covariance += x * values[i];
    variance += x * x;
  }
  return variance == 0 ? 0 : covariance / variance;
}

// One-off loads and purges are in a week each, and the median week is neither.
double median_week(Values values, std::size_t, double days) {
  constexpr std::size_t most = 91;
  if (values.size() > most) values = values.last(most);
  if (values.size() <= week) return slope_of(values) * days;
  std::vector<double> weeks;
  for (std::size_t i = week; i < values.size(); ++i) weeks.push_back(values[i] - values[i - week]);
  return median(weeks) / week * days;
}

double mean_of_periods(Values values, std::size_t period, double days) {
  const std::size_t known = values.size() - 1;
  if (known == 0) return 0;
  std::size_t over = std::min<std::size_t>(known, 91);
  if (period > 0 && known >= period) over = over / period * period;
  return (values.back() - values[known - over]) / static_cast<double>(over) * days;
}

// As it went in the period before, plus what a whole period adds.
double repeated_period(Values values, std::size_t period, double days) {
  const std::size_t known = values.size() - 1;
  if (period == 0 || known < period) return mean_of_periods(values, period, days);
  const double added = mean_of_periods(values, period, static_cast<double>(period));
  const double whole = std::floor(days / static_cast<double>(period));
  const auto rest = static_cast<std::size_t>(days - whole * static_cast<double>(period));
  return whole * added + values[known - period + rest] - values[known - period];
}

// Level and slope that forget: smoothed with the pair of weights that has fitted best so far.
double holt(Values values, std::size_t, double days) {
  constexpr std::array<double, 2> level_weights{0.3, 0.7}, slope_weights{0.1, 0.3};
  double best_error = -1, best_slope = 0, best_level = values.back();
  for (const double a : level_weights)
    for (const double b : slope_weights) {
      double level = values.front();
      double slope = values.size() > week ? (values[week] - values[0]) / week : 0;
      double error = 0;
      for (std::size_t i = 1; i < values.size(); ++i) {
        const double expected = level + slope;
        error += std::abs(values[i] - expected);
        const double next = a * values[i] + (1 - a) * expected;
        slope = b * (next - level) + (1 - b) * slope;
        level = next;
      }
      if (best_error >= 0 && error >= best_error) continue;
      best_error = error;
      best_slope = slope;
      best_level = level;
    }
  return best_level - values.back() + best_slope * days;
}

double last_week(Values values, std::size_t, double days) {
  return slope_of(values.last(std::min(values.size(), week + 1))) * days;
}

// Weeks that grow by more each time: the last days' increment goes on changing as the median pair of
// weeks says.
double rising_weeks(Values values, std::size_t, double days) {
  constexpr std::size_t most = 60;
  if (values.size() > most) values = values.last(most);
  std::vector<double> weeks;  // the newest first
  for (std::size_t end = values.size(); end > week; end -= week)
    weeks.push_back((values[end - 1] - values[end - 1 - week]) / week);
  if (weeks.size() < 3) return last_week(values, 0, days);
  std::vector<double> rises;
  for (std::size_t i = 0; i < weeks.size(); ++i)
    for (std::size_t j = i + 1; j < weeks.size(); ++j)
      rises.push_back((weeks[i] - weeks[j]) / static_cast<double>((j - i) * week));
  const double rise = median(rises);
  std::vector<double> now;  // what each week says of today's increment
  for (std::size_t i = 0; i < weeks.size(); ++i)
    now.push_back(weeks[i] + rise * (static_cast<double>(i * week) + 3.5));
  // It is not followed for longer than it was seen.
  const double followed = std::min(days, static_cast<double>(weeks.size() * week));
  return median(now) * days + rise * followed * (days - followed / 2);
}

// The median slope of pairs; every third day of the last 60 is enough of them.
double median_slope(Values values, std::size_t, double days) {
  constexpr std::size_t most = 60, step = 3;
  if (values.size() > most) values = values.last(most);
  std::vector<double> slopes;
  for (std::size_t i = 0; i < values.size(); i += step)
    for (std::size_t j = i + step; j < values.size(); j += step)
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
  return median(slopes) * days;
}

constexpr Method all[] = {
    {"median week", median_week},
    {"mean of whole periods", mean_of_periods},
    {"repeated period", repeated_period},
    {"median slope", median_slope},
    {"rising weeks", rising_weeks},
    {"Holt", holt},
    {"last week", last_week},
};

// Correlation of the increments with themselves so many days later; neighbouring days may stand in,
// since months differ in length.
double repeats(Values increments, std::size_t lag) {
  if (increments.size() <= lag + week) return 0;
  double middle = 0;
  for (const double each : increments) middle += each / static_cast<double>(increments.size());
  double together = 0, squares = 0;
  for (std::size_t i = 0; i < increments.size(); ++i) {
    const double here = increments[i] - middle;
    squares += here * here;
    if (i >= lag) together += here * (increments[i - lag] - middle);
  }
  if (squares == 0) return 0;
  // Only the pairs that there are can be alike.
  const auto n = static_cast<double>(increments.size());
  return together / squares * n / (n - static_cast<double>(lag));
}

}  // namespace

std::span<const Method> methods() {
  return all;
}

std::size_t period_of(Values values) {
  constexpr double sure = 0.5;
  if (values.size() < 3 * week) return 0;
  std::vector<double> increments;
  for (std::size_t i = 1; i < values.size(); ++i) increments.push_back(values[i] - values[i - 1]);
  std::size_t best = 0;
  double most = sure;
  for (const std::size_t lag : {28, 29, 30, 31}) {
    const double alike = repeats(increments, lag);
    if (alike > most && alike > repeats(increments, lag - 14) + 0.2) {
      best = lag;
      most = alike;
    }
  }
  const double weekly = repeats(increments, week);
  if (weekly > most && weekly > repeats(increments, 4) + 0.2) return week;
  return best;
}

}  // namespace copilot::trend
