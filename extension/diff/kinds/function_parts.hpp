// What the writers of functions, operators and types tell one another.
// Words: see kind.hpp.
// It must not be used by other groups' writers.
#pragma once

#include "diff/kind.hpp"

namespace copilot::diff {

// Nothing where its definition is not known.
Statements create_function(const Fact& fact);

Statements create_operator(const Fact& fact, const Scene& scene);
Statements drop_operator(const Fact& fact, const Scene& scene);
Way way_of_operator(const Difference& difference, const Scene& scene);
Statements alter_operator(const Difference& difference, const Scene& scene);

Statements create_family(const Fact& fact, const Scene& scene);
Statements drop_family(const Fact& fact, const Scene& scene);
Way way_of_family(const Difference& difference, const Scene& scene);
Statements alter_family(const Difference& difference, const Scene& scene);

Statements create_class(const Fact& fact, const Scene& scene);
Statements drop_class(const Fact& fact, const Scene& scene);

}  // namespace copilot::diff
