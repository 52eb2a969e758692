// Interrupts: how pure C++ work lets a cancel, a timeout or a server-wide barrier through.
// Words: poll() returns at once, or throws what ends the work.
// Any loop that can run for 100 ms must poll at least that often.
#pragma once

namespace copilot::base {

class Interrupts {
 public:
  virtual ~Interrupts() = default;
  virtual void poll() = 0;
};

}  // namespace copilot::base
