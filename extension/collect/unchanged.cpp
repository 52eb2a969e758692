// Unchanged: one row at a time, beside the chain of the last pass.
// Words: see unchanged.hpp.
// It only reads the last pass: Comparison changes it.
#include "collect/unchanged.hpp"

#include <algorithm>

#include "collect/last_pass.hpp"

namespace copilot::collect {

Unchanged::Unchanged(LastPass& last, const Collector& collector, std::int64_t now)
    : last_(last), collector_(last.enter(collector)) {
  const bool peaks = std::any_of(collector.metrics.begin(), collector.metrics.end(),
                                 [](const Metric& each) { return each.kind == Kind::peak; });
  active_ = !peaks && last.before(collector) && !last.full_due(collector_, now);
  if (active_) expected_ = last.header_->entries[collector_].first;
}

bool Unchanged::same(Key key, std::span<const std::int64_t> values) {
  if (!active_) return false;
  std::uint32_t row = expected_;
  if (row == 0 || last_.key(row) != key) {
    in_order_ = false;
    row = last_.find(collector_, key);
  }
  if (row == 0) return false;
  expected_ = last_.next(row);
  if (last_.differs(row, values)) return false;
  order_.push_back(row);
  return true;
}

}  // namespace copilot::collect
