// ChangeTable: copilot.history_changes as the pass reads and writes it.
// Words: see collect/change.hpp.
// It runs in a transaction of the pass.
#pragma once

#include <vector>

#include "collect/change.hpp"
#include "pg/history/source.hpp"

namespace copilot::pg {

// Those that changes of the last minutes may be folded with; stored is their place in the list.
std::vector<collect::Change> recent_changes(Pass& pass);
// Removes the stored ones of these.
void remove_changes(Pass& pass, const std::vector<collect::Change>& changes);
void write_changes(Pass& pass, const std::vector<collect::Change>& changes);

}  // namespace copilot::pg
