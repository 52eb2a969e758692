// WorkerState: what the scheduler, the pass and the sessions tell each other.
// Words: a request is a number that grows; a pass answers all requests made before it began.
// Every field is guarded by the spinlock, which is held for a few instructions only.
#pragma once

#include <cstring>

#include "pg/postgres.hpp"

extern "C" {
#include "storage/condition_variable.h"
#include "storage/spin.h"
}

namespace copilot::pg {

// How one collector fared; kept by position, the first of each name wins.
struct CollectorState {
  char name[32];
  TimestampTz last_pass;  // 0: never
  TimestampTz last_error_at;
  char last_error[256];
  int64 passes;
  int64 failures;
  int64 cpu_us;
  int64 bytes_written;
  int64 objects;
};

struct WorkerState {
  static constexpr int max_collectors = 40;

  slock_t lock;
  int32 scheduler_pid;
  int32 pass_pid;
  Latch* scheduler_latch;  // of shared memory (MyProc's)
  int64 requested;
  int64 answered;
  ConditionVariable pass_ended;
  TimestampTz last_pass;
  TimestampTz next_pass;
  int32 failures_in_a_row;
  bool baseline_needed;  // the last pass's memory is not to be compared with
  Oid history_identity;  // the oid of the table history_chunks that the last pass wrote to
  char state[32];        // running, disabled, ...
  char reason[256];      // why not running
  CollectorState collectors[max_collectors];

  void init() {
    std::memset(static_cast<void*>(this), 0, sizeof *this);
    SpinLockInit(&lock);
    ConditionVariableInit(&pass_ended);
    baseline_needed = true;
    std::strncpy(state, "starting", sizeof state - 1);
  }
};

}  // namespace copilot::pg
