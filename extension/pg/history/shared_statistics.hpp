// SharedStatistics: the server's cumulative statistics of relations, of all databases, straight from shared memory.
// Words: an entry is one relation's counters; the walk meets each once, in the order of the hash table.
// No reference to an entry is made, as the server's own functions do: it would cost more than the reading.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "pg/compat.hpp"

namespace copilot::pg {

struct RelationStatistics {
  Oid database;  // zero for what the cluster shares
  Oid relation;
  compat::RelationCounters counters;
};

class SharedStatistics {
 public:
  using Visit = std::function<void(std::span<const RelationStatistics>)>;

  // Gives every relation to visit, some at a time. A partition of the table is locked meanwhile (shared).
  static void walk(const Visit& visit);
  // One relation; nothing where none of it was counted.
  static std::optional<compat::RelationCounters> of(Oid database, Oid relation);
};

}  // namespace copilot::pg
