// Methods: the ways to go on with a daily series, of which a forecast takes the one that did best.
// Words: a method is given the values up to a day and says how much the value changes within so many
// days; a period is a cycle of whole days (a week, a month), 0 where none was seen.
// None of them may look at what comes after the day it forecasts from.
#pragma once

#include <cstddef>
#include <span>

namespace copilot::trend {

struct Method {
  const char* name;
  double (*change)(std::span<const double> values, std::size_t period, double days);
};

// In order of preference: of two that do as well, the first is taken.
std::span<const Method> methods();

// 7, or 28 to 31, where the increments repeat; else 0.
std::size_t period_of(std::span<const double> values);

}  // namespace copilot::trend
