// debug_work: work of each kind, in test builds, to be interrupted or measured.
// Words: a kind is query (SPI), loop (C++ that polls), lock (waits for a table's lock), or guards (a million of them).
// This file is empty in a release build.
#ifdef COPILOT_FAULTS
#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

// copilot_debug_work(kind text): runs until it is interrupted; only guards ends by itself.
COPILOT_FUNCTION(debug_work) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    const std::string kind = arguments["kind"].value_or("");
    if (kind == "query") db.query({"SELECT count(*) FROM generate_series(1, 100000000000)", {}});
    if (kind == "lock") db.query({"SELECT count(*) FROM public.locked", {}});
    if (kind == "loop") {
      ServerInterrupts interrupts;
      for (std::uint64_t i = 0;; ++i)
        if (i % 1000 == 0) interrupts.poll();
    }
    if (kind == "guards") {
      for (int i = 0; i < 1000000; ++i) guard([]() noexcept {});
      return;
    }
    throw base::UserError{base::sqlstate::invalid_parameter_value, "the work ended: " + kind, "",
                          ""};
  });
  return 0;
}

}  // namespace copilot::pg
#endif
