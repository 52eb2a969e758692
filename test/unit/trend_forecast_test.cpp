// Forecasts of series whose future is known, and of those that have none.
// Words: an error is counted in days of typical growth, so that all kinds weigh the same.
// No server, no clock; every seed stands in the test.
#include <doctest/doctest.h>

#include <map>

#include "series_fakes.hpp"
#include "trend/forecast.hpp"
#include "trend/methods.hpp"
#include "trend/series.hpp"

using namespace copilot;
using namespace copilot::trend;

namespace {

constexpr int history = 60, horizon = 30, series_of_a_kind = 120;

struct Tally {
  std::map<std::string, double> by_method;  // median errors
  double chosen = 0;
  double covered = 0;
};

Tally run(const test::GrowthKind& kind) {
  std::map<std::string, std::vector<double>> errors;
  std::vector<double> chosen;
  int covered = 0;
  for (int i = 0; i < series_of_a_kind; ++i) {
    const auto series = test::grow(kind, 7919u * i + 17, history, horizon);
    const std::size_t period = period_of(series.past);
    for (const Method& method : methods())
      errors[method.name].push_back(std::abs(series.past.back() +
                                             method.change(series.past, period, horizon) -
                                             series.truth) /
                                    series.step);
    const Forecast forecast(series.past);
    REQUIRE(forecast.possible());
    const Band band = forecast.in(horizon);
    CHECK(band.low <= band.expected);
    CHECK(band.expected <= band.high);
    chosen.push_back(std::abs(band.expected - series.truth) / series.step);
    covered += band.low <= series.truth && series.truth <= band.high;
  }
  Tally tally;
  for (auto& [method, all] : errors) tally.by_method[method] = median(all);
  tally.chosen = median(chosen);
  tally.covered = static_cast<double>(covered) / series_of_a_kind;
  return tally;
}

std::vector<double> line(std::size_t days, double start, double step) {
  std::vector<double> values;
  for (std::size_t i = 0; i < days; ++i) values.push_back(start + step * static_cast<double>(i));
  return values;
}

}  // namespace

TEST_CASE("the chosen method does better than any single one, over the traps of growth") {
  const std::map<std::string, double> most{
      {"linear", 3},    {"week", 2},          {"bulk load", 3},     {"purge", 4},
      {"shrinking", 3}, {"acceleration", 45}, {"regime change", 9}, {"monthly partition drop", 6}};
  std::map<std::string, double> sums;
  double sum = 0, covered = 0;
  for (const test::GrowthKind& kind : test::growth_kinds()) {
    const Tally tally = run(kind);
    CAPTURE(kind.name);
    CHECK(tally.chosen <= most.at(kind.name));
    if (kind.name != "acceleration") CHECK(tally.covered >= 0.6);
    MESSAGE(kind.name << ": " << tally.chosen << " days off, " << tally.covered << " in the band");
    for (const auto& [method, error] : tally.by_method) sums[method] += error;
    sum += tally.chosen;
    covered += tally.covered;
  }
  for (const auto& [method, error] : sums) {
    CAPTURE(method);
    CHECK(sum < 0.7 * error);
  }
  CHECK(covered / static_cast<double>(test::growth_kinds().size()) >= 0.7);
}

TEST_CASE("a line goes on as a line, and says when it gets there") {
  const Forecast forecast(line(40, 100, 2));
  REQUIRE(forecast.possible());
  const Band band = forecast.in(90);
  CHECK(band.expected == doctest::Approx(178 + 180));
  CHECK(band.low == doctest::Approx(band.high));
  CHECK(forecast.per_day(90) == doctest::Approx(2));
  const Reach reach = forecast.reached(278, 365);
  CHECK(reach.expected.value() == doctest::Approx(50));
  CHECK(reach.earliest.value() == doctest::Approx(50));
  CHECK(reach.latest.value() == doctest::Approx(50));
  CHECK(forecast.confidence() > 0.8);
}

TEST_CASE("what does not grow is never full; what is full is full now") {
  CHECK_FALSE(Forecast(line(40, 100, 0)).reached(200, 3650).expected);
  CHECK_FALSE(Forecast(line(40, 1000, -5)).reached(2000, 3650).expected);
  CHECK_FALSE(Forecast(line(40, 100, 1)).reached(1e9, 3650).expected);
  CHECK(Forecast(line(40, 100, 1)).reached(120, 3650).expected.value() == 0);
  CHECK(Forecast(line(40, 1000, -20)).in(90).expected == 0);
}

TEST_CASE("below 14 days nothing is forecast") {
  CHECK_FALSE(Forecast({}).possible());
  CHECK_FALSE(Forecast({5}).possible());
  CHECK_FALSE(Forecast(line(14, 100, 1)).possible());
  CHECK(Forecast(line(15, 100, 1)).possible());
}

TEST_CASE("after a change of regime only what came since counts") {
  std::vector<double> values = line(40, 1000, 1);
  for (int i = 0; i < 20; ++i) values.push_back(values.back() + 10);
  const Forecast forecast(values);
  REQUIRE(forecast.restart().has_value());
  CHECK(*forecast.restart() >= 18);
  CHECK(*forecast.restart() <= 21);
  CHECK(forecast.per_day(30) == doctest::Approx(10));
}

TEST_CASE("one load of many days' growth moves neither the rate nor the date") {
  std::vector<double> values = line(60, 1000, 1);
  for (std::size_t i = 55; i < values.size(); ++i) values[i] += 500;
  const Forecast forecast(values);
  CHECK_FALSE(forecast.restart());
  CHECK(forecast.per_day(30) == doctest::Approx(1));
}

TEST_CASE("huge and tiny values keep their precision") {
  const Forecast huge(line(30, 9e18, 1e15));
  CHECK(huge.per_day(30) == doctest::Approx(1e15));
  const Forecast tiny(line(30, 0, 1e-9));
  CHECK(tiny.per_day(30) == doctest::Approx(1e-9));
}

TEST_CASE("the same history gives the same forecast") {
  const auto series = test::grow(test::growth_kinds().front(), 42, history, horizon);
  const Band one = Forecast(series.past).in(45), other = Forecast(series.past).in(45);
  CHECK(one.low == other.low);
  CHECK(one.high == other.high);
}

TEST_CASE("a period is found where there is one, and only there") {
  std::vector<double> weekly{0}, monthly{0}, noisy{0};
  test::Random random(3);
  for (int i = 1; i < 70; ++i) {
    weekly.push_back(weekly.back() + (i % 7 < 5 ? 10 : 0) + random.normal());
    monthly.push_back(monthly.back() + (i % 30 == 0 ? -200 : 10) + random.normal());
    noisy.push_back(noisy.back() + 10 + 5 * random.normal());
  }
  CHECK(period_of(weekly) == 7);
  CHECK(period_of(monthly) == 30);
  CHECK(period_of(noisy) == 0);
  CHECK(period_of(line(60, 0, 1)) == 0);
}

TEST_CASE("daily values are counted back from the last point; gaps are straight lines") {
  const base::Timestamp end = 100 * day + 7 * 3600 * second;
  Series series;
  for (int i = 10; i >= 0; --i)
    if (i < 3 || i > 6) series.push_back({end - i * day, 100.0 - 10 * i});
  CHECK(daily(series) == line(11, 0, 10));
  // More often than daily: what it was a whole number of days ago.
  series.clear();
  for (int i = 0; i <= 48; ++i) series.push_back({i * 3600 * second, static_cast<double>(i)});
  CHECK(daily(series) == std::vector<double>{0, 24, 48});
  // The last one at noon, the others at midnight.
  CHECK(daily({{0, 0}, {day, 10}, {2 * day, 20}, {2 * day + day / 2, 25}}) ==
        std::vector<double>{5, 15, 25});
  CHECK(daily({}).empty());
  CHECK(daily({{end, 5}}) == std::vector<double>{5});
}
