// Script findings: findings with the file and the line they are about.
// Words: the columns are those of copilot.finding, after file and line; both are null for a schema.
// It must not change what the server said.
#pragma once

#include <string>

#include "result.hpp"
#include "terminal.hpp"

namespace copilot::client {

// The line is the one of the evidence; `file` may be empty.
Result placed(const Result& findings, const std::string& file);
void append(Result& to, const Result& more);

// file:line: severity rule: title, each with its detail and fix below; then how many there are.
std::string script_list(const Result& findings, const Terminal& terminal);
// What a person reads in a table: file, line, severity, rule, title.
Result script_summary(const Result& findings);
// "3 findings: 1 critical, 2 notices"
std::string counted_findings(const base::Rows& findings);

}  // namespace copilot::client
