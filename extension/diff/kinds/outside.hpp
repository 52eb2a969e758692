// What the writers of foreign data and of replication share.
// Words: see kind.hpp; a secret is a value that is masked here.
// A secret that works must not be overwritten by a mask.
#pragma once

#include "diff/kind.hpp"

namespace copilot::diff {

// They warn, and change nothing.
Statement warning(const std::string& text, std::string note);
Statement secret_differs(const Fact& fact, std::string_view name);

// write_replication.cpp
Statements create_publication(const Fact& fact, const Scene& scene);
Statements drop_publication(const Fact& fact, const Scene& scene);
Way way_of_publication(const Difference& difference, const Scene& scene);
Statements alter_publication(const Difference& difference, const Scene& scene);
Statements create_subscription(const Fact& fact, const Scene& scene);
Statements drop_subscription(const Fact& fact, const Scene& scene);
Way way_of_subscription(const Difference& difference, const Scene& scene);
Statements alter_subscription(const Difference& difference, const Scene& scene);

}  // namespace copilot::diff
