// Findings: how a module asks for what the rules say, without knowing the modules that own the rules.
// Words: a verdict is a rule's outcome: passed, failed, unknown, not_applicable.
// Suppressed findings come too, marked; leaving them out is the caller's choice.
#pragma once

#include <string>
#include <vector>

#include "base/finding.hpp"

namespace copilot::base {

class Findings {
 public:
  virtual ~Findings() = default;
  // Worst first; an empty list of categories means all.
  virtual std::vector<Finding> run(const std::vector<std::string>& categories) = 0;
};

}  // namespace copilot::base
