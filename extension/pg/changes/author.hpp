// The author of a change: who is logged in and as whom, where from, with what, in which database.
// Words: see record.hpp.
// Runs under guard; what is not known stays empty.
#pragma once

#include "pg/changes/record.hpp"

namespace copilot::pg {

void tell_author(ChangeRecord& record);

}  // namespace copilot::pg
