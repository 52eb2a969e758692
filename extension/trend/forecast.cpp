// The choice of a method by rolling origins, and bands by bootstrap.
// Words: see forecast.hpp and methods.hpp; an origin is a day of the past from which a method has to
// forecast days that are known.
// Everything is seeded by the length of the series: the same history gives the same forecast.
#include "trend/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "trend/change_point.hpp"
#include "trend/methods.hpp"
#include "trend/statistics.hpp"

namespace copilot::trend {

namespace {

constexpr std::size_t week = 7;
constexpr std::size_t rounds = 200;  // of the bootstrap

// The last day from which on the daily increments are of another size: not one of few wild days.
std::size_t restart_of(std::span<const double> daily) {
  std::vector<double> increments;
  for (std::size_t i = 1; i < daily.size(); ++i) increments.push_back(daily[i] - daily[i - 1]);
  ShiftTest test;
  test.least = 10;
  test.noises = 2;
  test.certainty = 0.99;
  test.seasons = {week};
  const std::vector<Shift> found = shifts(increments, test);
  return found.empty() ? 0 : found.back().at;
}

struct Backtest {
  std::vector<double> errors;  // what came less what was said, a day, one for each origin
  double mean = 0;             // of their sizes, the recent ones counting more
};

Backtest backtest(const Method& method, std::span<const double> values, std::size_t period) {
  Backtest result;
  const std::size_t last = values.size() - 1;
  const std::size_t horizon = std::clamp<std::size_t>(last / 3, 3, 30);
  const std::size_t first = std::min<std::size_t>(13, last / 3);
  constexpr std::size_t origins = 24;
  const std::size_t step = std::max<std::size_t>(1, (last - horizon - first) / origins);
  double weights = 0;
  for (std::size_t origin = last - horizon;; origin -= step) {
    const auto known = values.first(origin + 1);
    double sizes = 0, signed_error = 0;
    for (const std::size_t ahead : {horizon / 2, horizon}) {
      const double came = values[origin + ahead] - values[origin];
      const double error = (came - method.change(known, period, static_cast<double>(ahead))) /
                           static_cast<double>(ahead);
      sizes += std::abs(error) / 2;
      signed_error = error;
    }
    result.errors.push_back(signed_error);
    const double weight = std::exp2(-static_cast<double>(last - horizon - origin) / 20);
    result.mean += weight * sizes;
    weights += weight;
    if (origin < first + step) break;
  }
  result.mean /= weights;
  return result;
}

}  // namespace

Forecast::Forecast(std::vector<double> daily) : daily_(std::move(daily)) {
  if (days() < days_needed) return;
  const std::size_t from = restart_of(daily_);
  if (from > 0) restart_ = daily_.size() - 1 - from;
  recent_.assign(daily_.begin() + static_cast<std::ptrdiff_t>(from), daily_.end());
  choose(recent_);
}

void Forecast::choose(std::span<const double> values) {
  period_ = period_of(values);
  double least = -1;
  std::size_t at = 0;
  for (const Method& method : methods()) {
    Backtest test = backtest(method, values, period_);
    // Only a clear lead takes the place of an earlier, more robust method.
    if (least < 0 || test.mean < 0.9 * least) {
      least = test.mean;
      chosen_ = at;
      slope_errors_ = std::move(test.errors);
    }
    ++at;
  }
  method_ = methods()[chosen_].name;
  std::vector<double> weeks;
  for (std::size_t i = week; i < values.size(); ++i) weeks.push_back(values[i] - values[i - week]);
  const double middle = median(weeks);
  for (const double each : weeks) weekly_noise_.push_back(each - middle);
  double moved = 0;
  for (std::size_t i = 1; i < values.size(); ++i) moved += std::abs(values[i] - values[i - 1]);
  moved /= static_cast<double>(values.size() - 1);
  const double accuracy = moved == 0 ? 1 : moved / (moved + least);
  const double length = std::min(1.0, static_cast<double>(values.size()) / 42);
  confidence_ = std::clamp(0.2 + 0.75 * accuracy * std::sqrt(length), 0.1, 0.95);
}

double Forecast::expected(double days) const {
  return recent_.back() + methods()[chosen_].change(recent_, period_, days);
}

double Forecast::per_day(double horizon) const {
  return (expected(horizon) - recent_.back()) / horizon;
}

Forecast::Paths Forecast::paths(double days) const {
  const auto weeks = static_cast<std::size_t>(std::ceil(days / week));
  Random random(recent_.size());
  Paths all(rounds);
  for (std::vector<double>& path : all) {
    const double slope = slope_errors_[random.below(slope_errors_.size())];
    double noise = 0;
    for (std::size_t i = 1; i <= weeks; ++i) {
      noise += weekly_noise_[random.below(weekly_noise_.size())];
      path.push_back(slope * static_cast<double>(i * week) + noise);
    }
  }
  return all;
}

Band Forecast::in(double days) const {
  std::vector<double> off;
  const double part = days / (std::ceil(days / week) * week);
  for (const std::vector<double>& path : paths(days)) off.push_back(path.back() * part);
  const double likely = expected(days);
  // A method that was always off to one side may be so again, or not.
  const double bias = quantile(off, 0.5);
  const double below = quantile(off, 0.1), above = quantile(off, 0.9);
  return {std::max(0.0, likely + std::min({0.0, below, below - bias})), std::max(0.0, likely),
          std::max(0.0, likely + std::max({0.0, above, above - bias}))};
}

// Week against week, so that neither the days of a week nor a purge count.
bool Forecast::rises() const {
  constexpr double mostly = 0.7;
  double up = 0, all = 0;
  for (std::size_t i = week; i < recent_.size(); ++i, ++all) up += recent_[i] > recent_[i - week];
  return up >= mostly * all;
}

Reach Forecast::reached(double limit, double within_days) const {
  if (last() >= limit) return {0, 0, 0};
  if (!rises()) return {};
  const Paths all = paths(within_days);
  std::vector<double> line;
  for (std::size_t i = 0; i < all.front().size(); ++i)
    line.push_back(expected(static_cast<double>((i + 1) * week)));
  const auto crossing = [&](const auto& value_in_week) -> std::optional<double> {
    double before = last();
    for (std::size_t i = 0; i < line.size(); ++i) {
      const double value = value_in_week(i);
      if (value >= limit)
        return week * (static_cast<double>(i) + (limit - before) / (value - before));
      before = std::min(value, limit);
    }
    return std::nullopt;
  };
  constexpr double never = 1e12;
  std::vector<double> when;
  for (const std::vector<double>& path : all)
    when.push_back(crossing([&](std::size_t i) { return line[i] + path[i]; }).value_or(never));
  const auto known = [&](double days) {
    return days <= within_days ? std::optional(days) : std::nullopt;
  };
  std::sort(when.begin(), when.end());
  Reach reach{known(when[rounds / 10]), crossing([&](std::size_t i) { return line[i]; }),
              known(when[rounds - rounds / 10 - 1])};
  if (reach.expected && *reach.expected > within_days) reach.expected.reset();
  if (reach.expected) {
    reach.earliest = std::min(reach.earliest.value_or(*reach.expected), *reach.expected);
    if (reach.latest) reach.latest = std::max(*reach.latest, *reach.expected);
  }
  return reach;
}

}  // namespace copilot::trend
