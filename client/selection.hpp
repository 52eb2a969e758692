// Selection: which of the findings are shown, and whether one of them fails a script.
// Words: severities are ordered, worst first (base/finding.hpp); an open finding is not suppressed.
// What could not be judged is never left out.
#pragma once

#include <optional>
#include <string>

#include "arguments.hpp"
#include "base/finding.hpp"
#include "result.hpp"

namespace copilot::client {

// The severity that an option names.
std::optional<base::Severity> severity_option(const Invocation& invocation,
                                              const std::string& name);
std::optional<base::Severity> severity_of(const base::Rows& findings, std::size_t row);

// Whether an open one is at least that severe.
bool failing(const base::Rows& findings, base::Severity from);
Result at_least(const Result& findings, std::optional<base::Severity> least);

void copy_row(const Result& from, std::size_t row, Result& to);
// The same columns, no rows.
Result emptied(const Result& result);

}  // namespace copilot::client
