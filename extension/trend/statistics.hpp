// Statistics: the robust numbers that forecasts and change points are made of.
// Words: a quantile is linear between the two nearest values; spread is the median distance from the
// median, scaled so that it is a standard deviation where values are normal.
// Nothing here may depend on the order of its input, nor on a random number that is not seeded.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace copilot::trend {

// All of them give 0 for no values.
double quantile(std::vector<double> values, double share);
double median(std::span<const double> values);
double spread(std::span<const double> values);

// Splitmix64: the same numbers on every machine for the same seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double normal();

 private:
  std::uint64_t state_;
};

}  // namespace copilot::trend
