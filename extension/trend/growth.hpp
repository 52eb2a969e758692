// Growth: how filesystems, databases and tables grow, and where that leads.
// Words: the horizon is how far is looked ahead, in days; a rate needs two days of history, a
// forecast fourteen.
// Where there is less, the columns are null and method says so: never a straight line from two points.
#pragma once

#include "base/db.hpp"
#include "base/interrupts.hpp"

namespace copilot::trend {

// As copilot._growth declares them; the fastest first.
base::Rows growth(base::Db& db, const std::string& by, double horizon_days,
                  base::Interrupts& interrupts);

}  // namespace copilot::trend
