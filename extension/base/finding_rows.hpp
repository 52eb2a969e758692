// Findings, checks and areas as rows, in the columns that SQL declares for them.
// Words: see judgement.hpp and health.hpp; a text that does not apply is null, a list is never
// null. It must not decide anything: what is written was decided before.
#pragma once

#include "base/health.hpp"

namespace copilot::base {

Rows finding_rows(const std::vector<Finding>& findings);
Rows check_rows(const std::vector<Check>& checks, const Clock& clock);
Rows area_rows(const std::vector<Area>& areas);

}  // namespace copilot::base
