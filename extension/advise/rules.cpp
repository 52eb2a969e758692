// The table.
// Words: see rules.hpp.
// The order is that of checks() and of findings of the same severity: causes before what follows
// from them.
#include "advise/rules.hpp"

#include "advise/families.hpp"

namespace copilot::advise {

std::span<const base::Rule* const> rules() {
  static constexpr const base::Rule* table[] = {
      &wraparound_distance,
      &blocking_locks,
      &idle_in_transaction,
      &long_transactions,
      &forgotten_prepared_transactions,
      &connections_near_limit,
      &sequences_near_exhaustion,
      &invalid_indexes,
      &unused_indexes,
      &capacity_filesystem,
      &capacity_xid,
      &capacity_sequence,
      &capacity_connections,
      &capacity_slot,
      &query_regression,
  };
  return table;
}

}  // namespace copilot::advise
