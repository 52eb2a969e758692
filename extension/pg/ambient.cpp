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

std::int64_t ServerClock::utc_offset(base::Timestamp at) const {
  const pg_time_t seconds = at / USECS_PER_SEC;
  return guard([&]() noexcept -> std::int64_t {
    const pg_tm* local = pg_localtime(&seconds, session_timezone);
    return local == nullptr ? 0 : local->tm_gmtoff * USECS_PER_SEC;
  });
}

void ServerInterrupts::poll() {
  if (InterruptPending) guard([]() noexcept { CHECK_FOR_INTERRUPTS(); });
}

}  // namespace copilot::pg
