// What the writers of foreign data and of replication share.
// Words: see kind.hpp; a secret is a value that is masked here.
// A secret that works must not be overwritten by a mask.
#pragma once

#include "diff/kind.hpp"

namespace copilot::diff {

// They warn, and change nothing.
Statement warning(const std::string& text, std::string note);
Statement secret_differs(const Fact& fact, std::string_view name);

extern const KindRules publication_rules, subscription_rules;  // write_replication.cpp

}  // namespace copilot::diff
