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
      {"connection", 0, read_connections, nullptr, describe_connections},
  };
  return all;
}

}  // namespace copilot::pg
