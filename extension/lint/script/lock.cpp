// Locks: their names, what they block, and which ones get in each other's way.
// Words: see step.hpp; a held mode is as pg_locks writes it: RowExclusiveLock.
// It must say what PostgreSQL's table of conflicting lock modes says, and nothing of its own.
#include <array>
#include <cstddef>
#include <string_view>

#include "lint/script/step.hpp"

namespace copilot::lint {

namespace {

constexpr std::size_t modes = 9;

constexpr std::array<const char*, modes> names = {
    "none",  "ACCESS SHARE",        "ROW SHARE", "ROW EXCLUSIVE",   "SHARE UPDATE EXCLUSIVE",
    "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"};

constexpr std::array<std::string_view, modes> held_names = {"",
                                                            "AccessShareLock",
                                                            "RowShareLock",
                                                            "RowExclusiveLock",
                                                            "ShareUpdateExclusiveLock",
                                                            "ShareLock",
                                                            "ShareRowExclusiveLock",
                                                            "ExclusiveLock",
                                                            "AccessExclusiveLock"};

constexpr unsigned bit(Lock lock) {
  return 1U << static_cast<unsigned>(lock);
}

constexpr unsigned from(Lock weakest) {
  unsigned all = 0;
  for (unsigned mode = static_cast<unsigned>(weakest); mode < modes; ++mode) all |= 1U << mode;
  return all;
}

constexpr std::array<unsigned, modes> conflicting = {
    0,
    from(Lock::access_exclusive),
    from(Lock::exclusive),
    from(Lock::share),
    from(Lock::share_update_exclusive),
    bit(Lock::row_exclusive) | bit(Lock::share_update_exclusive) | from(Lock::share_row_exclusive),
    from(Lock::row_exclusive),
    from(Lock::row_share),
    from(Lock::access_share)};

}  // namespace

const char* name(Lock lock) {
  return names[static_cast<std::size_t>(lock)];
}

const char* blocks(Lock lock) {
  if (lock == Lock::access_exclusive) return "reads and writes";
  if (lock >= Lock::share) return "writes";
  if (lock == Lock::share_update_exclusive) return "schema changes and vacuum";
  if (lock == Lock::row_exclusive) return "schema changes";
  return "nothing";
}

bool conflicts(Lock lock, std::string_view held_mode) {
  for (std::size_t mode = 1; mode < modes; ++mode)
    if (held_names[mode] == held_mode)
      return (conflicting[static_cast<std::size_t>(lock)] & (1U << mode)) != 0;
  return false;
}

}  // namespace copilot::lint
