// SourceState: what the sources must know of the passes before, beside the values themselves.
// Words: a sweep looks at the size of every relation, a slice in each pass; its cursor is the last relation it looked at.
// Only the pass reads and writes it, and there is one pass at a time.
#pragma once

#include <cstring>

#include "pg/postgres.hpp"

namespace copilot::pg {

struct SourceState {
  TimestampTz relations_read_at;  // what was named since has no size yet
  TimestampTz sweep_began_at;     // 0: never
  bool sweeping;
  Oid swept_database;
  Oid swept_relation;
  TimestampTz databases_sized_at;
  Oid sized_database;  // the last that there was time for; zero: all
  TimestampTz statements_touched_at;

  void init() { std::memset(static_cast<void*>(this), 0, sizeof *this); }
};

}  // namespace copilot::pg
