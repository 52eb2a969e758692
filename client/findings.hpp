// Findings as text: all about one, and its fix as a script.
// Words: see base/finding.hpp; a script can be run by psql when the fix is SQL.
// A script must never hold outside its comments anything but the fix itself.
#pragma once

#include <string>

#include "result.hpp"
#include "terminal.hpp"

namespace copilot::client {

// The first row, whole.
std::string description(const Result& finding, const Terminal& terminal);
std::string script(const Result& finding);

std::string sql_literal(const std::string& text);

}  // namespace copilot::client
