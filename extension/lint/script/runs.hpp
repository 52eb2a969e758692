// How a script is run: what is in one transaction, for certain or by what most runners do.
// Words: presumed is one transaction for the whole script, where the script itself says nothing of
// transactions and could run in one; a run is one transaction's moments. A dangerous lock stops
// writers, or more, on something that others can see.
// What is only presumed must be worded so.
#pragma once

#include <span>
#include <vector>

#include "lint/script/step.hpp"

namespace copilot::lint {

// CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM, ...: what it is; null where it may.
const char* refused_in_transaction(const base::Ddl& statement);

bool dangerous(const Effect& effect);
// The strongest dangerous one; null: none.
const Effect* dangerous_effect(const Moment& moment);

struct Run {
  bool certain = true;  // else presumed
  std::vector<const Moment*> moments;
};

// Each transaction of more than one statement, in order.
std::vector<Run> runs_of(std::span<const Moment> moments);

// SET, BEGIN and the like: they hold nothing up.
bool takes_no_time(const base::Ddl& statement);

}  // namespace copilot::lint
