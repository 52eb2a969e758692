// The lock that an action of ALTER TABLE takes on its table.
// Words: see Lock in step.hpp; an action recurses if it goes on to partitions and children.
// It must agree with AlterTableGetLockLevel of every version from 13 to 18.
#pragma once

#include "base/ddl.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

Lock lock_of(const base::AlterAction& action);
// Unless ONLY is said.
bool recurses(base::AlterAction::Kind kind);

}  // namespace copilot::lint
