// Settings: their definitions.
// Words: see settings.hpp.
// Called from _PG_init, where nothing may throw a C++ exception.
#include "pg/settings.hpp"

#include "pg/postgres.hpp"

#include "pg/fault.hpp"

namespace copilot::pg {

static int statement_timeout = 5000;
static int analysis_timeout = 60000;
static int lock_timeout = 100;

void define_settings() {
  constexpr int hour = 60 * 60 * 1000;
  DefineCustomIntVariable(
      "copilot.analysis_timeout", "Sets how long a function of copilot that analyses may run.",
      "At this limit the function is an error; the session's own statement_timeout "
      "applies as well.",
      &analysis_timeout, 60000, 1, hour, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("copilot.lock_timeout",
                          "Sets how long a function of copilot waits for a lock.",
                          "What is locked for longer is reported as unknown.", &lock_timeout, 100,
                          1, hour, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  DefineCustomIntVariable(
      "copilot.statement_timeout", "Sets how long a report of copilot may run.",
      "At this limit a report is an error and a finding unknown; the session's own "
      "statement_timeout applies as well.",
      &statement_timeout, 5000, 1, hour, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  fault::define_setting();
  MarkGUCPrefixReserved("copilot");
}

int statement_timeout_ms() {
  return statement_timeout;
}
int analysis_timeout_ms() {
  return analysis_timeout;
}
int lock_timeout_ms() {
  return lock_timeout;
}

}  // namespace copilot::pg
