// Foreign options: what the wrapper copilot accepts in OPTIONS (its validator).
// Words: a server says where it is, a user mapping who comes; neither may hold what is the other's.
// Options that speak for this machine are a superuser's to set, here and in postgres_fdw alike.
#pragma once

#include "pg/postgres.hpp"

namespace copilot::pg {

// The validator's arguments: options text[], catalog oid. Throws what is wrong with them.
void check_foreign_options(FunctionCallInfo fcinfo);

}  // namespace copilot::pg
