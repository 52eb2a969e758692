// The catalogue: every report, generated from reports/*.sql by generate.pl.
// Words: see base/report.hpp.
// Nothing here is written by hand; to add a report, add a file.
#pragma once

#include <span>
#include <string_view>

#include "base/report.hpp"

namespace copilot::report {

std::span<const base::Report> catalogue();
const base::Report* find(std::string_view name);

}  // namespace copilot::report
