// Series made up by a rule and a seed, so that what comes is known.
// Words: a kind is one way a size grows or a time shifts; each series has a history and a future.
// No randomness without a seed.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "trend/statistics.hpp"

namespace copilot::test {

using trend::Random;

struct GrowthKind {
  std::string name;
  // The increment of a day; step is about 10.
  std::function<double(Random&, int day, double step, int event_day, int phase)> increment;
  double start = 1000;
};

// The traps of forecasts, and what is no trap.
inline std::vector<GrowthKind> growth_kinds() {
  const auto noisy = [](Random& random, double size, double share) {
    return size + share * size * random.normal();
  };
  return {
      {"linear", [=](Random& r, int, double step, int, int) { return noisy(r, step, 0.4); }},
      {"week",
       [=](Random& r, int day, double step, int, int phase) {
         return ((day + phase) % 7 < 5 ? 1.4 * step : 0) + noisy(r, step, 0.2) - step;
       }},
      {"bulk load", [=](Random& r, int day, double step, int event_day,
                        int) { return noisy(r, step, 0.4) + (day == event_day ? 40 * step : 0); }},
      {"purge",
       [=](Random& r, int day, double step, int event_day, int) {
         return noisy(r, step, 0.4) - (day == event_day ? 80 * step : 0);
       },
       5000},
      {"acceleration", [=](Random& r, int day, double step, int,
                           int) { return noisy(r, step * std::exp(0.02 * day), 0.2); }},
      {"monthly partition drop",
       [=](Random& r, int day, double step, int, int phase) {
         return noisy(r, step, 0.2) - (day > 0 && (day + phase) % 30 == 0 ? 25 * step : 0);
       },
       5000},
      {"regime change",
       [=](Random& r, int day, double step, int event_day, int) {
         return noisy(r, day < std::min(event_day, 50) ? step : 4 * step, 0.3);
       }},
      {"shrinking", [=](Random& r, int, double step, int, int) { return noisy(r, -step, 0.4); },
       9000},
  };
}

struct GrowthSeries {
  std::vector<double> past;
  double truth;  // at the end of the horizon
  double step;   // typical growth of a day
};

inline GrowthSeries grow(const GrowthKind& kind, std::uint64_t seed, int days, int horizon) {
  Random random(seed);
  GrowthSeries series;
  series.step = 5 + 10 * random.uniform();
  const int event_day = 20 + static_cast<int>(random.below(38));
  const int phase = static_cast<int>(random.below(30));
  double value = kind.start;
  for (int i = 0; i < days + horizon; ++i) {
    value += kind.increment(random, i, series.step, event_day, phase);
    if (i < days) series.past.push_back(value);
  }
  series.truth = value;
  return series;
}

}  // namespace copilot::test
