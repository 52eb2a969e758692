// Regressions: what got slower within a window, when, and what most likely made it so.
// Words: see subjects.hpp and causes.hpp.
// What was slow all the time is none, nor is what is quick again, nor what is so every day.
#pragma once

#include <string>

#include "base/db.hpp"
#include "base/interrupts.hpp"

namespace copilot::trend {

// As copilot._regressions declares them; what costs most comes first. Since and until are timestamptz,
// as text. To look for tables costs most, and is left out where they are not wanted.
base::Rows regressions(base::Db& db, const std::string& since, const std::string& until,
                       bool tables, base::Interrupts& interrupts);

}  // namespace copilot::trend
