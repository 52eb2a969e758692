// Column changes: what is said of a column that stays.
// Words: see kind.hpp.
// It must not say again what a parent's statement has said to its children.
#pragma once

#include "diff/kind.hpp"

namespace copilot::diff {

Statements column_changes(const Difference& difference, const Scene& scene);
// What children of a table have of a new column otherwise than it says itself.
void settle_children(std::size_t column, const Scene& scene, Statements& statements);

}  // namespace copilot::diff
