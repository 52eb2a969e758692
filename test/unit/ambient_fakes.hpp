// The clock and the interrupts of unit tests.
// Words: a cancel comes at the poll with the number cancel_at; 0 is never.
// One definition for all tests: they are linked into one program.
#pragma once

#include "base/clock.hpp"
#include "base/interrupts.hpp"

namespace copilot::test {

class FakeClock final : public base::Clock {
 public:
  base::Timestamp time = 0;
  std::int64_t offset = 0;
  base::Timestamp now() const override { return time; }
  std::int64_t utc_offset(base::Timestamp) const override { return offset; }
};

class FakeInterrupts final : public base::Interrupts {
 public:
  struct Cancelled {};
  int polls = 0;
  int cancel_at = 0;
  void poll() override {
    if (++polls == cancel_at) throw Cancelled();
  }
};

}  // namespace copilot::test
