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

  // What it gives back is good until the next call.
  Tally& operator[](const compat::RelationFile& file) {
    std::uint32_t* slot = find(file);
    if (*slot != 0) return tallies_[*slot - 1];
    if (2 * (tallies_.size() + 1) > slots_.size()) {
      grow();
      slot = find(file);
    }
    tallies_.push_back({file, 0, 0, 0});
    *slot = static_cast<std::uint32_t>(tallies_.size());
    return tallies_.back();
  }

  // In the order in which the files were met first.
  std::vector<Tally> take() { return std::move(tallies_); }

 private:
  // Where the file's number stands, or belongs.
  std::uint32_t* find(const compat::RelationFile& file) {
    const std::size_t mask = slots_.size() - 1;
    std::uint64_t hash = (std::uint64_t{file.database} << 32 | file.number) * 0x9E3779B97F4A7C15u;
    hash ^= file.tablespace;
    for (std::size_t at = (hash >> 32) & mask;; at = (at + 1) & mask)
      if (slots_[at] == 0 || tallies_[slots_[at] - 1].file == file) return &slots_[at];
  }

  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint32_t i = 0; i < tallies_.size(); ++i) *find(tallies_[i].file) = i + 1;
  }

  std::vector<std::uint32_t> slots_;  // one more than a position in tallies_; zero: free
  std::vector<Tally> tallies_;
};

}  // namespace copilot::pg
