// Whether copilot keeps a history here, for the rules that need one.
// Words: kept is a history that goes on: the library is preloaded and the worker is not switched off.
// Where there is none, a rule must say so: nothing that was seen is not nothing that was.
#pragma once

#include "base/rule.hpp"

namespace copilot::advise {

// SQL of a boolean.
inline constexpr char history_is_kept[] =
    "coalesce((SELECT setting ~ '\\mcopilot\\M' FROM pg_settings"
    " WHERE name = 'shared_preload_libraries'), true)"
    " AND current_setting('copilot.enabled', true) = 'on'";

base::Verdict no_history_kept();
// Where there was history, and is none of the last days.
base::Verdict no_recent_history();

}  // namespace copilot::advise
