// Annotations: findings in the forms that code hosting shows beside the code.
// Words: SARIF 2.1.0 is the OASIS format for the results of static analysis; a workflow command is a
// line of output that GitHub Actions makes an annotation of.
// A text of a server must not be able to end its line or its JSON string and begin another.
#pragma once

#include <string>

#include "result.hpp"

namespace copilot::client {

// Findings with the columns file and line, and the rows of copilot.rules.
std::string sarif(const Result& findings, const Result& rules, const std::string& version);
std::string workflow_commands(const Result& findings);

}  // namespace copilot::client
