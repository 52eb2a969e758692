// Times as text.
// Words: see clock.hpp.
// Always in UTC and in four digits of a year at least: the texts sort as the times do.
#include "base/clock.hpp"

#include <chrono>
#include <cstdio>

namespace copilot::base {

std::string date_text(std::int64_t day) {
  using namespace std::chrono;
  const year_month_day date{sys_days{days{day}}};
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string timestamp_text(Timestamp at) {
  using namespace std::chrono;
  const sys_time<microseconds> time{microseconds(at)};
  const auto day = floor<days>(time);
  const hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof text, " %02d:%02d:%02d.%06d+00",
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return date_text(day.time_since_epoch().count()) + text;
}

}  // namespace copilot::base
