// The kinds' rules, each found by its kind.
// Words: see kind.hpp.
// A kind without rules is a fault of ours: it must never be passed over.
#include "diff/kind.hpp"

#include <stdexcept>

namespace copilot::diff {

const KindRules& rules_of(Kind kind) {
  for (const auto list :
       {table_kinds(), column_kinds(), satellite_kinds(), index_kinds(), constraint_kinds(),
        sequence_kinds(), view_kinds(), function_kinds(), type_kinds(), hanging_kinds(),
        schema_kinds(), text_search_kinds(), outside_kinds()})
    for (const KindRules& rules : list)
      if (rules.kind == kind) return rules;
  throw std::logic_error("a kind of object has no rules");
}

}  // namespace copilot::diff
