// BufferTally: counts of buffers by file, in an open-addressing table.
// Words: a tally is what is counted of one file; hot is a usage count of at least three of five.
// It must not allocate per buffer: it grows by doubling, with the number of files only.
#pragma once

#include <cstdint>
#include <vector>

#include "pg/compat.hpp"

namespace copilot::pg {

struct Tally {
  compat::RelationFile file;
  std::uint32_t buffers;
  std::uint32_t dirty;
  std::uint32_t hot;
};

class BufferTally {
 public:
  BufferTally() : slots_(1024) {}

  Tally& operator[](const compat::RelationFile& file) {
    Tally* slot = find(file);
    if (slot->buffers != 0) return *slot;
    if (2 * ++used_ > slots_.size()) {
      grow();
      slot = find(file);
    }
    slot->file = file;
    return *slot;
  }

  // Those that were counted, in no order.
  std::vector<Tally> take() {
    std::erase_if(slots_, [](const Tally& slot) { return slot.buffers == 0; });
    return std::move(slots_);
  }

 private:
  // Where the file is, or where it belongs.
  Tally* find(const compat::RelationFile& file) {
    const std::size_t mask = slots_.size() - 1;
    std::uint64_t hash = (std::uint64_t{file.database} << 32 | file.number) * 0x9E3779B97F4A7C15u;
    hash ^= file.tablespace;
    for (std::size_t at = (hash >> 32) & mask;; at = (at + 1) & mask)
      if (slots_[at].buffers == 0 || slots_[at].file == file) return &slots_[at];
  }

  void grow() {
    std::vector<Tally> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Tally& each : old)
      if (each.buffers != 0) *find(each.file) = each;
  }

  std::vector<Tally> slots_;
  std::size_t used_ = 0;
};

}  // namespace copilot::pg
