// The rules of lint over the schema of one database: how findings(), checks() and lint() run them.
// Words: see lint/judge.hpp; the model is read once a call, for all rules together.
// What cannot be read makes the rules unknown, never silent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/judge.hpp"

namespace copilot::pg {

// The verdicts of those of these rules that are lint's, in their order; the others are left alone.
std::vector<base::Judged> judge_lint(const base::Rules& rules,
                                     const std::optional<std::vector<std::string>>& schemas,
                                     base::Db& db, base::Interrupts& interrupts);

// The rule that judges under this name: linters call some rules of advise otherwise.
std::string canonical_rule(const std::string& name);

}  // namespace copilot::pg
