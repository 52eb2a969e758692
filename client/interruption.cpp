// Interruption: SIGINT is blocked but while waiting, and then noted in a flag.
// Words: see interruption.hpp.
// The handler does nothing but set the flag.
#include "interruption.hpp"

#include <poll.h>

#include <algorithm>

namespace copilot::client {

static volatile sig_atomic_t pressed = 0;

static void note(int) {
  pressed = 1;
}

Interruption::Interruption() {
  pressed = 0;
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigprocmask(SIG_BLOCK, &held, &mask_before_);
  struct sigaction action = {};
  action.sa_handler = note;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &action_before_);
}

Interruption::~Interruption() {
  sigaction(SIGINT, &action_before_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
}

Interruption::Woken Interruption::wait(int file, std::chrono::milliseconds time) const {
  if (pressed) {
    pressed = 0;
    return Woken::interrupted;
  }
  // Not nought: then a signal that is held back would not be let through.
  time = std::max(time, std::chrono::milliseconds(1));
  pollfd entry{file, POLLIN, 0};
  timespec timeout{static_cast<time_t>(time.count() / 1000),
                   static_cast<long>(time.count() % 1000) * 1'000'000};
  sigset_t mask = mask_before_;
  sigdelset(&mask, SIGINT);
  int ready = ppoll(&entry, file < 0 ? 0 : 1, &timeout, &mask);
  if (pressed) {
    pressed = 0;
    return Woken::interrupted;
  }
  return ready > 0 ? Woken::readable : Woken::time;
}

}  // namespace copilot::client
