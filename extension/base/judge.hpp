// judge: fetches the evidence of many rules once, and asks each rule for its verdict.
// Words: the first fetch is one snapshot of all that rules declare; the second looks at candidates
// only. It must not turn a failure into an empty answer: the rules that needed it become unknown.
#pragma once

#include "base/interrupts.hpp"
#include "base/rule.hpp"

namespace copilot::base {

struct Judged {
  const Rule* rule;
  Verdict verdict;
};

std::vector<Judged> judge(const Rules& rules, Db& db, Interrupts& interrupts);

}  // namespace copilot::base
