// Chunks: the pass's side of the history: it writes what changed, merges it into coarser levels, and lets the old go.
// Words: see collect/levels.hpp.
// Each call is part of the caller's transaction: what it did is there as a whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/db.hpp"
#include "collect/changes.hpp"
#include "pg/history/store.hpp"

namespace copilot::pg {

// Times are microseconds since 2000. From is the time of the collector's pass before; to itself where there was none.
// Returns the bytes of the chunk.
std::size_t write_chunk(Store& store, const collect::Changes& changes, std::int64_t from,
                        std::int64_t to);

// Merges the buckets whose end has passed, some hundred chunks at most: what remains is for the next passes.
void roll_up(base::Db& db, Store& store, std::int64_t now);

// Deletes by age, and, when the table has outgrown copilot.retention_size, the finest first. That takes a scan of all chunks:
// call it every few minutes.
void retain(base::Db& db, Store& store, std::int64_t now);

}  // namespace copilot::pg
