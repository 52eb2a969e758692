// Units: bytes in powers of 1024 as pg_size_pretty has them, times in their two largest parts.
// Words: see units.hpp.
// It must not lose a sign, and must not round a value to zero that is not.
#include "units.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "array.hpp"

namespace copilot::client {

namespace {

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string decimal(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

// Three significant digits, so that columns of sizes stay narrow and comparable.
std::string three_digits(double value) {
  return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

std::string two_parts(long long large, const char* large_unit, long long small,
                      const char* small_unit) {
  std::string text = std::to_string(large) + " " + large_unit;
  if (small > 0) text += " " + std::to_string(small) + " " + small_unit;
  return text;
}

std::string duration(double ms) {
  if (ms < 0) return "-" + duration(-ms);
  if (ms == 0) return "0 ms";
  if (ms < 0.001) return "< 0.001 ms";
  if (ms < 0.1) return decimal(ms, 3) + " ms";
  if (ms < 999.5) return three_digits(ms) + " ms";
  if (ms < 59'995) return three_digits(ms / 1000) + " s";
  long long seconds = std::llround(ms / 1000);
  if (seconds < 3600) return two_parts(seconds / 60, "min", seconds % 60, "s");
  if (seconds < 86400) return two_parts(seconds / 3600, "h", seconds % 3600 / 60, "min");
  return two_parts(seconds / 86400, "d", seconds % 86400 / 3600, "h");
}

// One part of an interval: "1 year", "-2 mons", "3 days", or "[-]02:03:04.5"; false if it is none.
bool clock_part(std::string_view text, double& ms) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  std::size_t first = text.find(':');
  std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) return false;
  auto hours = number<double>(text.substr(0, first));
  auto minutes = number<double>(text.substr(first + 1, second - first - 1));
  auto seconds = number<double>(text.substr(second + 1));
  if (!hours || !minutes || !seconds) return false;
  double value = (*hours * 3600 + *minutes * 60 + *seconds) * 1000;
  ms += negative ? -value : value;
  return true;
}

}  // namespace

std::string human_bytes(std::string_view text) {
  auto bytes = number<double>(text);
  if (!bytes || !std::isfinite(*bytes)) return std::string(text);
  constexpr const char* names[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  double value = std::fabs(*bytes);
  const char* sign = *bytes < 0 ? "-" : "";
  if (value < 1024) return sign + decimal(value, 0) + " B";
  int unit = 0;
  while (value >= 1023.5 && unit < 6) value /= 1024, ++unit;
  return sign + three_digits(value) + " " + names[unit];
}

std::string human_milliseconds(std::string_view text) {
  auto ms = number<double>(text);
  if (!ms || !std::isfinite(*ms)) return std::string(text);
  return duration(*ms);
}

std::string human_interval(std::string_view text) {
  double ms = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::size_t blank = rest.find(' ');
    std::string_view word = rest.substr(0, blank);
    if (clock_part(word, ms)) {
      rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank + 1);
      continue;
    }
    if (blank == std::string_view::npos) return std::string(text);
    std::size_t end = rest.find(' ', blank + 1);
    std::string_view unit = rest.substr(blank + 1, end - blank - 1);
    auto count = number<long long>(word);
    // A month has no fixed length: such an interval stays as it is.
    if (!count || (unit != "day" && unit != "days")) return std::string(text);
    ms += static_cast<double>(*count) * 86'400'000;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return text.empty() ? std::string() : duration(ms);
}

std::string human_percent(std::string_view text) {
  auto percent = number<double>(text);
  if (!percent || !std::isfinite(*percent)) return std::string(text);
  if (*percent > 0 && *percent < 0.05) return "< 0.1";
  return decimal(*percent, 1);
}

std::string human_timestamp(std::string_view text) {
  std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::string(text);
  std::size_t end = text.find_first_not_of("0123456789", dot + 1);
  std::string shown(text.substr(0, dot));
  if (end != std::string_view::npos) shown += text.substr(end);
  return shown;
}

std::string human_array(std::string_view text) {
  auto elements = array_elements(text);
  if (!elements) return std::string(text);
  std::string shown;
  for (const auto& element : *elements) {
    if (!shown.empty()) shown += ", ";
    shown += element.value_or("-");
  }
  return shown;
}

}  // namespace copilot::client
