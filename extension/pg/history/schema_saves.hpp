// SchemaSaves: the schema of each database, kept as a version whenever it differs from the one before.
// Words: see docs/compare.md; copilot.schema_save_interval says how often a database is looked at, and 0 that none is.
// One database a pass, so that a pass stays short.
#pragma once

#include "pg/history/source.hpp"

namespace copilot::pg {

void save_schemas(Pass& pass);

}  // namespace copilot::pg
