// Regressions: what got slower within a window, when, and what most likely made it so.
// Words: a subject is a statement or a whole database; a place is one stretch of the history, a pass
// or a bucket, with the mean time of an execution in it; see change_point.hpp and causes.hpp.
// What was slow all the time is none, nor is what is quick again.
#pragma once

#include <string>

#include "base/db.hpp"
#include "base/interrupts.hpp"

namespace copilot::trend {

struct Period {
  std::string since;  // timestamptz, as text
  std::string until;
};

// As copilot._regressions declares them; what costs most comes first.
base::Rows regressions(base::Db& db, const Period& period, base::Interrupts& interrupts);

}  // namespace copilot::trend
