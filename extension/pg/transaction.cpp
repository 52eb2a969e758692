// transaction: see transaction.hpp.
// Words: none of its own.
// Abort runs outside of every fault that tests inject: it is the server's own cleaning up.
#include "pg/transaction.hpp"

#include "pg/postgres.hpp"

#include "pg/deadline.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

Transaction::Transaction(const char* activity) {
  guard([=]() noexcept {
    StartTransactionCommand();
    PushActiveSnapshot(GetTransactionSnapshot());
    pgstat_report_activity(STATE_RUNNING, activity);
  });
  session_.emplace(Limit::quick);
}

void Transaction::commit() {
  session_->finish();
  guard([]() noexcept {
    PopActiveSnapshot();
    CommitTransactionCommand();
    pgstat_report_stat(false);
    pgstat_report_activity(STATE_IDLE, nullptr);
  });
  Deadline::leave(0);
}

void Transaction::abort() {
  guard<Faults::none>([]() noexcept {
    AbortCurrentTransaction();
    pgstat_report_stat(false);
    pgstat_report_activity(STATE_IDLE, nullptr);
  });
  Deadline::leave(0);
}

// The error's data stays in the worker's own memory: it may be the server's last resort, which is not to be freed.
base::Failure failure_of(const Error& error) {
  const ErrorData* data = error.data();
  base::Failure failure{unpack_sql_state(data->sqlerrcode),
                        data->message != nullptr ? data->message : "",
                        data->hint != nullptr ? data->hint : ""};
  if (Deadline::caused(data)) failure.message = "stopped at copilot's own time limit";
  return failure;
}

}  // namespace copilot::pg
