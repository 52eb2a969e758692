// Rights: what a function that reads past the ACLs checks for itself.
// Words: a right is a predefined role whose privileges the caller must hold.
// Nothing here grants anything.
#pragma once

#include "pg/postgres.hpp"

namespace copilot::pg {

bool holds(Oid role);

// Throws UserError 42501, which says which GRANT is missing.
void require(Oid role, const char* function);

}  // namespace copilot::pg
