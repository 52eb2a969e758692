// The rules of all modules, over one server: what findings(), checks() and health() have in common.
// Words: see base/judgement.hpp; suppressions live here, in copilot.suppressions, whichever server
// is judged. Which modules have rules is said in wiring.cpp only.
#pragma once

#include "base/finding_filter.hpp"
#include "base/findings.hpp"
#include "base/judgement.hpp"

namespace copilot::pg {

base::Rules all_rules();

base::Suppressions read_suppressions();

// How other modules ask for findings.
class RuleFindings final : public base::Findings {
 public:
  explicit RuleFindings(base::Db& db) : db_(db) {}
  std::vector<base::Finding> run(const std::vector<std::string>& categories) override;

 private:
  base::Db& db_;
};

}  // namespace copilot::pg
