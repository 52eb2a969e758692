// Units: formats numbers, and reads the intervals and times of reports.
// Words: see ask/units.hpp.
// A text that is not what it should be is nothing, never zero.
#include "ask/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace copilot::ask {
namespace {

std::string with(double value, const char* unit) {
  char text[64];
  const int places = value < 10 && value != std::floor(value) ? 1 : 0;
  std::snprintf(text, sizeof text, "%.*f %s", places, value, unit);
  return text;
}

std::optional<double> number(std::string_view& text) {
  // Not "inf" and "nan", which from_chars reads too.
  const std::size_t digit = text.starts_with("-") ? 1 : 0;
  if (text.size() <= digit || text[digit] < '0' || text[digit] > '9') return std::nullopt;
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  return value;
}

// hh:mm:ss.fff, as much of it as there is; in seconds.
std::optional<double> clock_seconds(std::string_view& text) {
  double seconds = 0;
  double factor = 3600;
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  for (int part = 0; part < 3; ++part, factor /= 60) {
    const auto value = number(text);
    if (!value || *value < 0) return std::nullopt;
    seconds += *value * factor;
    if (text.empty() || text.front() != ':') break;
    text.remove_prefix(1);
  }
  return negative ? -seconds : seconds;
}

std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  // The era arithmetic of the proleptic Gregorian calendar.
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto of_era = static_cast<std::int64_t>(year - era * 400);
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

}  // namespace

std::string bytes_text(std::int64_t bytes) {
  static constexpr std::array<const char*, 5> units = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1024 && bytes > -1024) return std::to_string(bytes) + " bytes";
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (std::fabs(value) >= 999.5 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  return with(value, units[unit]);
}

std::string duration_text(double ms) {
  if (ms < 0.001) return ms <= 0 ? "0 ms" : "less than 0.001 ms";
  char text[64];
  if (ms < 1) {
    std::snprintf(text, sizeof text, "%.2g ms", ms);
    return text;
  }
  if (ms < 999.5) return with(ms, "ms");
  if (ms < 59950) return with(ms / 1000, "s");
  const auto seconds = static_cast<long long>(std::llround(ms / 1000));
  if (seconds < 3600) {
    std::snprintf(text, sizeof text, "%lld min %lld s", seconds / 60, seconds % 60);
  } else if (seconds < 86400) {
    std::snprintf(text, sizeof text, "%lld h %lld min", seconds / 3600, seconds % 3600 / 60);
  } else {
    std::snprintf(text, sizeof text, "%lld days %lld h", seconds / 86400, seconds % 86400 / 3600);
    if (seconds < 2 * 86400)
      std::snprintf(text, sizeof text, "1 day %lld h", seconds % 86400 / 3600);
  }
  return text;
}

std::string percent_text(double percent) {
  if (percent > 0 && percent < 0.1) return "less than 0.1 %";
  return with(percent, "%");
}

std::string count_text(std::int64_t count) {
  const std::string digits = std::to_string(count);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    if (left % 3 == 0 && !text.empty() && text != "-") text += ',';
    text += digits[i];
  }
  return text;
}

std::string counted(std::int64_t count, std::string_view noun) {
  return count_text(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::optional<double> interval_ms(std::string_view text) {
  double seconds = 0;
  bool any = false;
  while (!text.empty()) {
    if (text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    std::string_view ahead = text;
    if (!ahead.empty() && ahead.front() == '-') ahead.remove_prefix(1);
    if (!number(ahead)) return std::nullopt;
    if (!ahead.empty() && ahead.front() == ':') {
      const auto clock = clock_seconds(text);
      if (!clock) return std::nullopt;
      seconds += *clock;
    } else {
      const auto value = number(text);
      const std::size_t from = text.find_first_not_of(' ');
      if (!value || from == std::string_view::npos) return std::nullopt;
      text.remove_prefix(from);
      const double factor = text.starts_with("day")    ? 86400
                            : text.starts_with("mon")  ? 30 * 86400.0
                            : text.starts_with("year") ? 365.25 * 86400
                                                       : 0;
      if (factor == 0) return std::nullopt;
      seconds += *value * factor;
      text.remove_prefix(std::min(text.find(' '), text.size()));
    }
    any = true;
  }
  if (!any) return std::nullopt;
  return seconds * 1000;
}

std::optional<base::Timestamp> timestamp(std::string_view text) {
  int year = 0, month = 0, day = 0, used = 0;
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%d-%d-%d %n", &year, &month, &day, &used) != 3 || used == 0)
    return std::nullopt;
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(used));
  const auto seconds = clock_seconds(text);
  if (!seconds) return std::nullopt;
  double offset = 0;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    const auto zone = clock_seconds(text);
    if (!zone) return std::nullopt;
    offset = *zone;
  }
  const double whole = static_cast<double>(days_from_civil(year, month, day)) * 86400;
  return static_cast<base::Timestamp>(std::llround((whole + *seconds - offset) * 1e6));
}

std::string moment_text(std::string_view timestamp) {
  // 2026-01-31 12:34:56.789+01 -> 2026-01-31 12:34+01
  if (timestamp.size() < 19 || timestamp[10] != ' ') return std::string(timestamp);
  const std::size_t zone = timestamp.find_first_of("+-", 19);
  std::string text(timestamp.substr(0, 16));
  if (zone != std::string_view::npos) text += timestamp.substr(zone);
  return text;
}

std::string literal(std::string_view text) {
  std::string quoted = text.find('\\') == std::string_view::npos ? "'" : "E'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

std::string shortened(std::string_view text, std::size_t bytes) {
  std::string line;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      space = !line.empty();
      continue;
    }
    if (space) line += ' ';
    space = false;
    line += c;
    if (line.size() > bytes + 4) break;
  }
  if (line.size() <= bytes) return line;
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  return line.substr(0, end) + "...";
}

}  // namespace copilot::ask
