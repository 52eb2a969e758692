// Changes: what the pass does with those that sessions told of, and how it finds those that nobody told of.
// Words: see collect/change.hpp and history_facts in the schema; to reconcile is to compare the facts with how things are now.
// All are chores of the pass, each in a transaction of its own.
#pragma once

#include "pg/history/source.hpp"

namespace copilot::pg {

// Moves the ring's published records into copilot.history_changes.
void drain_changes(Pass& pass);

// Looks for changes of settings, roles and the server itself that no session told of.
void reconcile_changes(Pass& pass);
// The same for what is defined in each database.
void reconcile_definitions(Pass& pass);

}  // namespace copilot::pg
