// What the writers of types tell one another.
// Words: see kind.hpp; to rebuild a type is to make it anew and to move over the columns that have it.
// It must not be used by other groups' writers.
#pragma once

#include "diff/kind.hpp"

namespace copilot::diff {

// Of a fact of the target, with the functions that are its children.
Statements create_type(const Fact& fact, const Scene& scene);
Statements create_composite(const Fact& fact, const Scene& scene);

// Whether a column of a table has it, or has what is made of it.
bool in_columns(const Facts& facts, std::size_t type);

// Rebuilds the type of the source and all types made of it, once for all of them.
Statements rebuild_types(const Fact& from, const Scene& scene);

}  // namespace copilot::diff
