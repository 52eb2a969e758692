// Sample: what one collector read in one pass.
// Words: a row is a key and one value for each metric of the collector; absent is "not known".
// It holds raw readings only: what changed since the pass before is found by Comparison.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "collect/collector.hpp"

namespace copilot::collect {

// Which of the rows that are offered a sample does without; see unchanged.hpp.
class Sieve {
 public:
  virtual ~Sieve() = default;
  virtual bool same(Key key, std::span<const std::int64_t> values) = 0;
  virtual void added() = 0;  // a row, offered or not
  // Whether anything may have been left out, and what; see unchanged.hpp.
  virtual bool active() const = 0;
  virtual const std::vector<std::uint32_t>& order() const = 0;
  virtual bool in_order() const = 0;  // every row that was left out stood where it was expected
};

class Sample {
 public:
  explicit Sample(const Collector& collector, Sieve* sieve = nullptr)
      : collector_(&collector), sieve_(sieve) {}

  const Collector& collector() const { return *collector_; }
  const Sieve* sieve() const { return sieve_; }
  std::size_t width() const { return collector_->metrics.size(); }
  std::size_t size() const { return keys_.size(); }

  // The new row's values, all absent; valid until the next add.
  std::span<std::int64_t> add(Key key) {
    keys_.push_back(key);
    values_.resize(values_.size() + width(), absent);
    if (sieve_ != nullptr) sieve_->added();
    return {values_.data() + values_.size() - width(), width()};
  }
  // The same for a row whose values are known, unless it is one that the sample can do without.
  void offer(Key key, std::span<const std::int64_t> values) {
    if (sieve_ != nullptr && sieve_->same(key, values)) return;
    std::copy(values.begin(), values.end(), add(key).begin());
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
  Sieve* sieve_;
  std::vector<Key> keys_;
  std::vector<std::int64_t> values_;
  std::vector<std::size_t> written_;
  bool noting_ = false;
};

}  // namespace copilot::collect
