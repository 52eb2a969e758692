// Window: the stretch of time that a question is about.
// Words: an anchor is a day that was named ("yesterday", "monday", "2026-01-31"); a clock time belongs to it,
// or else to the last day on which it has come. What is not understood as time is left out, never guessed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ask/normalise.hpp"
#include "base/clock.hpp"

namespace copilot::ask {

struct Window {
  std::string
      since;  // an interval, as SQL reads it: back from until; empty as long as the event is not found
  std::string until;     // a timestamptz, as SQL reads it; empty: now
  std::string words;     // "the last 2 hours", "yesterday, 10:00 to 12:00"
  std::string event;     // "mark", "restart": it begins with the last of these changes
  bool compare = false;  // against the time before, of the same length
};

std::optional<Window> find_window(const std::vector<Token>& tokens, const base::Clock& clock);

// From a moment to now.
std::string interval_since(base::Timestamp from, base::Timestamp now);

}  // namespace copilot::ask
