// Series: adding up within a bucket.
// Words: see series.hpp.
// It must keep no more than one bucket.
#include "collect/series.hpp"

#include <algorithm>

namespace copilot::collect {

Series::Series(const Collector& collector, std::size_t metric, Filter filter, bool zeros)
    : metric_(metric), kind_(collector.metrics[metric].kind), filter_(filter), zeros_(zeros) {}

std::uint32_t Series::row_of(Key key) {
  const std::uint32_t row = keys_.row_of(key);
  if (row == values_.size()) {
    values_.push_back(absent);
    resets_.push_back(0);
  }
  return row;
}

void Series::begin(const Totals& before) {
  for (std::size_t i = 0; i < before.size(); ++i)
    values_[row_of(before.key(i))] = before.value(i, 0);
}

void Series::add(const Chunk& chunk) {
  known_ = known_ || (chunk.known() >> metric_ & 1) != 0;
  keys_.rewind();
  for (std::size_t i = 0; i < chunk.keys().size(); ++i) {
    const std::uint8_t marks = chunk.marks(i);
    const bool wanted = filter_.wants(chunk.keys()[i]);
    if (!wanted || (marks == 0 && !zeros_)) continue;
    const std::uint32_t row = row_of(chunk.keys()[i]);
    if ((marks & mark::reset) != 0) resets_[row] = 1;
    if (gauge() && (marks & (mark::gone | mark::renewed)) != 0) values_[row] = absent;
  }
  chunk.read(metric_, cells_);
  keys_.rewind();
  for (const Chunk::Cell& each : cells_) {
    const Key key = chunk.keys()[each.row];
    if (!filter_.wants(key)) continue;
    std::int64_t& value = values_[row_of(key)];
    if (value == absent || gauge())
      value = each.value;
    else if (kind_ == Kind::peak)
      value = std::max(value, each.value);
    else if (__builtin_add_overflow(value, each.value, &value))
      value = std::numeric_limits<std::int64_t>::max();
  }
}

void Series::end_bucket(std::vector<Point>& points) {
  points.clear();
  for (std::uint32_t row = 0; row < values_.size(); ++row) {
    const bool zero = values_[row] == absent && !gauge() && zeros_ && known_;
    if (values_[row] != absent || zero)
      points.push_back({keys_.keys()[row], zero ? 0 : values_[row], resets_[row] != 0});
    if (!gauge()) values_[row] = absent;
    resets_[row] = 0;
  }
  known_ = false;
}

}  // namespace copilot::collect
