// Chores: what a pass does beside collecting.
// Words: a chore runs after the collectors, in a transaction of its own, and may throw.
// Chores are run in their order; none may rely on another's success.
#pragma once

#include <span>

#include "pg/history/source.hpp"

namespace copilot::pg {

struct Chore {
  const char* name;  // as collector_status shows it
  int every_s;       // at least so long between two runs; 0: in each pass
  void (*run)(Pass&);
};

std::span<const Chore> chores();

}  // namespace copilot::pg
