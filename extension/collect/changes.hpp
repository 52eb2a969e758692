// Changes: what is worth keeping of one pass, or of many passes merged.
// Words: a value is a counter's growth, a gauge's last value or a peak's highest one; absent is "nothing to say". Known are
// the metrics that the readings had: an absent counter that is known did not grow. Full changes hold every gauge of every
// object there was, so that nobody needs to look further back.
// Rows are sorted by key, each key once.
#pragma once

#include <span>
#include <vector>

#include "collect/collector.hpp"

namespace copilot::collect {

namespace mark {
inline constexpr std::uint8_t reset = 1;    // a counter went back: its growth is from zero
inline constexpr std::uint8_t gone = 2;     // the object is there no more
inline constexpr std::uint8_t renewed = 4;  // gone and there again: older gauges are another's
}  // namespace mark

struct Changes {
  const Collector* collector = nullptr;
  bool full = false;
  std::uint64_t known = 0;  // a bit a metric
  std::vector<Key> keys;
  std::vector<std::int64_t> values;  // keys.size() * width()
  std::vector<std::uint8_t> marks;   // one a key

  std::size_t width() const { return collector->metrics.size(); }
  std::span<std::int64_t> row(std::size_t at) { return {values.data() + at * width(), width()}; }
  std::span<const std::int64_t> row(std::size_t at) const {
    return {values.data() + at * width(), width()};
  }
  std::size_t resets() const {
    std::size_t count = 0;
    for (const std::uint8_t each : marks) count += (each & mark::reset) != 0;
    return count;
  }
};

}  // namespace copilot::collect
