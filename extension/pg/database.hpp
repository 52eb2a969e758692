// Database: another database of this cluster, and whether the caller may work in it.
// Words: it is held while a lock keeps it from being dropped, renamed or copied.
// What the server would refuse in a worker is refused here first, so that its log stays clean.
#pragma once

#include <string>

#include "pg/postgres.hpp"

namespace copilot::pg {

// The oid of a database by its name, in UTF-8 and not quoted; throws where there is none.
Oid database_named(const std::string& name);

// Its name, UTF-8; throws where it is gone.
std::string database_name(Oid database);

// Locks it as a new connection does, for lock_timeout_ms at most, and checks that one would be let in: the
// user who logged in and the current one.
void hold_database(Oid database, int lock_timeout_ms);
void release_database(Oid database);

}  // namespace copilot::pg
