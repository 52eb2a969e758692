// judge: runs the rules that are on over a schema.
// Words: see rule.hpp and subject.hpp.
// It must not leave out a rule silently: one that is off is not applicable, and says so.
#pragma once

#include <vector>

#include "base/judge.hpp"
#include "lint/settings.hpp"

namespace copilot::lint {

// A verdict for each of these rules that judges schemas. `script` is what made the subject, or null.
std::vector<base::Judged> judge_schema(std::span<const Rule* const> rules, const Subject& subject,
                                       const Settings& settings, const base::Script* script,
                                       base::Interrupts& interrupts);

}  // namespace copilot::lint
