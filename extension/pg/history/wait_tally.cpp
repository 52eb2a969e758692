// WaitTally: the sampling, over the server's array of processes.
// Words: see wait_tally.hpp; a status is what a session tells of itself, read again when it was written meanwhile.
// No lock of the server is waited for but for one case: who waits for a row is asked which table it is in.
#include "pg/history/wait_tally.hpp"

#include "pg/compat.hpp"
#include "pg/guard.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

constexpr int64 minute_us = INT64CONST(60) * 1000000;

struct Status {
  bool session;  // of a client
  int32 state;
  Oid database;
  uint64 query;
};

bool read_status(const PGPROC& process, Status& status) {
  constexpr int attempts = 16;
  volatile PgBackendStatus* entry = compat::status_of(process);
  if (entry == nullptr) return false;
  for (int i = 0; i < attempts; ++i) {
    int before;
    int after;
    pgstat_begin_read_activity(entry, before);
    const int pid = entry->st_procpid;
    status.session = entry->st_backendType == B_BACKEND;
    status.state = entry->st_state;
    status.database = entry->st_databaseid;
    status.query = entry->st_query_id;
    pgstat_end_read_activity(entry, after);
    if (pgstat_read_activity_complete(before, after)) return pid == process.pid;
  }
  return false;
}

bool running(const Status& status) {
  return status.state == STATE_RUNNING || status.state == STATE_FASTPATH;
}

// The lock that a process waits for. The memory of a lock stays the lock table's, so that at worst another lock is read,
// and then the process has moved on.
bool awaited_lock(const PGPROC& process, LOCKTAG& tag) {
  const LOCK* lock = *const_cast<LOCK* const volatile*>(&process.waitLock);
  if (lock == nullptr) return false;
  tag = lock->tag;
  pg_read_barrier();
  return *const_cast<LOCK* const volatile*>(&process.waitLock) == lock;
}

// Who waits for a row waits for its last writer's transaction, and holds the row's own lock.
bool about_relation(const LOCKTAG& tag) {
  return tag.locktag_type == LOCKTAG_RELATION || tag.locktag_type == LOCKTAG_RELATION_EXTEND ||
         tag.locktag_type == LOCKTAG_PAGE || tag.locktag_type == LOCKTAG_TUPLE;
}

WaitTally::LockKey lock_key(PGPROC& process, uint32 event) {
  LOCKTAG tag;
  if (!awaited_lock(process, tag)) return {event, InvalidOid, InvalidOid};
  if (!about_relation(tag) &&
      (tag.locktag_type != LOCKTAG_TRANSACTION || !compat::held_row_lock(process, tag)))
    return {event, process.databaseId, InvalidOid};
  return {event, tag.locktag_field1, tag.locktag_field2};
}

void count(WaitTally::Seen* seen, int64 elapsed_us, TimestampTz now) {
  if (seen == nullptr) return;
  seen->samples += 1;
  seen->sampled_us += elapsed_us;
  seen->last = now;
}

// Keeps what was seen within the hour; where that is still too much, within the minute.
template <class Table>
void tidy(Table& table, TimestampTz now) {
  if (table.count < Table::most / 8 * 7) return;
  auto* spare = static_cast<Table*>(palloc(sizeof(Table)));
  for (const int64 age : {60 * minute_us, minute_us})
    if (table.count >= Table::most / 8 * 7)
      table.tidy(*spare, [=](const WaitTally::Seen& seen) { return seen.last >= now - age; });
  pfree(spare);
}

void count_wait(WaitTally& tally, PGPROC& process, const Status& status, int64 elapsed_us,
                TimestampTz now) {
  const uint32 event = *const_cast<volatile uint32*>(&process.wait_event_info);
  const bool lock = (event & 0xFF000000U) == PG_WAIT_LOCK;
  // Of the server's own processes only those that stand in line with the sessions.
  if (!(status.session && running(status)) && !lock) return;
  WaitTally::Seen* seen = tally.waits.find({event, status.query});
  count(seen != nullptr ? seen : tally.waits.find({event, 0}), elapsed_us, now);
  if (lock) count(tally.locks.find(lock_key(process, event)), elapsed_us, now);
}

void count_session(WaitTally& tally, const Status& status) {
  for (const WaitTally::SessionKey key : {WaitTally::SessionKey{status.database, status.state},
                                          WaitTally::SessionKey{InvalidOid, status.state},
                                          WaitTally::SessionKey{InvalidOid, WaitTally::all_states}})
    if (WaitTally::Sessions* sessions = tally.states.find(key)) ++sessions->now;
}

// Runs under guard and the tally's lock.
template <class Each>
void look_around(WaitTally& tally, Each each) {
  for (auto& entry : tally.states.entries) entry.value.now = 0;
  for (uint32 i = 0; i < ProcGlobal->allProcCount; ++i) {
    PGPROC& process = ProcGlobal->allProcs[i];
    Status status;
    if (process.pid == 0 || process.pid == MyProcPid || !read_status(process, status)) continue;
    if (status.session) count_session(tally, status);
    each(process, status);
  }
  for (auto& entry : tally.states.entries)
    entry.value.peak = Max(entry.value.peak, entry.value.now);
}

}  // namespace

void WaitTally::init() {
  LWLockInitialize(&lock, LWLockNewTrancheId());
  tidied_at = 0;
  sessions_read_at = 0;
  waits.init();
  locks.init();
  states.init();
}

void sample_waits(int64 elapsed_us) {
  WaitTally& tally = shared_memory()->waits;
  guard([&tally, elapsed_us]() noexcept {
    const TimestampTz now = GetCurrentTimestamp();
    LWLockAcquire(&tally.lock, LW_EXCLUSIVE);
    if (now >= tally.tidied_at + minute_us) {
      tidy(tally.waits, now);
      tidy(tally.locks, now);
      tally.tidied_at = now;
    }
    look_around(tally, [&](PGPROC& process, const Status& status) {
      count_wait(tally, process, status, elapsed_us, now);
    });
    LWLockRelease(&tally.lock);
  });
}

void sample_sessions() {
  WaitTally& tally = shared_memory()->waits;
  guard([&tally]() noexcept {
    LWLockAcquire(&tally.lock, LW_EXCLUSIVE);
    look_around(tally, [](PGPROC&, const Status&) {});
    LWLockRelease(&tally.lock);
  });
}

const char* state_name(int32 state) {
  switch (state) {
    case WaitTally::all_states:
      return "all";
    case STATE_IDLE:
      return "idle";
    case STATE_RUNNING:
      return "active";
    case STATE_IDLEINTRANSACTION:
      return "idle in transaction";
    case STATE_FASTPATH:
      return "fastpath function call";
    case STATE_IDLEINTRANSACTION_ABORTED:
      return "idle in transaction (aborted)";
    case STATE_DISABLED:
      return "disabled";
    default:
      return "starting";
  }
}

}  // namespace copilot::pg
