// Clock: the time, injected, so that tests never sleep.
// Words: a timestamp is microseconds since 1970-01-01 00:00 UTC.
// Nothing in a module may ask the operating system for the time.
#pragma once

#include <cstdint>
#include <string>

namespace copilot::base {

using Timestamp = std::int64_t;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
  // What the wall clock of whoever asks shows then, less UTC; microseconds.
  virtual std::int64_t utc_offset(Timestamp at) const = 0;
};

// ISO 8601 in UTC, as the server reads it.
std::string timestamp_text(Timestamp at);
// Of a day, counted from 1970-01-01.
std::string date_text(std::int64_t day);

}  // namespace copilot::base
