// ChangeRing: where sessions leave what they changed until the pass stores it.
// Words: a slot is free, reserved (its transaction is about to commit), published (committed) or stored (in the table, kept a
// while for readers whose snapshot is older). Being blind is a time in which a change could go unseen.
// Nothing here allocates, waits or raises: it runs while a transaction commits.
#pragma once

#include "pg/changes/record.hpp"

extern "C" {
#include "storage/spin.h"
}

namespace copilot::pg {

enum class SlotState : uint32 { free, reserved, published, stored };

struct ChangeSlot {
  SlotState state;
  uint64 serial;  // in the order of commits
  TimestampTz stored_at;
  ChangeRecord record;
};

struct ChangeRing {
  static constexpr int slots = 1024;

  slock_t lock;  // of everything below, but a reserved slot's record, which is its session's
  int32 next;
  uint64 serial;
  uint64 lost;       // records that found no slot
  uint64 lost_told;  // of these, those that the history tells of
  uint64 blind;      // times that something could have gone unseen; the start of the server is one
  TimestampTz started_at;  // after a crash too
  ChangeSlot slot[slots];

  // Fresh memory is zero, and zero is free.
  void init();
  // The number of a slot that holds the record now, or -1.
  int reserve(const ChangeRecord& record);
  // Returns the serial.
  uint64 publish(int number);
  void drop(int number);
  // Adds to a record that was published before; false where it is stored already.
  bool add_pieces(int number, uint64 serial, int32 pieces);
  // The serial of a published record, 0 for any other slot.
  uint64 read_serial(int number);
  void note_blind();
  // A copy of a slot that readers may see; false for another.
  bool read(int number, ChangeSlot& copy);
  // Whether a transaction is about to commit what may be visible already.
  bool is_busy();
  // What was read is in the table now.
  void mark_stored(int number, uint64 serial, int32 pieces, TimestampTz now);
  void tell_lost(uint64 lost);
  struct Losses {
    uint64 lost;
    uint64 lost_told;
    uint64 blind;
  };
  Losses losses();
};

}  // namespace copilot::pg
