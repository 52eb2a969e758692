// The clock and the interrupts of the server.
// Words: see ambient.hpp.
// Nothing else belongs here.
#include "pg/ambient.hpp"

#include "pg/postgres.hpp"

#include "pg/guard.hpp"

namespace copilot::pg {

base::Timestamp ServerClock::now() const {
  constexpr base::Timestamp epoch =
      static_cast<base::Timestamp>(POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;
  return GetCurrentTimestamp() + epoch;
}

void ServerInterrupts::poll() {
  if (InterruptPending) guard([]() noexcept { CHECK_FOR_INTERRUPTS(); });
}

}  // namespace copilot::pg
