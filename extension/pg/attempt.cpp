// attempt: subtransactions, and which errors may be survived.
// Words: see attempt.hpp.
// A cancel, a shutdown or the session's own timeout must never end here; only our own deadline may.
#include "pg/attempt.hpp"

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/deadline.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

Attempt::Attempt() {
  guard([this]() noexcept {
    context_ = CurrentMemoryContext;
    owner_ = CurrentResourceOwner;
    BeginInternalSubTransaction(nullptr);
    MemoryContextSwitchTo(static_cast<MemoryContext>(context_));
  });
}

void Attempt::restore() {
  MemoryContextSwitchTo(static_cast<MemoryContext>(context_));
  CurrentResourceOwner = static_cast<ResourceOwner>(owner_);
}

void Attempt::abandon() {
  guard<Faults::none>([this]() noexcept {
    RollbackAndReleaseCurrentSubTransaction();
    restore();
  });
}

static bool must_pass(const ErrorData* error) {
  if (Deadline::caused(error)) return !Deadline::fired();
  switch (error->sqlerrcode) {
    case ERRCODE_QUERY_CANCELED:
    case ERRCODE_ADMIN_SHUTDOWN:
    case ERRCODE_CRASH_SHUTDOWN:
    case ERRCODE_OUT_OF_MEMORY:
      return true;
    default:
      return error->elevel > ERROR;
  }
}

base::Failure survive(const Error& error) {
  ErrorData* data = error.data();
  if (must_pass(data)) throw error;
  struct Words {
    const char* message;
    const char* hint;
    const char* code;
  };
  const Words words = guard([&]() noexcept {
    return Words{module_text(data->message != nullptr ? data->message : ""),
                 module_text(data->hint != nullptr ? data->hint : ""),
                 pstrdup(unpack_sql_state(data->sqlerrcode))};
  });
  base::Failure failure{words.code, words.message, words.hint};
  if (Deadline::caused(data)) {
    failure.message = "stopped at copilot's own time limit";
    failure.hint = "Raise copilot.statement_timeout for this session, or ask for less.";
  }
  guard([&]() noexcept { FreeErrorData(data); });
  return failure;
}

}  // namespace copilot::pg
