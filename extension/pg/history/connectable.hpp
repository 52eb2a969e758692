// Connectable: the databases that the pass may look into.
// Words: templates, and those that take no connections, are left alone.
// A database may be gone, locked or full by the time it is asked: that is a failure, not an error.
#pragma once

#include <string>
#include <vector>

#include "pg/history/source.hpp"
#include "pg/postgres.hpp"

namespace copilot::pg {

std::vector<Oid> connectable_databases(Pass& pass);

// Runs the queries there, in one snapshot and within limit_ms; here without a worker.
std::vector<base::Outcome> fetch_from(Pass& pass, Oid database, int limit_ms,
                                      std::span<const base::Query> queries);

}  // namespace copilot::pg
