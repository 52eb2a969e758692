// Sample: what one collector read in one pass.
// Words: a row is a key and one value for each metric of the collector; absent is "not known".
// It holds raw readings only: what changed since the pass before is found by Comparison.
#pragma once

#include <span>
#include <vector>

#include "collect/collector.hpp"

namespace copilot::collect {

class Sample {
 public:
  explicit Sample(const Collector& collector) : collector_(&collector) {}

  const Collector& collector() const { return *collector_; }
  std::size_t width() const { return collector_->metrics.size(); }
  std::size_t size() const { return keys_.size(); }

  // The new row's values, all absent; valid until the next add.
  std::span<std::int64_t> add(Key key) {
    keys_.push_back(key);
    values_.resize(values_.size() + width(), absent);
    return {values_.data() + values_.size() - width(), width()};
  }
  Key key(std::size_t row) const { return keys_[row]; }
  std::span<const std::int64_t> values(std::size_t row) const {
    return {values_.data() + row * width(), width()};
  }
  // To be written to; noted, so that only such rows are compared again.
  std::span<std::int64_t> values(std::size_t row) {
    if (noting_) written_.push_back(row);
    return {values_.data() + row * width(), width()};
  }
  // From here on, written() are the rows that were handed out to be written to.
  void note_writes() {
    noting_ = true;
    written_.clear();
  }
  const std::vector<std::size_t>& written() const { return written_; }
  void reserve(std::size_t rows) {
    keys_.reserve(rows);
    values_.reserve(rows * width());
  }

 private:
  const Collector* collector_;
  std::vector<Key> keys_;
  std::vector<std::int64_t> values_;
  std::vector<std::size_t> written_;
  bool noting_ = false;
};

}  // namespace copilot::collect
