// KeyIndex: keys to rows, numbered as they come.
// Words: none of its own.
// Keys come in the same order from most chunks: the row after the last one is tried first.
#pragma once

#include <vector>

#include "collect/collector.hpp"

namespace copilot::collect {

class KeyIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  std::size_t size() const { return keys_.size(); }
  const std::vector<Key>& keys() const { return keys_; }

  // A new chunk begins.
  void rewind() { last_ = none; }

  // The key's row, a new one if it has none.
  std::uint32_t row_of(Key key) {
    const std::uint32_t next = last_ + 1;  // after none comes the first
    if (next < keys_.size() && keys_[next] == key) return last_ = next;
    if (2 * keys_.size() >= slots_.size()) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash(key) & mask;
    for (; slots_[slot] != none; slot = (slot + 1) & mask)
      if (keys_[slots_[slot]] == key) return last_ = slots_[slot];
    last_ = static_cast<std::uint32_t>(keys_.size());
    slots_[slot] = last_;
    keys_.push_back(key);
    return last_;
  }

 private:
  void grow() {
    slots_.assign(slots_.empty() ? 256 : 4 * slots_.size(), none);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t row = 0; row < keys_.size(); ++row) {
      std::size_t slot = hash(keys_[row]) & mask;
      while (slots_[slot] != none) slot = (slot + 1) & mask;
      slots_[slot] = row;
    }
  }

  std::vector<Key> keys_;
  std::vector<std::uint32_t> slots_;
  std::uint32_t last_ = none;
};

}  // namespace copilot::collect
