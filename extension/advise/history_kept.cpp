// What is said where no history is kept.
// Words: see history_kept.hpp.
// The hint says what to do.
#include "advise/history_kept.hpp"

namespace copilot::advise {

base::Verdict no_history_kept() {
  return base::Verdict::unknown(
      "copilot keeps no history here",
      "Add copilot to shared_preload_libraries, restart, and leave copilot.enabled on.");
}

base::Verdict no_recent_history() {
  return base::Verdict::unknown("The history of the last days is missing",
                                "The view copilot.collector_status says how the worker fares; it "
                                "works only while copilot.enabled is on.");
}

}  // namespace copilot::advise
