// Interruption: Ctrl-C while a call runs or watch waits.
// Words: a wait ends by readiness, by its time, or by an interruption.
// Between waits SIGINT is held back, so that no moment exists in which it is lost.
#pragma once

#include <signal.h>

#include <chrono>

namespace copilot::client {

class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  enum class Woken { readable, time, interrupted };
  // Waits until the file can be read (-1: none), the time has passed, or Ctrl-C is pressed.
  Woken wait(int file, std::chrono::milliseconds time) const;

 private:
  sigset_t mask_before_;
  struct sigaction action_before_;
};

}  // namespace copilot::client
