// Entities: what a question is about, besides its intent: objects, a window of time, limits.
// Words: a noun is a kind of object that was named in general ("tables"); a mention is one by name.
// What is not understood is left out, never guessed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ask/mentions.hpp"
#include "ask/normalise.hpp"
#include "ask/window.hpp"
#include "base/finding.hpp"

namespace copilot::ask {

struct Entities {
  std::vector<Mention> mentions;
  std::optional<Window> window;
  std::optional<int> limit;
  std::optional<std::int64_t> at_least_bytes;
  std::optional<double> at_least_ms;
  std::vector<std::int64_t> pids;
  std::string order_by;  // of top_queries, or empty
  bool databases = false, tables = false, indexes = false;
  bool slow = false;          // asks about speed
  std::string value;          // what a setting is to be set to
  bool wants_change = false;  // asks to drop, kill, set: never carried out

  const Mention* first(base::NameKind kind) const;
  // A table, a materialized view or a view.
  const Mention* relation() const;
  base::Json json() const;
};

Entities find_entities(const Text& text, std::vector<Mention> mentions, const base::Clock& clock);

}  // namespace copilot::ask
