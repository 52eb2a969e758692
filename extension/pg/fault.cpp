// fault: the counters behind copilot.debug_fault.
// Words: see fault.hpp.
// This file is empty in a release build.
#include "pg/fault.hpp"

#ifdef COPILOT_FAULTS
#include "pg/postgres.hpp"

namespace copilot::pg::fault {

static int fail_at;  // copilot.debug_fault; 0: never
static int calls;    // guarded calls since the outermost entry
static int live;     // witnesses that exist

static const char* show_live() {
  return psprintf("%d", live);
}
static const char* show_calls() {
  return psprintf("%d", calls);
}

void define_setting() {
  DefineCustomIntVariable("copilot.debug_fault", "Fails the n-th guarded call of a function.",
                          "Exists in test builds only; 0 fails none.", &fail_at, 0, 0, INT_MAX,
                          PGC_SUSET, 0, nullptr, nullptr, nullptr);
  static int shown;
  DefineCustomIntVariable("copilot.debug_live", "Shows how many C++ objects are alive.",
                          "Exists in test builds only.", &shown, 0, 0, INT_MAX, PGC_INTERNAL, 0,
                          nullptr, nullptr, show_live);
  DefineCustomIntVariable("copilot.debug_calls",
                          "Shows how many guarded calls the last function made.",
                          "Exists in test builds only.", &shown, 0, 0, INT_MAX, PGC_INTERNAL, 0,
                          nullptr, nullptr, show_calls);
}

void begin_call() {
  calls = 0;
}

void point() {
  if (fail_at != 0 && ++calls == fail_at)
    ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("injected fault %d", fail_at)));
  else if (fail_at == 0)
    ++calls;
}

Witness::Witness() {
  ++live;
}
Witness::~Witness() {
  --live;
}

}  // namespace copilot::pg::fault
#endif
