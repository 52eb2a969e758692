// The rules of the module, one constant each, defined in the file of its family.
// Words: see rules.hpp.
// A rule that is not in the table of rules.cpp does not exist.
#pragma once

#include "base/rule.hpp"

namespace copilot::advise {

extern const base::Rule unused_indexes;
extern const base::Rule invalid_indexes;
extern const base::Rule connections_near_limit;
extern const base::Rule idle_in_transaction;
extern const base::Rule long_transactions;
extern const base::Rule forgotten_prepared_transactions;
extern const base::Rule blocking_locks;
extern const base::Rule sequences_near_exhaustion;
extern const base::Rule wraparound_distance;
extern const base::Rule capacity_filesystem;
extern const base::Rule capacity_xid;
extern const base::Rule capacity_sequence;
extern const base::Rule capacity_connections;
extern const base::Rule capacity_slot;
extern const base::Rule query_regression;

}  // namespace copilot::advise
