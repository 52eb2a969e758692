// Collector: what is sampled in a pass: which objects, and which numbers of each.
// Words: a key names an object for ever: a scope (mostly a database) and a number in it; a counter only grows, a gauge goes up
// and down, a peak is the highest that was seen since the pass before.
// A metric's position is written into stored chunks: metrics are only ever appended, never moved or removed.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace copilot::collect {

enum class Kind : std::uint8_t { counter, gauge, peak };

struct Metric {
  const char* name;
  const char* unit;  // count, bytes, blocks, rows, us (microseconds), at (a time: us since 2000)
  Kind kind;
  const char* meaning;
};

struct Collector {
  const char* name;
  const char* objects;  // what scope and object of a key are
  std::span<const Metric> metrics;

  // The position of a metric, or metrics.size().
  std::size_t position(std::string_view metric) const;
};

// Every collector there is.
std::span<const Collector> collectors();
const Collector* find_collector(std::string_view name);

struct Key {
  std::uint64_t scope = 0;
  std::uint64_t object = 0;
  friend auto operator<=>(const Key&, const Key&) = default;
};

// Spreads keys over a table whose size is a power of two.
constexpr std::uint64_t hash(Key key) {
  std::uint64_t hash = key.scope * 0xFF51AFD7ED558CCDu;
  hash = (hash ^ hash >> 32 ^ key.object) * 0xC4CEB9FE1A85EC53u;
  return hash ^ hash >> 29;
}

// A value that is not known; a counter or gauge never has it.
inline constexpr std::int64_t absent = std::numeric_limits<std::int64_t>::min();

// FNV-1a: the same number for the same name on every server, for ever.
constexpr std::uint64_t hash64(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211u;
  }
  return hash;
}

}  // namespace copilot::collect
