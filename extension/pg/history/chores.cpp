// Chores: the list.
// Words: see chores.hpp.
// The history is tidied last, when everything of this pass is there.
#include "pg/history/chores.hpp"

#include "pg/history/changes.hpp"
#include "pg/history/chunks.hpp"
#include "pg/history/relation_names.hpp"
#include "pg/history/schema_saves.hpp"

namespace copilot::pg {

std::span<const Chore> chores() {
  static constexpr Chore all[] = {
      {"changes", 0, drain_changes},
      {"reconciliation", 0, reconcile_changes},
      {"definitions", 0, reconcile_definitions},
      {"names", 0, refresh_relation_names},
      {"schemas", 0, save_schemas},
      {"roll up", 0, [](Pass& pass) { roll_up(pass.db, pass.store, pass.now); }},
      {"retention", 600, [](Pass& pass) { retain(pass.db, pass.store, pass.now); }},
  };
  return all;
}

}  // namespace copilot::pg
