// Series: how one number went over time.
// Words: a point is a time and a value; points are in order of time; a daily series has one value for
// each day, counted back from its end, the oldest first.
// Between two points it went in a straight line, as far as anybody knows.
#pragma once

#include <vector>

#include "base/clock.hpp"

namespace copilot::trend {

inline constexpr base::Timestamp second = 1'000'000;
inline constexpr base::Timestamp day = 86'400 * second;

struct Point {
  base::Timestamp at;
  double value;
};

using Series = std::vector<Point>;

// The value at the last point, a day before it, two days before it, ...
std::vector<double> daily(const Series& series);

}  // namespace copilot::trend
