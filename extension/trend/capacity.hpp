// Capacity: what is used up when, of everything that has an end.
// Words: a resource is a filesystem, the transaction ids, a sequence, the connections or a slot's room
// in the WAL; used and limit are in its own unit; stale is of what nobody has seen for two days.
// Nothing here judges: the rules of advise do, over these rows.
#pragma once

#include "base/clock.hpp"
#include "base/db.hpp"
#include "base/interrupts.hpp"

namespace copilot::trend {

// As copilot._capacity declares them; what is used up first comes first, days are counted from now. The history's own
// length is in the column history_days of each; of what is stale nothing is forecast.
base::Rows capacity(base::Db& db, const base::Clock& clock, base::Interrupts& interrupts);

}  // namespace copilot::trend
