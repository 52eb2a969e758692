// Window: the stretch of time that a report covers, found from its since and until.
// Words: a window is two moments as text; without one a report tells of the server's counters, or of now.
// It never widens what was asked for; that history covers less of it is for the report's rows to say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"

namespace copilot::report {

struct Window {
  std::string since;  // timestamptz, as the server wrote it
  std::string until;
};

// The window that was asked for; where none was, the last hour if the history reaches back so far.
// Nothing: the report runs without. Throws UserError: a window that makes no sense, or for which
// there is no history, with what to do.
std::optional<Window> resolve_window(const base::Report& report,
                                     const std::vector<base::Argument>& arguments, base::Db& db);

}  // namespace copilot::report
