// Pending changes: what this session's transaction has changed, until it commits.
// Words: see record.hpp and ring.hpp.
// A savepoint that is rolled back takes its changes with it; nothing is written or thrown in a commit.
#pragma once

#include "pg/changes/record.hpp"

namespace copilot::pg {

struct ChangeRing;

// Null where the library is not preloaded.
ChangeRing* change_ring();

// Follows the transactions of this session from now on. May raise.
void follow_transactions();

// Joins the record to the current transaction. Throws where memory runs out.
void append_change(const ChangeRecord& record);

// What was read of a slot is marked as stored when the current transaction commits. Throws where memory runs out.
void store_with_transaction(int slot, uint64 serial, int32 pieces);
// The same for what was told of records that found no slot.
void tell_lost_with_transaction(uint64 lost);

}  // namespace copilot::pg
