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
  bool unavailable;  // what it reads is not there; last_error says why
  int64 passes;
  int64 failures;
  int64 cpu_us;
  int64 bytes_written;
  int64 objects;
  int32 failures_in_a_row;
};

struct WorkerState {
  static constexpr int max_collectors = 40;

  slock_t lock;
  int32 scheduler_pid;
  int32 pass_pid;
  Latch* scheduler_latch;  // of shared memory (MyProc's)
  int64 requested;
  int64 answering;  // by the pass that runs
  int64 answered;
  bool succeeded;         // the pass that runs, or the last
  bool answer_succeeded;  // the pass that gave the last answer
  ConditionVariable pass_ended;
  TimestampTz last_pass;
  TimestampTz next_pass;
  Oid history_identity;  // the oid of the table history_chunks that the last pass wrote to
  char state[32];        // running, disabled, ...
  char reason[256];      // why not running
  CollectorState collectors[max_collectors];

  void init() {
    std::memset(static_cast<void*>(this), 0, sizeof *this);
    SpinLockInit(&lock);
    ConditionVariableInit(&pass_ended);
    std::strncpy(state, "starting", sizeof state - 1);
  }
};

}  // namespace copilot::pg
