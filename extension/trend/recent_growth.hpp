// RecentGrowth: growth a day over the last week, for reports of sizes, at the price of two readings.
// Words: a name is a database, or a table of this database, schema-qualified and quoted.
// It is a plain mean and no forecast; where it cannot be told there is no row, and never an error.
#pragma once

#include <string>

#include "base/db.hpp"

namespace copilot::trend {

// Columns: name, per_day.
base::Rows recent_growth(base::Db& db, const std::string& by);

}  // namespace copilot::trend
