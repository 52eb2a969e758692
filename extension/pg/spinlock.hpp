// Spinlock: held for one scope.
// Words: none of its own.
// Under it nothing may be called that allocates, waits or raises: a few copies only.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "storage/spin.h"
}

namespace copilot::pg {

class SpinLocked {
 public:
  explicit SpinLocked(slock_t& lock) : lock_(lock) { SpinLockAcquire(&lock_); }
  ~SpinLocked() { SpinLockRelease(&lock_); }
  SpinLocked(const SpinLocked&) = delete;
  SpinLocked& operator=(const SpinLocked&) = delete;

 private:
  slock_t& lock_;
};

}  // namespace copilot::pg
