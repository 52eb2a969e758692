// Reading timeouts.
// Words: see setting_units.hpp.
// A fraction is rounded as the server does: to the nearest millisecond.
#include "lint/script/setting_units.hpp"

#include <charconv>
#include <cmath>

namespace copilot::lint {

namespace {

struct Unit {
  std::string_view name;
  double milliseconds;
};

constexpr Unit units[] = {{"us", 0.001},   {"ms", 1},          {"s", 1000},
                          {"min", 60'000}, {"h", 3'600'000.0}, {"d", 86'400'000.0}};

constexpr double largest = 2'147'483'647.0;  // INT_MAX, as of all these settings

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\n\r";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace

std::optional<std::int64_t> setting_milliseconds(std::string_view value) {
  value = trimmed(value);
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit = trimmed(value.substr(static_cast<std::size_t>(end - value.data())));
  double factor = unit.empty() ? 1 : -1;
  for (const Unit& each : units)
    if (each.name == unit) factor = each.milliseconds;
  if (factor < 0 || number < 0 || !(number * factor <= largest)) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(number * factor));
}

}  // namespace copilot::lint
