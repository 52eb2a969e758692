// The clock and the interrupts of the server, as modules see them.
// Words: see base/clock.hpp and base/interrupts.hpp.
// Polling is cheap: one flag is read, and the server is called only when it is set.
#pragma once

#include "base/clock.hpp"
#include "base/interrupts.hpp"

namespace copilot::pg {

class ServerClock final : public base::Clock {
 public:
  base::Timestamp now() const override;
  std::int64_t utc_offset(base::Timestamp at) const override;  // in the session's time zone
};

class ServerInterrupts final : public base::Interrupts {
 public:
  void poll() override;
};

}  // namespace copilot::pg
