// TimeWords: days, times of the clock and lengths of time, as words of a question.
// Words: an anchor is a day that was named; a clock time is one that people say, with or without "pm".
// It knows no time zone: days and times are those of the wall clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ask/normalise.hpp"
#include "base/clock.hpp"

namespace copilot::ask {

inline constexpr base::Timestamp second = 1000000;
inline constexpr base::Timestamp hour = 3600 * second;
inline constexpr base::Timestamp day_length = 24 * hour;

struct ClockTime {
  base::Timestamp at = 0;  // since midnight
  bool sure = false;       // it cannot be another number
  bool half_day = false;   // "am" or "pm" was said
  std::size_t next = 0;
};

struct Anchor {
  base::Timestamp day = 0;  // days since 1970, local
  std::size_t position = 0;
  std::size_t next = 0;
};

struct Length {
  std::string interval;  // as SQL reads it
  std::string words;     // "2 hours"; "hour" for one
};

// Empty past the end.
std::string_view word(const std::vector<Token>& tokens, std::size_t i);
// "today", "monday", "2026-01-31".
std::optional<Anchor> anchor_at(const std::vector<Token>& tokens, std::size_t i,
                                base::Timestamp today);
// "10", "10:30", "10am", "2 pm", "noon".
std::optional<ClockTime> clock_at(const std::vector<Token>& tokens, std::size_t i);
// "10 minutes", "24h", "three days", "hour".
std::optional<Length> length_at(const std::vector<Token>& tokens, std::size_t i);
// "minutes", "h".
bool is_unit_of_time(std::string_view word);

}  // namespace copilot::ask
