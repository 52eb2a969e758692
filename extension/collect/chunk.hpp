// Chunk: changes as bytes, column by column, so that a reader skips the metrics it does not want.
// Words: a column holds the values of one metric; a row is a key's position.
// Bytes come from a table that others could have damaged: whatever they say, nothing is read outside of them, and no more
// memory is taken than they can fill; damage that shows is UserError XX001.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collect/changes.hpp"

namespace copilot::collect {

std::string encode(const Changes& changes);

class Chunk {
 public:
  // The bytes must stay; columns are read from them.
  Chunk(const Collector& collector, std::string_view bytes);

  const Collector& collector() const { return *collector_; }
  bool full() const { return full_; }
  std::uint64_t known() const { return known_; }
  const std::vector<Key>& keys() const { return keys_; }
  std::uint8_t marks(std::size_t row) const { return marks_.empty() ? 0 : marks_[row]; }

  struct Cell {
    std::uint32_t row;
    std::int64_t value;
  };
  // Replaces cells by the column's; none where nothing of this metric changed.
  void read(std::size_t metric, std::vector<Cell>& cells) const;

 private:
  struct Column {
    std::size_t metric;
    std::string_view bytes;
  };

  const Collector* collector_;
  bool full_ = false;
  std::uint64_t known_ = 0;
  std::vector<Key> keys_;
  std::vector<std::uint8_t> marks_;  // empty: none is marked
  std::vector<Column> columns_;
};

}  // namespace copilot::collect
