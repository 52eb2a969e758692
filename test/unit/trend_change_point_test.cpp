// Change points in series where they were planted, and where nothing was.
// Words: a quiet series has none; a false alarm is a shift found in a quiet series.
// Every seed stands in the test.
#include <doctest/doctest.h>

#include "series_fakes.hpp"
#include "trend/change_point.hpp"

using namespace copilot;
using namespace copilot::trend;

namespace {

using Values = std::vector<double>;

Values noise(std::uint64_t seed, std::size_t count, double level, double size) {
  Random random(seed);
  Values values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(level + size * random.normal());
  return values;
}

std::size_t found_in(std::size_t rounds, const ShiftTest& test,
                     const std::function<Values(std::uint64_t)>& make) {
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= rounds; ++seed) found += !shifts(make(seed), test).empty();
  return found;
}

}  // namespace

TEST_CASE("a step is found at its place, with both levels") {
  for (const std::size_t at : {4u, 10u, 30u, 50u, 57u})
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Values values = noise(seed, 60, 10, 1);
      for (std::size_t i = at; i < values.size(); ++i) values[i] += 12;
      const auto found = shifts(values, {});
      CAPTURE(at);
      CAPTURE(seed);
      REQUIRE(found.size() == 1);
      CHECK(found[0].at == at);
      CHECK(found[0].before == doctest::Approx(10).epsilon(0.15));
      CHECK(found[0].after == doctest::Approx(22).epsilon(0.15));
      CHECK(found[0].confidence > 0.5);
    }
}

TEST_CASE("three values are enough for a large step, and not for a small one") {
  Values values = noise(5, 6, 10, 0.5);
  for (const double each : {60.0, 58.0, 63.0}) values.push_back(each);
  const auto found = shifts(values, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].at == 6);
  Values small = noise(5, 6, 10, 0.5);
  for (const double each : {11.0, 10.8, 11.2}) small.push_back(each);
  CHECK(shifts(small, {}).empty());
  CHECK(shifts(Values{10, 10, 10, 60, 60}, {}).empty());
}

TEST_CASE("up and down again are two shifts") {
  Values values = noise(9, 90, 10, 1);
  for (std::size_t i = 30; i < 60; ++i) values[i] += 20;
  const auto found = shifts(values, {});
  REQUIRE(found.size() == 2);
  CHECK(found[0].at == 30);
  CHECK(found[1].at == 60);
}

TEST_CASE("noise, outliers, drifts and cycles are no shifts") {
  CHECK(found_in(300, {}, [](std::uint64_t seed) { return noise(seed, 20, 10, 1); }) <= 3);
  CHECK(found_in(300, {}, [](std::uint64_t seed) { return noise(seed, 300, 10, 1); }) <= 3);
  CHECK(found_in(100, {}, [](std::uint64_t seed) {
          Values values = noise(seed, 100, 10, 1);
          Random random(seed);
          for (int i = 0; i < 6; ++i) values[random.below(100)] *= 50;
          return values;
        }) == 0);
  CHECK(found_in(100, {}, [](std::uint64_t seed) {
          Values values = noise(seed, 200, 10, 1);
          for (std::size_t i = 0; i < values.size(); ++i) values[i] += 0.1 * static_cast<double>(i);
          return values;
        }) <= 2);
  // Hours of two weeks: busy days, quiet nights and weekends.
  ShiftTest seasons;
  seasons.seasons = {24, 168};
  CHECK(found_in(60, seasons, [](std::uint64_t seed) {
          Values values = noise(seed, 24 * 28, 10, 1);
          for (std::size_t i = 0; i < values.size(); ++i)
            values[i] += (i % 24 > 8 && i % 24 < 18 && i / 24 % 7 < 5) ? 15 : 0;
          return values;
        }) <= 1);
  CHECK(shifts(Values(50, 3.0), {}).empty());
  CHECK(shifts(Values{}, {}).empty());
  CHECK(shifts(Values{1}, {}).empty());
}

TEST_CASE("a step is seen through a daily cycle") {
  ShiftTest seasons;
  seasons.seasons = {24};
  Values values = noise(4, 24 * 14, 10, 1);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] += (i % 24 > 8 && i % 24 < 18 ? 8 : 0) + (i >= 200 ? 12 : 0);
  const auto found = shifts(values, seasons);
  REQUIRE(found.size() == 1);
  CHECK(found[0].at >= 198);
  CHECK(found[0].at <= 202);
  CHECK(found[0].after - found[0].before == doctest::Approx(12).epsilon(0.2));
}

TEST_CASE("a jump too small to matter is left out") {
  Values values(40, 1.0);
  for (std::size_t i = 20; i < 40; ++i) values[i] = 1.1;
  CHECK(shifts(values, {}).size() == 1);
  ShiftTest test;
  test.jump = 0.5;
  CHECK(shifts(values, test).empty());
}
