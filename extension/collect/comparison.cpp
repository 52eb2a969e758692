// Comparison: one walk over the sample, beside the chain of the last pass.
// Words: see last_pass.hpp.
// Objects come in nearly the same order each time: the next of the chain is tried before the index.
#include <algorithm>

#include "collect/last_pass.hpp"

namespace copilot::collect {

namespace {

bool has_gauges(const Collector& collector) {
  return std::any_of(collector.metrics.begin(), collector.metrics.end(),
                     [](const Metric& each) { return each.kind == Kind::gauge; });
}

}  // namespace

Comparison::Comparison(LastPass& last, Sample& sample)
    : last_(last),
      sample_(sample),
      collector_(last.enter(sample.collector())),
      baseline_(!last.before(sample.collector())),
      sifted_(sample.sieve() != nullptr && sample.sieve()->active()),
      found_(sample.size()),
      is_fresh_(sample.size()) {
  sample.note_writes();
  if (collector_ == LastPass::max_collectors) {
    dropped_ = sample_.size();
    return;
  }
  if (sifted_)
    order_ = sample.sieve()->order();
  else
    order_.assign(sample.size(), 0);
  match();
  if (!in_order_) leave_out_repeated();
  find_vanished();
  make_room();
  std::vector<std::size_t> all;
  std::merge(changed_.begin(), changed_.end(), fresh_.begin(), fresh_.end(),
             std::back_inserter(all));
  changed_ = std::move(all);
  for (const std::size_t each : fresh_) is_fresh_[each] = true;
}

// Of rows that were left out only the last before one of the sample is looked at: the sieve knows their order.
void Comparison::match() {
  std::uint32_t expected = last_.header_->entries[collector_].first;
  std::uint32_t left_out = 0;
  std::size_t row = 0;
  const auto skip = [&] {
    if (left_out != 0) expected = last_.next(left_out);
    left_out = 0;
  };
  if (sifted_) in_order_ = sample_.sieve()->in_order();
  for (const std::uint32_t each : order_) {
    if (each != 0) {
      left_out = each;
      continue;
    }
    skip();
    match(row++, expected);
  }
  skip();
  in_order_ = in_order_ && expected == 0;
}

void Comparison::match(std::size_t i, std::uint32_t& expected) {
  const Key key = sample_.key(i);
  std::uint32_t row = expected;
  if (row == 0 || last_.key(row) != key) {
    in_order_ = false;
    row = last_.find(collector_, key);
  }
  found_[i] = row;
  if (row == 0) {
    fresh_.push_back(i);
    return;
  }
  expected = last_.next(row);
  if (last_.differs(row, sample_.values(i))) changed_.push_back(i);
}

// A key that was read twice counts as it was read first; one that was left out was the same, and counts as that.
void Comparison::leave_out_repeated() {
  std::vector<bool> left_out(last_.header_->used);
  std::erase_if(order_, [&](std::uint32_t row) {
    if (row == 0) return false;
    const bool again = left_out[row];
    left_out[row] = true;
    return again;
  });
  std::vector<std::size_t> order(sample_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto before = [&](std::size_t a, std::size_t b) {
    const Key left = sample_.key(a);
    const Key right = sample_.key(b);
    return left != right ? left < right : a < b;
  };
  std::sort(order.begin(), order.end(), before);
  std::vector<std::size_t> repeated;
  for (std::size_t i = 0; i < found_.size(); ++i)
    if (found_[i] != 0 && left_out[found_[i]]) repeated.push_back(i);
  for (std::size_t i = 1; i < order.size(); ++i)
    if (sample_.key(order[i]) == sample_.key(order[i - 1])) repeated.push_back(order[i]);
  if (repeated.empty()) return;
  std::sort(repeated.begin(), repeated.end());
  for (const std::size_t each : repeated) found_[each] = 0;
  const auto is_repeated = [&](std::size_t row) {
    return std::binary_search(repeated.begin(), repeated.end(), row);
  };
  std::erase_if(fresh_, is_repeated);
  std::erase_if(changed_, is_repeated);
}

// The last pass's rows that were read again, by their offsets.
std::vector<bool> Comparison::seen() const {
  std::vector<bool> seen(last_.header_->used);
  for (const std::uint32_t row : order_) seen[row] = true;
  for (const std::uint32_t row : found_) seen[row] = true;
  return seen;
}

void Comparison::find_vanished() {
  const LastPass::Entry& entry = last_.header_->entries[collector_];
  const auto known = [](std::uint32_t row) { return row != 0; };
  const auto matched = std::count_if(found_.begin(), found_.end(), known) +
                       std::count_if(order_.begin(), order_.end(), known);
  if (static_cast<std::uint32_t>(matched) == entry.count) return;
  const std::vector<bool> still = seen();
  for (std::uint32_t row = entry.first; row != 0; row = last_.next(row))
    if (!still[row]) vanished_.push_back(row);
}

// What vanished makes room for what is fresh.
void Comparison::make_room() {
  const std::size_t room = last_.room(collector_, sample_.width(), vanished_.size());
  if (fresh_.size() <= room) return;
  dropped_ = fresh_.size() - room;
  fresh_.resize(room);
}

bool Comparison::full(std::int64_t now) const {
  return !sifted_ && (baseline_ || last_.full_due(collector_, now));
}

// A peak is worth saying again even where it is the same.
std::vector<std::size_t> Comparison::rows_by_key(bool full) const {
  std::vector<std::size_t> rows(committed_);
  const std::span<const Metric> metrics = sample_.collector().metrics;
  const bool peaks = std::any_of(metrics.begin(), metrics.end(),
                                 [](const Metric& each) { return each.kind == Kind::peak; });
  if (full || peaks) {
    rows.clear();
    for (std::size_t i = 0; i < sample_.size(); ++i)
      if (found_[i] != 0 || is_fresh_[i]) rows.push_back(i);
  }
  std::sort(rows.begin(), rows.end(),
            [&](std::size_t a, std::size_t b) { return sample_.key(a) < sample_.key(b); });
  return rows;
}

// Appends what a row has to say; returns its marks.
std::uint8_t Comparison::keep(std::size_t row, bool full, Changes& changes) const {
  // Where there was no room for all, an unknown key is no new object.
  const bool counts_fresh = !baseline_ && last_.header_->entries[collector_].dropped == 0;
  const std::span<const Metric> metrics = sample_.collector().metrics;
  const std::int64_t* const then = is_fresh_[row] ? nullptr : last_.values(found_[row]);
  std::uint8_t marks = 0;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const std::int64_t value = sample_.values(row)[m];
    const std::int64_t before = then == nullptr ? absent : then[m];
    std::int64_t kept = absent;
    bool known = value != absent;
    if (metrics[m].kind == Kind::counter) {
      if (known && then == nullptr && counts_fresh) kept = value;
      if (known && before != absent) {
        const bool reset = value < before;
        if (reset) marks |= mark::reset;
        // Both are of one sign here, or the counter would have gone back; unsigned, so that nothing overflows.
        kept = reset ? value
                     : static_cast<std::int64_t>(static_cast<std::uint64_t>(value) -
                                                 static_cast<std::uint64_t>(before));
      }
      if (kept <= 0) kept = absent;
      // Of the time before the first pass nothing is known, not even that it is zero.
      known = known && !baseline_;
    } else if (metrics[m].kind == Kind::peak) {
      if (value > 0) kept = value;
    } else if (full) {
      kept = known ? value : before;
      known = kept != absent;
    } else if (value != before) {
      kept = value;
    }
    if (known) changes.known |= std::uint64_t{1} << m;
    changes.values.push_back(kept);
  }
  return marks;
}

Changes Comparison::difference(std::int64_t now) {
  Changes changes;
  changes.collector = &sample_.collector();
  if (collector_ == LastPass::max_collectors) return changes;
  changes.full = full(now);
  committed_ = changed_;
  committed_.insert(committed_.end(), sample_.written().begin(), sample_.written().end());
  std::sort(committed_.begin(), committed_.end());
  committed_.erase(std::unique(committed_.begin(), committed_.end()), committed_.end());
  std::erase_if(committed_, [&](std::size_t row) {
    return !is_fresh_[row] &&
           (found_[row] == 0 || !last_.differs(found_[row], sample_.values(row)));
  });
  const std::vector<std::size_t> rows = rows_by_key(changes.full);
  changes.keys.reserve(rows.size());
  changes.values.reserve(rows.size() * changes.width());
  for (const std::size_t row : rows) {
    const std::size_t begin = changes.values.size();
    const std::uint8_t marks = keep(row, changes.full, changes);
    const bool nothing =
        std::all_of(changes.values.begin() + static_cast<std::ptrdiff_t>(begin),
                    changes.values.end(), [](std::int64_t value) { return value == absent; });
    if (nothing && marks == 0 && (baseline_ || !is_fresh_[row])) {
      changes.values.resize(begin);
      continue;
    }
    changes.keys.push_back(sample_.key(row));
    changes.marks.push_back(marks);
  }
  if (!vanished_.empty() && has_gauges(sample_.collector())) add_vanished(changes);
  return changes;
}

// Only gauges outlast their object in what is stored.
void Comparison::add_vanished(Changes& changes) const {
  std::vector<Key> gone;
  for (const std::uint32_t row : vanished_) gone.push_back(last_.key(row));
  std::sort(gone.begin(), gone.end());
  Changes merged;
  merged.collector = changes.collector;
  merged.full = changes.full;
  merged.known = changes.known;
  std::size_t at = 0;
  const auto copy_before = [&](const Key* end) {
    for (; at < changes.keys.size() && (end == nullptr || changes.keys[at] < *end); ++at) {
      merged.keys.push_back(changes.keys[at]);
      merged.marks.push_back(changes.marks[at]);
      const std::span<const std::int64_t> row = changes.row(at);
      merged.values.insert(merged.values.end(), row.begin(), row.end());
    }
  };
  for (const Key& key : gone) {
    copy_before(&key);
    merged.keys.push_back(key);
    merged.marks.push_back(mark::gone);
    merged.values.resize(merged.values.size() + changes.width(), absent);
  }
  copy_before(nullptr);
  changes = std::move(merged);
}

void Comparison::commit(std::int64_t now) noexcept {
  if (collector_ == LastPass::max_collectors) return;
  LastPass::Entry& entry = last_.header_->entries[collector_];
  const bool was_full = full(now);
  for (const std::uint32_t row : vanished_) last_.give_back(row);
  for (const std::size_t i : fresh_)
    found_[i] = last_.take(collector_, sample_.width(), sample_.key(i));
  for (const std::size_t i : committed_) {
    std::int64_t* const kept = last_.values(found_[i]);
    const std::span<const std::int64_t> values = sample_.values(i);
    for (std::size_t m = 0; m < values.size(); ++m)
      if (values[m] != absent) kept[m] = values[m];
  }
  if (!in_order_) relink();
  entry.dropped = static_cast<std::uint32_t>(dropped_);
  entry.committed_at = now;
  if (was_full) entry.full_at = now;
  entry.ready = 1;
}

// The chain follows the sample again, and leaves out what vanished.
void Comparison::relink() noexcept {
  LastPass::Entry& entry = last_.header_->entries[collector_];
  std::uint32_t previous = 0;
  entry.first = 0;
  entry.count = 0;
  std::size_t next = 0;
  for (const std::uint32_t left_out : order_) {
    const std::uint32_t row = left_out != 0 ? left_out : found_[next++];
    if (row == 0) continue;
    if (previous == 0)
      entry.first = row;
    else if (last_.next(previous) != row)
      last_.link(previous, collector_, row);
    previous = row;
    ++entry.count;
  }
  if (previous != 0) last_.link(previous, collector_, 0);
}

}  // namespace copilot::collect
