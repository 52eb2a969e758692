// Pending changes: kept in the session's own memory, copied to the ring while the transaction commits.
// Words: a run is of changes no more than ten seconds apart; beyond its first hundred it is one record, of pg_restore from the
// second on, so that one session cannot fill the ring.
// The callbacks run where nothing may fail: memory was taken before, and only the ring's spinlock is held.
#include "pg/changes/pending.hpp"

#include <cstdio>
#include <cstring>
#include <vector>

#include "pg/changes/hooks.hpp"
#include "pg/changes/ring.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

constexpr int kept_apart = 100;
constexpr int64 run_gap_us = 10 * USECS_PER_SEC;

struct Entry {
  SubTransactionId subtransaction;
  int slot;  // -1: none
  ChangeRecord record;
};

struct Stored {
  int slot;
  uint64 serial;
  int32 pieces;
};

struct Run {
  int number;
  int length;
  TimestampTz last_at;
  int slot;  // of its last record, -1: none
  uint64 serial;
  int32 pieces_to_add;  // when this transaction commits
};

// Never freed: a static with a destructor would run at the process's end.
struct Pending {
  std::vector<Entry> entries;
  std::vector<Stored> stored;
  uint64 lost = 0;  // told of in this transaction; 0: none
  Run run{0, 0, 0, -1, 0, 0};
};

Pending* pending;

Pending& own() {
  if (pending == nullptr) {
    pending = new Pending;
    pending->entries.reserve(kept_apart);
  }
  return *pending;
}

// One more of the run: whether it is to be told by the run's last record.
bool joins_run(Run& run, ChangeRecord& record) {
  if (run.length == 0 || record.at - run.last_at > run_gap_us)
    run = {run.number + 1, 0, 0, -1, 0, 0};
  ++run.length;
  run.last_at = record.at;
  std::snprintf(record.run, sizeof record.run, "%d.%lld.%d", MyProcPid,
                static_cast<long long>(MyStartTimestamp), run.number);
  const bool restores = std::strcmp(record.application, "pg_restore") == 0;
  return run.length > (restores ? 1 : kept_apart);
}

// Whether it became a piece of the entry before it.
bool fold(Entry& before, SubTransactionId subtransaction, const ChangeRecord& record) {
  if (!record.foldable || !before.record.foldable || before.subtransaction != subtransaction)
    return false;
  before.record.pieces += record.pieces;
  before.record.folded = true;
  return true;
}

void before_commit() {
  ChangeRing& ring = *change_ring();
  Run& run = pending->run;
  run.pieces_to_add = 0;
  const TimestampTz now = GetCurrentTimestamp();
  int last = -1;  // the entry that this transaction's pieces go to
  for (std::size_t i = 0; i < pending->entries.size(); ++i) {
    Entry& entry = pending->entries[i];
    if (entry.record.at == 0) entry.record.at = now;
    if (entry.record.foldable && joins_run(run, entry.record)) {
      if (last >= 0) {
        ChangeRecord& told = ring.slot[pending->entries[last].slot].record;
        told.pieces += entry.record.pieces;
        told.folded = true;
        continue;
      }
      if (run.slot >= 0 && ring.read_serial(run.slot) == run.serial) {
        run.pieces_to_add += entry.record.pieces;
        continue;
      }
    }
    entry.slot = ring.reserve(entry.record);
    if (entry.slot >= 0 && entry.record.foldable) last = static_cast<int>(i);
  }
}

void at_commit() {
  ChangeRing& ring = *change_ring();
  Run& run = pending->run;
  if (run.pieces_to_add > 0 && !ring.add_pieces(run.slot, run.serial, run.pieces_to_add))
    ring.note_blind();
  run.pieces_to_add = 0;
  for (const Entry& entry : pending->entries) {
    if (entry.slot < 0) continue;
    const uint64 serial = ring.publish(entry.slot);
    if (!entry.record.foldable) continue;
    run.slot = entry.slot;
    run.serial = serial;
  }
  pending->entries.clear();
  if (pending->lost > 0) ring.tell_lost(pending->lost);
  pending->lost = 0;
  const TimestampTz now = GetCurrentTimestamp();
  for (const Stored& each : pending->stored)
    ring.mark_stored(each.slot, each.serial, each.pieces, now);
  pending->stored.clear();
}

void at_abort() {
  pending->run.pieces_to_add = 0;
  for (const Entry& entry : pending->entries)
    if (entry.slot >= 0) change_ring()->drop(entry.slot);
  pending->entries.clear();
  pending->stored.clear();
  pending->lost = 0;
}

void on_transaction(XactEvent event, void*) {
  if (event == XACT_EVENT_ABORT) forget_statement(TopSubTransactionId);
  if (pending == nullptr) return;
  switch (event) {
    case XACT_EVENT_PRE_COMMIT:
      if (!pending->entries.empty()) before_commit();
      break;
    case XACT_EVENT_COMMIT:
      if (!pending->entries.empty() || !pending->stored.empty() || pending->lost > 0) at_commit();
      break;
    case XACT_EVENT_PRE_PREPARE:  // whether it ever commits, another session decides
      if (!pending->entries.empty()) change_ring()->note_blind();
      at_abort();
      break;
    case XACT_EVENT_ABORT:
      at_abort();
      break;
    default:
      break;
  }
}

// What was done in a savepoint is its parent's now.
void hand_over(std::vector<Entry>& entries, SubTransactionId mine, SubTransactionId parent) {
  for (auto each = entries.rbegin(); each != entries.rend() && each->subtransaction >= mine; ++each)
    each->subtransaction = parent;
  while (entries.size() > kept_apart) {
    const Entry& last = entries.back();
    if (!fold(entries[entries.size() - 2], last.subtransaction, last.record)) return;
    entries.pop_back();
  }
}

void on_subtransaction(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void*) {
  if (event == SUBXACT_EVENT_ABORT_SUB) forget_statement(mine);
  if (pending == nullptr) return;
  auto& entries = pending->entries;
  if (event == SUBXACT_EVENT_COMMIT_SUB) return hand_over(entries, mine, parent);
  if (event != SUBXACT_EVENT_ABORT_SUB) return;
  // Numbers only grow, so that those from this one on are its own descendants.
  while (!entries.empty() && entries.back().subtransaction >= mine) entries.pop_back();
}

}  // namespace

ChangeRing* change_ring() {
  SharedMemory* shared = shared_memory();
  return shared == nullptr ? nullptr : &shared->changes;
}

void follow_transactions() {
  static bool following;
  if (following) return;
  RegisterXactCallback(on_transaction, nullptr);
  following = true;
  RegisterSubXactCallback(on_subtransaction, nullptr);
}

void append_change(const ChangeRecord& record) {
  auto& entries = own().entries;
  const SubTransactionId subtransaction = GetCurrentSubTransactionId();
  if (entries.size() >= kept_apart && fold(entries.back(), subtransaction, record)) return;
  entries.push_back({subtransaction, -1, record});
}

void store_with_transaction(int slot, uint64 serial, int32 pieces) {
  own().stored.push_back({slot, serial, pieces});
}

void tell_lost_with_transaction(uint64 lost) {
  own().lost = lost;
}

}  // namespace copilot::pg
