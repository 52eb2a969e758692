// WaitTally: what sessions were seen doing, counted since the server's start, in shared memory.
// Words: a sample looks at every process once; an event is the server's number of what a process waits for, 0 while it waits
// for nothing; a peak is the most sessions that were seen in one state.
// The scheduler writes and the pass reads, both under the lock, which is held for microseconds.
#pragma once

#include "pg/postgres.hpp"

#include "pg/history/fixed_table.hpp"

namespace copilot::pg {

struct WaitTally {
  struct WaitKey {
    uint32 event;
    uint64 query;
    uint64 number() const {
      return query ^ uint64 { event } << 32 ^ event;
    }
    friend bool operator==(const WaitKey&, const WaitKey&) = default;
  };
  struct LockKey {
    uint32 event;
    Oid database;
    Oid relation;
    uint64 number() const {
      return (uint64{database} << 32 | relation) ^ event * UINT64CONST(7919);
    }
    friend bool operator==(const LockKey&, const LockKey&) = default;
  };
  struct Seen {
    int64 samples;
    int64 sampled_us;
    TimestampTz last;
  };
  struct SessionKey {
    Oid database;  // zero: all databases
    int32 state;   // of BackendState; all_states
    uint64 number() const { return uint64{database} << 8 | static_cast<uint8>(state); }
    friend bool operator==(const SessionKey&, const SessionKey&) = default;
  };
  struct Sessions {
    int32 now;
    int32 peak;    // since the last reading
    int32 before;  // of readings that were not stored
  };
  static constexpr int32 all_states = -1;

  using Waits = FixedTable<WaitKey, Seen, 4096>;
  using Locks = FixedTable<LockKey, Seen, 1024>;
  using States = FixedTable<SessionKey, Sessions, 1024>;

  LWLock lock;
  TimestampTz tidied_at;
  TimestampTz sessions_read_at;
  Waits waits;
  Locks locks;
  States states;

  void init();
};

// Looks at every process; each that is active stands for that much time.
void sample_waits(int64 elapsed_us);
// The same for the states of the sessions alone.
void sample_sessions();

// The state as pg_stat_activity has it.
const char* state_name(int32 state);

}  // namespace copilot::pg
