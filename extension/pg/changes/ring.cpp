// ChangeRing: a spinlock, and copies of plain data under it.
// Words: see ring.hpp.
// Under the lock nothing is called but memcpy.
#include "pg/changes/ring.hpp"

#include <cstring>

#include "pg/spinlock.hpp"

namespace copilot::pg {

void ChangeRing::init() {
  SpinLockInit(&lock);
  blind = 1;
  started_at = GetCurrentTimestamp();
}

int ChangeRing::reserve(const ChangeRecord& record) {
  int found = -1;
  {
    const SpinLocked held(lock);
    for (int i = 0; i < slots && found < 0; ++i) {
      const int number = (next + i) % slots;
      const SlotState state = slot[number].state;
      if (state == SlotState::free || state == SlotState::stored) found = number;
    }
    if (found < 0) {
      ++lost;
      ++blind;
      return -1;
    }
    next = (found + 1) % slots;
    slot[found].state = SlotState::reserved;
  }
  std::memcpy(&slot[found].record, &record, sizeof record);
  return found;
}

uint64 ChangeRing::publish(int number) {
  const SpinLocked held(lock);
  slot[number].serial = ++serial;
  slot[number].state = SlotState::published;
  return serial;
}

void ChangeRing::drop(int number) {
  const SpinLocked held(lock);
  slot[number].state = SlotState::free;
}

bool ChangeRing::add_pieces(int number, uint64 serial, int32 pieces) {
  const SpinLocked held(lock);
  if (slot[number].state != SlotState::published || slot[number].serial != serial) return false;
  slot[number].record.pieces += pieces;
  slot[number].record.folded = true;
  return true;
}

uint64 ChangeRing::read_serial(int number) {
  const SpinLocked held(lock);
  return slot[number].state == SlotState::published ? slot[number].serial : 0;
}

void ChangeRing::note_blind() {
  const SpinLocked held(lock);
  ++blind;
}

bool ChangeRing::read(int number, ChangeSlot& copy) {
  const SpinLocked held(lock);
  const SlotState state = slot[number].state;
  if (state != SlotState::published && state != SlotState::stored) return false;
  std::memcpy(static_cast<void*>(&copy), &slot[number], sizeof copy);
  return true;
}

void ChangeRing::mark_stored(int number, uint64 serial, int32 pieces, TimestampTz now) {
  const SpinLocked held(lock);
  ChangeSlot& mine = slot[number];
  if (mine.state != SlotState::published || mine.serial != serial) return;
  mine.record.pieces -= pieces;
  if (mine.record.pieces > 0) return;  // more came meanwhile: the next pass adds them to the run
  mine.record.pieces = pieces;
  mine.stored_at = now;
  mine.state = SlotState::stored;
}

bool ChangeRing::is_busy() {
  const SpinLocked held(lock);
  for (const ChangeSlot& each : slot)
    if (each.state == SlotState::reserved) return true;
  return false;
}

void ChangeRing::tell_lost(uint64 count) {
  const SpinLocked held(lock);
  lost_told = count;
}

ChangeRing::Losses ChangeRing::losses() {
  const SpinLocked held(lock);
  return {lost, lost_told, blind};
}

}  // namespace copilot::pg
