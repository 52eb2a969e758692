// Units: numbers as people read them.
// Words: bytes in binary units as PostgreSQL names them (kB, MB, GB), durations with two units at
// most. Nothing is rounded to zero: what is less than shown says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace copilot::ask {

std::string bytes_text(std::int64_t bytes);  // 1.2 GB
std::string duration_text(double ms);        // 3.4 s, 5 min 12 s
std::string percent_text(double percent);    // 12 %
std::string count_text(std::int64_t count);  // 1,234,567
// "1 session", "3 sessions"; the noun takes an s.
std::string counted(std::int64_t count, std::string_view noun);

// PostgreSQL's text of an interval in its default style, in ms.
std::optional<double> interval_ms(std::string_view text);
// PostgreSQL's ISO text of a timestamptz.
std::optional<base::Timestamp> timestamp(std::string_view text);
// To the minute, with its offset from UTC.
std::string moment_text(std::string_view timestamp);

// A literal of SQL.
std::string literal(std::string_view text);

// One line of at most so many bytes, never cut inside a character.
std::string shortened(std::string_view text, std::size_t bytes);

}  // namespace copilot::ask
