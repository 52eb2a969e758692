// Formatting.
// Words: see wording.hpp.
// No locale: the same number is the same text everywhere.
#include "advise/wording.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace copilot::advise {

static std::string decimal(double value) {
  char text[64];
  std::snprintf(text, sizeof text, value < 10 && value != std::floor(value) ? "%.1f" : "%.0f",
                value);
  return text;
}

std::string bytes(std::int64_t value) {
  static constexpr std::array<const char*, 5> units{"bytes", "kB", "MB", "GB", "TB"};
  double size = static_cast<double>(value);
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
  return decimal(size) + " " + units[unit];
}

std::string duration(double seconds) {
  if (seconds < 120) return decimal(std::floor(seconds)) + " s";
  if (seconds < 2 * 3600) return decimal(std::floor(seconds / 60)) + " min";
  if (seconds < 2 * 86400) return decimal(std::floor(seconds / 3600)) + " h";
  return decimal(std::floor(seconds / 86400)) + " days";
}

std::string counted(std::int64_t value, const std::string& noun) {
  const bool index = noun == "index";
  return grouped(value) + " " + noun + (value == 1 ? "" : index ? "es" : "s");
}

std::string percent(double value) {
  char text[64];
  // What is not all must not be shown as 100.
  if (value > 99 && value < 100) value = std::floor(value * 100) / 100;
  std::snprintf(text, sizeof text, value > 99 && value < 100 ? "%.2f" : "%.0f", value);
  return std::string(text) + " %";
}

std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string literal(const std::string& text) {
  std::string quoted = text.find('\\') == std::string::npos ? "'" : "E'";
  for (char c : text) {
    if (c == '\'' || c == '\\') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

}  // namespace copilot::advise
