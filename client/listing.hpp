// Listing: findings as the numbered list a person sees, and the numbers kept for show, fix, suppress.
// Words: see numbering.hpp; a source is the function of copilot that found them.
// A list for a program must not change the numbers a person has on the screen.
#pragma once

#include <string>

#include "context.hpp"
#include "result.hpp"

namespace copilot::client {

// The rows of copilot.findings as a list.
Result numbered(const Result& findings, bool with_object);

// In the format asked for; `source` is findings or lint.
void list_findings(const Context& context, const Connection& connection, const Result& findings,
                   const std::string& source);

}  // namespace copilot::client
