// guard: PG_TRY, and nothing with a destructor near it.
// Words: see guard.hpp.
// Nothing else in the extension may use PG_TRY.
#include "pg/guard.hpp"

#include "pg/postgres.hpp"

#include "pg/enter.hpp"
#include "pg/fault.hpp"

namespace copilot::pg {

// When even copying the error runs out of memory; static, so that reporting it needs none.
static ErrorData out_of_memory;

static ErrorData* fallback() {
  out_of_memory.elevel = ERROR;
  out_of_memory.sqlerrcode = ERRCODE_OUT_OF_MEMORY;
  out_of_memory.message = const_cast<char*>("out of memory while copying an error");
  out_of_memory.assoc_context = TopMemoryContext;
  return &out_of_memory;
}

// The copy lives in the context of the call, which outlasts every subtransaction inside it.
static ErrorData* take_error() {
  ErrorData* volatile copy = nullptr;
  MemoryContextSwitchTo(call_context() != nullptr ? call_context() : TopMemoryContext);
  PG_TRY();
  {
    copy = CopyErrorData();
    FlushErrorState();
  }
  PG_CATCH();
  {
    FlushErrorState();
    copy = fallback();
  }
  PG_END_TRY();
  return copy;
}

void run_guarded(void (*body)(void*), void* closure, Faults faults) {
  MemoryContext context = CurrentMemoryContext;
  ErrorData* volatile failure = nullptr;
  PG_TRY();
  {
    if (faults == Faults::injected) fault::point();
    body(closure);
  }
  PG_CATCH();
  {
    failure = take_error();
    MemoryContextSwitchTo(context);
  }
  PG_END_TRY();
  if (failure != nullptr) throw Error(failure);
}

}  // namespace copilot::pg
