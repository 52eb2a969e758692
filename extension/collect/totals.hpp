// Totals: many chunks added up to one: counters add, a gauge's last value stays, of peaks the highest.
// Words: chunks are added the newest first; a gauge is settled by the newest chunk that tells of it, or that its object is gone.
// It must keep only the metrics asked for.
#pragma once

#include <optional>
#include <vector>

#include "collect/chunk.hpp"
#include "collect/key_index.hpp"

namespace copilot::collect {

// One scope or object only, where given.
struct Filter {
  std::optional<std::uint64_t> scope;
  std::optional<std::uint64_t> object;

  bool wants(Key key) const {
    return (!scope || *scope == key.scope) && (!object || *object == key.object);
  }
};

class Totals {
 public:
  Totals(const Collector& collector, std::vector<std::size_t> metrics, Filter filter = {});

  void add(const Chunk& chunk);
  // Only gauges: of a chunk from before the window.
  void add_gauges(const Chunk& chunk);

  std::size_t size() const { return keys_.size(); }
  Key key(std::size_t row) const { return keys_.keys()[row]; }
  // As Changes has it, by the position in the metrics asked for.
  std::int64_t value(std::size_t row, std::size_t at) const {
    return values_[row * metrics_.size() + at];
  }
  // Nothing said of a counter or a peak that is known is zero.
  std::int64_t value_or_zero(std::size_t row, std::size_t at) const;
  std::uint8_t marks(std::size_t row) const { return marks_[row]; }
  // Whether every gauge there was is in it.
  bool full() const { return full_; }

  // Whether a row has anything to say.
  bool says(std::size_t row) const;

  // All of it as changes; every metric must have been asked for, in its order.
  Changes take();

 private:
  void find_rows(const Chunk& chunk, bool gauges_only);
  void add(const Chunk& chunk, bool gauges_only);
  void merge(std::int64_t& total, std::int64_t value, Kind kind) const;

  const Collector* collector_;
  std::vector<std::size_t> metrics_;
  Filter filter_;
  bool full_ = false;
  std::uint64_t known_ = 0;
  KeyIndex keys_;
  std::vector<std::int64_t> values_;
  std::vector<std::uint8_t> marks_;
  std::vector<std::uint8_t> settled_;  // older gauges are not this object's
  std::vector<std::uint32_t> rows_;    // of the chunk being added
  std::vector<Chunk::Cell> cells_;
};

}  // namespace copilot::collect
