// Totals: adding up by key.
// Words: see totals.hpp.
// The order of chunks matters for gauges only.
#include "collect/totals.hpp"

#include <algorithm>
#include <limits>

namespace copilot::collect {

Totals::Totals(const Collector& collector, std::vector<std::size_t> metrics, Filter filter)
    : collector_(&collector), metrics_(std::move(metrics)), filter_(filter) {}

void Totals::add(const Chunk& chunk) {
  add(chunk, false);
}

void Totals::add_gauges(const Chunk& chunk) {
  add(chunk, true);
}

void Totals::merge(std::int64_t& total, std::int64_t value, Kind kind) const {
  if (total == absent || value == absent) {
    if (total == absent) total = value;
  } else if (kind == Kind::counter) {
    if (__builtin_add_overflow(total, value, &total))
      total = std::numeric_limits<std::int64_t>::max();
  } else if (kind == Kind::peak) {
    total = std::max(total, value);
  }
}

void Totals::find_rows(const Chunk& chunk, bool gauges_only) {
  const std::vector<Key>& keys = chunk.keys();
  rows_.assign(keys.size(), KeyIndex::none);
  keys_.rewind();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!filter_.wants(keys[i])) continue;
    const std::uint32_t row = rows_[i] = keys_.row_of(keys[i]);
    const bool gone = (chunk.marks(i) & mark::gone) != 0;
    if (row == marks_.size()) {
      values_.resize(values_.size() + metrics_.size(), absent);
      marks_.push_back(gone ? mark::gone : 0);
      settled_.push_back(0);
    } else if (gone && settled_[row] == 0) {
      marks_[row] |= mark::renewed;
    }
    if (!gauges_only) marks_[row] |= chunk.marks(i) & mark::reset;
  }
}

void Totals::add(const Chunk& chunk, bool gauges_only) {
  find_rows(chunk, gauges_only);
  for (std::size_t at = 0; at < metrics_.size(); ++at) {
    const Kind kind = collector_->metrics[metrics_[at]].kind;
    if (gauges_only && kind != Kind::gauge) continue;
    chunk.read(metrics_[at], cells_);
    for (const Chunk::Cell& each : cells_) {
      const std::uint32_t row = rows_[each.row];
      if (row == KeyIndex::none || (kind == Kind::gauge && settled_[row] != 0)) continue;
      merge(values_[row * metrics_.size() + at], each.value, kind);
    }
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::uint8_t marks = chunk.marks(i) & (mark::gone | mark::renewed);
    if (rows_[i] == KeyIndex::none || marks == 0) continue;
    settled_[rows_[i]] = 1;
    marks_[rows_[i]] |= marks & mark::renewed;
  }
  if (!gauges_only) known_ |= chunk.known();
  full_ = full_ || chunk.full();
}

std::int64_t Totals::value_or_zero(std::size_t row, std::size_t at) const {
  const std::int64_t known = value(row, at);
  const std::size_t metric = metrics_[at];
  if (known != absent || collector_->metrics[metric].kind == Kind::gauge) return known;
  return (known_ >> metric & 1) != 0 ? 0 : absent;
}

bool Totals::says(std::size_t row) const {
  const std::int64_t* const values = values_.data() + row * metrics_.size();
  return (marks_[row] & mark::gone) == 0 ||
         std::any_of(values, values + metrics_.size(), [](auto value) { return value != absent; });
}

Changes Totals::take() {
  Changes changes;
  changes.collector = collector_;
  changes.full = full_;
  changes.known = known_;
  std::vector<std::uint32_t> order(keys_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  changes.keys.reserve(order.size());
  changes.values.reserve(values_.size());
  for (const std::uint32_t row : order) {
    changes.keys.push_back(key(row));
    changes.marks.push_back(marks_[row]);
    const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(row * metrics_.size());
    changes.values.insert(changes.values.end(), begin,
                          begin + static_cast<std::ptrdiff_t>(metrics_.size()));
  }
  return changes;
}

}  // namespace copilot::collect
