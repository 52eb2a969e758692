// The writers of INHERITS, partitions and replica identities, for the list of write_tables.cpp.
// Words: see kind.hpp.
// It must not be used elsewhere.
#pragma once

#include "diff/kind.hpp"

namespace copilot::diff {

Statements attach(const Fact& fact, const Scene& scene);
Statements detach(const Fact& fact, const Scene& scene);

Statements create_identity(const Fact& fact, const Scene& scene);
Statements drop_identity(const Fact& fact, const Scene& scene);
Way identity_way(const Difference& difference, const Scene& scene);
Statements alter_identity(const Difference& difference, const Scene& scene);

}  // namespace copilot::diff
