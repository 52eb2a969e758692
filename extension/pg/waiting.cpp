// Waiting: on the latch of this process, and a socket beside it.
// Words: see waiting.hpp.
// The slice is not what makes a cancel fast (the latch is); it bounds what a lost signal can cost.
#include "pg/waiting.hpp"

#include <algorithm>

#include "pg/postgres.hpp"

#include "pg/guard.hpp"

namespace copilot::pg {

static constexpr long slice_ms = 100;

bool wait_socket(int socket, Ready what) {
  return guard([=]() noexcept {
    const int wanted = (static_cast<int>(what) & 1 ? WL_SOCKET_READABLE : 0) |
                       (static_cast<int>(what) & 2 ? WL_SOCKET_WRITEABLE : 0);
    const int events =
        WaitLatchOrSocket(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH | wanted, socket,
                          slice_ms, PG_WAIT_EXTENSION);
    if (events & WL_LATCH_SET) ResetLatch(MyLatch);
    CHECK_FOR_INTERRUPTS();
    return (events & wanted) != 0;
  });
}

void wait_signal(long at_most_ms) {
  guard([=]() noexcept {
    WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
              std::min(at_most_ms, slice_ms), PG_WAIT_EXTENSION);
    ResetLatch(MyLatch);
    CHECK_FOR_INTERRUPTS();
  });
}

}  // namespace copilot::pg
