// BufferWalk: one look at every buffer header.
// Words: a key says which files are counted together; free are the buffers that hold nothing.
// No lock is taken and no buffer is touched.
#pragma once

#include "pg/buffer_tally.hpp"

namespace copilot::pg {

struct BufferCount {
  std::vector<Tally> tallies;  // in the order in which they were met first
  std::uint32_t free = 0;
};

BufferCount tally_buffers(compat::RelationFile (*key)(const compat::RelationFile&));

}  // namespace copilot::pg
