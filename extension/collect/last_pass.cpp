// LastPass: memory that outlives the process.
// Words: see last_pass.hpp.
// Nothing here allocates or throws once the memory is laid out.
#include "collect/last_pass.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "collect/levels.hpp"

namespace copilot::collect {

namespace {

constexpr std::uint64_t format = 0x636f70696c6f7401u;
constexpr std::size_t smallest = std::size_t{64} << 10;

}  // namespace

LastPass::LastPass(std::span<std::byte> memory) {
  if (memory.size() < smallest) return;
  static_assert(sizeof(Header) % sizeof(std::uint64_t) == 0);
  header_ = reinterpret_cast<Header*>(memory.data());
  words_ = reinterpret_cast<std::uint64_t*>(memory.data());
  const std::size_t slots = std::bit_floor(memory.size() / 16 / sizeof(std::uint32_t));
  index_mask_ = slots - 1;
  index_ = reinterpret_cast<std::uint32_t*>(memory.data() + sizeof(Header));
  // Offsets have 32 bits; more memory than they reach is left alone.
  const std::uint64_t words =
      std::min<std::uint64_t>(memory.size() / sizeof(std::uint64_t), UINT32_MAX);
  if (header_->format == format && header_->words == words) return;
  header_->words = words;
  forget_all();
  header_->format = format;
}

void LastPass::forget_all() noexcept {
  if (header_ == nullptr) return;
  std::memset(static_cast<void*>(header_->entries), 0, sizeof header_->entries);
  // Fresh memory of the system stays unused until it is written.
  if (header_->indexed > 0)
    std::memset(static_cast<void*>(index_), 0, (index_mask_ + 1) * sizeof *index_);
  header_->indexed = 0;
  header_->used = sizeof(Header) / sizeof(std::uint64_t) +
                  (index_mask_ + 1) * sizeof *index_ / sizeof(std::uint64_t);
}

std::size_t LastPass::entry_of(const Collector& collector) const {
  if (header_ == nullptr) return max_collectors;
  const std::uint64_t name = hash64(collector.name);
  std::size_t at = 0;
  while (at < max_collectors && header_->entries[at].name != name) ++at;
  return at;
}

std::size_t LastPass::enter(const Collector& collector) {
  std::size_t at = entry_of(collector);
  if (header_ == nullptr || at < max_collectors) return at;
  at = 0;
  while (at < max_collectors && header_->entries[at].name != 0) ++at;
  if (at < max_collectors) header_->entries[at].name = hash64(collector.name);
  return at;
}

std::optional<std::int64_t> LastPass::before(const Collector& collector) const {
  const std::size_t at = entry_of(collector);
  if (at == max_collectors || header_->entries[at].ready == 0) return std::nullopt;
  return header_->entries[at].committed_at;
}

std::size_t LastPass::objects(const Collector& collector) const {
  const std::size_t at = entry_of(collector);
  return at == max_collectors ? 0 : header_->entries[at].count;
}

std::size_t LastPass::dropped(const Collector& collector) const {
  const std::size_t at = entry_of(collector);
  return at == max_collectors ? 0 : header_->entries[at].dropped;
}

// Without branches: nearly all values are the same.
bool LastPass::differs(std::uint32_t row, std::span<const std::int64_t> now) const {
  const std::int64_t* const then = values(row);
  bool differs = false;
  for (std::size_t i = 0; i < now.size(); ++i) differs |= (now[i] != then[i]) & (now[i] != absent);
  return differs;
}

// The first pass of a day.
bool LastPass::full_due(std::size_t collector, std::int64_t now) const {
  return bucket_end(coarsest_level, now) !=
         bucket_end(coarsest_level, header_->entries[collector].full_at);
}

std::size_t LastPass::slot_of(std::size_t collector, Key key) const {
  return (hash(key) + collector * 0x9E3779B97F4A7C15u) & index_mask_;
}

std::uint32_t LastPass::find(std::size_t collector, Key wanted) const {
  for (std::size_t slot = slot_of(collector, wanted); index_[slot] != 0;
       slot = (slot + 1) & index_mask_)
    if (key(index_[slot]) == wanted && owner(index_[slot]) == collector) return index_[slot];
  return 0;
}

// How many rows more there is memory for, once as many as vanished are given back.
std::size_t LastPass::room(std::size_t collector, std::size_t width, std::size_t vanished) const {
  const std::uint64_t limit = (index_mask_ + 1) / 8 * 7;  // a fuller index is slow
  const std::uint64_t unused = (header_->words - header_->used) / (row_head + width);
  return std::min(limit - header_->indexed, header_->entries[collector].freed + unused) + vanished;
}

std::uint32_t LastPass::take(std::size_t collector, std::size_t width, Key key) {
  Entry& entry = header_->entries[collector];
  std::uint32_t row = entry.free;
  if (row != 0) {
    entry.free = next(row);
    --entry.freed;
  } else {
    row = static_cast<std::uint32_t>(header_->used);
    header_->used += row_head + width;
  }
  words_[row] = key.scope;
  words_[row + 1] = key.object;
  link(row, collector, 0);
  std::fill_n(values(row), width, absent);
  std::size_t slot = slot_of(collector, key);
  while (index_[slot] != 0) slot = (slot + 1) & index_mask_;
  index_[slot] = row;
  ++header_->indexed;
  return row;
}

void LastPass::give_back(std::uint32_t row) {
  unindex(row);
  const std::size_t collector = owner(row);
  Entry& entry = header_->entries[collector];
  link(row, collector, entry.free);
  entry.free = row;
  ++entry.freed;
}

// Closes the hole, so that no search ends before its key.
void LastPass::unindex(std::uint32_t row) {
  std::size_t hole = slot_of(owner(row), key(row));
  while (index_[hole] != row) hole = (hole + 1) & index_mask_;
  for (std::size_t at = (hole + 1) & index_mask_; index_[at] != 0; at = (at + 1) & index_mask_) {
    const std::size_t home = slot_of(owner(index_[at]), key(index_[at]));
    if (((at - home) & index_mask_) < ((at - hole) & index_mask_)) continue;
    index_[hole] = index_[at];
    hole = at;
  }
  index_[hole] = 0;
  --header_->indexed;
}

}  // namespace copilot::collect
