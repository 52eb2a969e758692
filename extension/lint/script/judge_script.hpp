// judge_script: all rules along a script: before each statement, after the last, and over what it made.
// Words: an ignore is -- copilot:ignore RULE REASON, see base/ddl.hpp; a stale one silenced nothing.
// It must not leave out what a statement of the script does because the script ignores it elsewhere.
#pragma once

#include <span>
#include <vector>

#include "base/ddl.hpp"
#include "base/judge.hpp"
#include "lint/settings.hpp"

namespace copilot::lint {

struct ScriptOptions {
  bool in_transaction = false;  // all of it is run as one
};

// A verdict for each rule that found something; the evidence of each finding says its statement and
// line. The model is changed on the way.
std::vector<base::Judged> judge_script(std::span<const Rule* const> rules,
                                       const base::Script& script, catalog::Model model,
                                       ScriptOptions options, const Settings& settings,
                                       base::Interrupts& interrupts);

}  // namespace copilot::lint
