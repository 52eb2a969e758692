// Change: something of configuration, roles or definitions that is not as it was.
// Words: kinds are config, ddl, role, extension, restart, upgrade and mark; a run is the changes of one session that follow each
// other closely; pieces are the changes that one line stands for. Times are microseconds since 2000.
// Nothing here decides what is a change; secrets are masked before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace copilot::collect {

struct Change {
  std::int64_t at = 0;
  std::int64_t until = 0;  // of its last piece
  std::string kind;
  std::string object;
  std::string action;
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::optional<std::string> by_role;  // unknown if nobody told
  std::optional<std::string> as_role;  // where it is not by_role
  std::optional<std::string> application;
  std::optional<std::string> client;
  std::optional<std::string> database;
  bool certain = true;
  int pieces = 1;
  bool folded = false;  // it stands for others that are not told one by one
  std::string run;      // empty: never folded
  int stored = -1;      // its number among those that are in the table already; -1: it is new
};

// The action of a line that stands for changes of which only their number is known.
inline constexpr const char* not_recorded = "not recorded";

// One line for what one pg_restore did in a database, or for more than a hundred changes of one run; the others stay as they are.
// The result is ordered by time; what was stored and is not in it was folded into a new line.
std::vector<Change> fold(std::vector<Change> changes);

// Whether a stored line stands for a whole run.
bool is_folded(const Change& change);

}  // namespace copilot::collect
