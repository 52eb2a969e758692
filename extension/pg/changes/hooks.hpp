// Hooks: how copilot hears of statements that change configuration, roles or definitions.
// Words: see statement.hpp.
// A hook never makes a statement fail, and costs nothing where nothing is changed.
#pragma once

#include "pg/postgres.hpp"

namespace copilot::pg {

// To be called from _PG_init while the server preloads.
void install_hooks();

// What ran in this subtransaction, or one below, was rolled back.
void forget_statement(SubTransactionId lowest);

}  // namespace copilot::pg
