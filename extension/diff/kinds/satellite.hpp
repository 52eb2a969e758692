// What the writers of satellites share: owners, rights, comments and labels.
// Words: see kind.hpp.
// A satellite is never replaced: it stands as long as what it hangs on.
#pragma once

#include "diff/kind.hpp"

namespace copilot::diff {

inline Way stands(const Difference&, const Scene&) {
  return Way::in_place;
}

// write_rights.cpp
Statements create_rights(const Fact& fact, const Scene& scene);
Statements drop_rights(const Fact& fact, const Scene& scene);
Statements alter_rights(const Difference& difference, const Scene& scene);

}  // namespace copilot::diff
