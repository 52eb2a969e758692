// BufferWalk: the headers, in their order.
// Words: a header is one buffer's state and tag.
// Nothing is written, but for a header that is read under its own lock in the end.
#include "pg/buffer_walk.hpp"

#include "pg/ambient.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

using compat::RelationFile;

constexpr uint32 hot_usage = 3;

struct Header {
  RelationFile file;
  uint32 state;
};

// Without the header's spinlock: both the tag and the flags are read twice and must agree. A header
// that changes all the time is read under its lock in the end.
Header read_header(int buffer) {
  constexpr int attempts = 64;
  constexpr uint32 flags = BM_VALID | BM_DIRTY | BM_TAG_VALID | BUF_USAGECOUNT_MASK;
  BufferDesc* header = GetBufferDescriptor(buffer);
  for (int i = 0; i < attempts; ++i) {
    const uint32 before = pg_atomic_read_u32(&header->state);
    pg_read_barrier();
    const RelationFile file = compat::file_of(header->tag);
    pg_read_barrier();
    const RelationFile again = compat::file_of(header->tag);
    pg_read_barrier();
    const uint32 after = pg_atomic_read_u32(&header->state);
    const bool locked = ((before | after) & BM_LOCKED) != 0;
    if (!locked && file == again && ((before ^ after) & flags) == 0) return {file, after};
  }
  return guard([&]() noexcept {
    const uint32 state = LockBufHdr(header);
    const Header copy{compat::file_of(header->tag), state};
    UnlockBufHdr(header, state);
    return copy;
  });
}

}  // namespace

BufferCount tally_buffers(RelationFile (*key)(const RelationFile&)) {
  constexpr int poll_every = 1 << 14;
  ServerInterrupts interrupts;
  BufferTally tallies;
  BufferCount count;
  RelationFile last{};
  Tally* tally = nullptr;
  for (int i = 0; i < NBuffers; ++i) {
    if (i % poll_every == 0) interrupts.poll();
    const Header header = read_header(i);
    constexpr uint32 in_use = BM_TAG_VALID | BM_VALID;
    if ((header.state & in_use) != in_use) {
      ++count.free;
      continue;
    }
    // Pages of one file tend to stand together.
    if (tally == nullptr || !(header.file == last)) {
      last = header.file;
      tally = &tallies[key(last)];
    }
    ++tally->buffers;
    tally->dirty += (header.state & BM_DIRTY) != 0;
    tally->hot += BUF_STATE_GET_USAGECOUNT(header.state) >= hot_usage;
  }
  count.tallies = tallies.take();
  return count;
}

}  // namespace copilot::pg
