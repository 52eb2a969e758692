// SharedMemory: what copilot's processes and hooks share; there only where the library is preloaded.
// Words: a part is plain data of one noun, in a header of its own, with init(); this file only lists the parts.
// Nothing here may hold a pointer into a process's own memory, nor anything with a constructor.
#pragma once

#include <cstddef>
#include <span>

#include "pg/changes/ring.hpp"
#include "pg/history/name_state.hpp"
#include "pg/history/source_state.hpp"
#include "pg/history/wait_tally.hpp"
#include "pg/history/worker_state.hpp"

namespace copilot::pg {

struct SharedMemory {
  WorkerState worker;
  SourceState sources;
  NameState names;
  WaitTally waits;
  ChangeRing changes;
};

// To be called from _PG_init while the server preloads.
void request_shared_memory();

// Null where the library was not preloaded.
SharedMemory* shared_memory();

// Where the pass keeps the values of the pass before: copilot.memory_limit bytes, zero at the start.
std::span<std::byte> last_pass_memory();

}  // namespace copilot::pg
