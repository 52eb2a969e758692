// Sources: the list.
// Words: see sources.hpp.
// The order is that of their readings in a pass; none relies on another.
#include "pg/history/sources.hpp"

namespace copilot::pg {

std::span<const Source> sources() {
  static constexpr Source all[] = {
      {"relation", 0, read_relations, size_relations, nullptr},
      {"statement", 0, read_statements, nullptr, describe_statements},
      {"wait", 0, read_waits, nullptr, describe_waits},
      {"lock_wait", 0, read_lock_waits, nullptr, describe_lock_waits},
      {"database", 0, read_databases, nullptr, describe_databases},
      {"server", 0, read_server, nullptr, nullptr},
      {"slru", 0, read_slru, nullptr, describe_slru},
      {"io", 0, read_io, nullptr, describe_io},
      {"replication", 0, read_replication, nullptr, describe_replication},
      {"slot", 0, read_slots, nullptr, describe_slots},
      {"filesystem", 0, read_filesystems, nullptr, describe_filesystems},
      {"connection", 0, read_connections, nullptr, describe_connections},
      {"buffer_cache", 300, read_buffers, nullptr, nullptr},
      {"sequence", 3600, read_sequences, nullptr, nullptr},
  };
  return all;
}

}  // namespace copilot::pg
