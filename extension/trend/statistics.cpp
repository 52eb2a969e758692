// The robust numbers.
// Words: see statistics.hpp.
// No library's distribution is used: their numbers differ between implementations.
#include "trend/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace copilot::trend {

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(below),
                   values.end());
  const double low = values[below];
  const double part = position - static_cast<double>(below);
  if (part == 0 || below + 1 == values.size()) return low;
  const double high =
      *std::min_element(values.begin() + static_cast<std::ptrdiff_t>(below) + 1, values.end());
  return low + part * (high - low);
}

double median(std::span<const double> values) {
  return quantile({values.begin(), values.end()}, 0.5);
}

double spread(std::span<const double> values) {
  constexpr double as_standard_deviation = 1.4826;
  const double middle = median(values);
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - middle));
  return as_standard_deviation * quantile(std::move(distances), 0.5);
}

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15u;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

double Random::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

}  // namespace copilot::trend
