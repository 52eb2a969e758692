// Deadline: a timeout of our own, registered with the server's timeout machinery.
// Words: see deadline.hpp.
// The handler runs in a signal handler: it sets flags and the latch, nothing else.
#include "pg/deadline.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>

#include "pg/postgres.hpp"

#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

TimeoutId timeout = MAX_TIMEOUTS;  // not registered yet
volatile std::sig_atomic_t has_fired;
bool armed;
int armed_ms;
const char* armed_setting;

void on_timeout() {
  has_fired = 1;
  QueryCancelPending = true;
  InterruptPending = true;
  SetLatch(MyLatch);
}

}  // namespace

void Deadline::arm(int limit_ms, const char* setting) {
  if (armed) return;
  guard([&]() noexcept {
    if (timeout == MAX_TIMEOUTS) timeout = RegisterTimeout(USER_TIMEOUT, on_timeout);
    has_fired = 0;
    enable_timeout_after(timeout, limit_ms);
  });
  armed = true;
  armed_ms = limit_ms;
  armed_setting = setting;
}

Deadline::End Deadline::leave(int depth) {
  if (!armed || depth > 0) return {has_fired != 0, armed_ms, armed_setting};
  disable_timeout(timeout, false);
  armed = false;
  const bool was_fired = has_fired != 0;
  // It fired just as the work ended: the cancel it asked for must not hit the next statement.
  if (was_fired && QueryCancelPending) QueryCancelPending = false;
  has_fired = 0;
  return {was_fired, armed_ms, armed_setting};
}

bool Deadline::fired() {
  return has_fired != 0;
}
int Deadline::remaining_ms(int otherwise) {
  if (!armed) return otherwise;
  const long left =
      TimestampDifferenceMilliseconds(GetCurrentTimestamp(), get_timeout_finish_time(timeout));
  return std::clamp(static_cast<int>(left), 1, armed_ms);
}
int Deadline::limit_ms() {
  return armed_ms;
}
const char* Deadline::setting() {
  return armed_setting;
}

bool Deadline::caused(const ErrorData* error) {
  return error->sqlerrcode == ERRCODE_QUERY_CANCELED && error->message_id != nullptr &&
         std::strcmp(error->message_id, "canceling statement due to user request") == 0;
}

}  // namespace copilot::pg
