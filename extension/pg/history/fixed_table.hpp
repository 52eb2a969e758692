// FixedTable: an open-addressing table in shared memory, of plain data and a fixed size.
// Words: an entry is a key and a value; a free one has never been used since the last tidying.
// It must not be read or changed without its owner's lock.
#pragma once

#include <cstdint>
#include <cstring>

namespace copilot::pg {

template <class Key, class Value, std::uint32_t slots>
struct FixedTable {
  static_assert((slots & (slots - 1)) == 0, "the number of slots is a power of two");
  static constexpr std::uint32_t most = slots / 4 * 3;

  struct Entry {
    Key key;
    Value value;
    bool used;
  };

  std::uint32_t count;
  Entry entries[slots];

  void init() { std::memset(static_cast<void*>(this), 0, sizeof *this); }

  // The key's value, zero where it is new; null where the table is full.
  Value* find(const Key& key) {
    std::uint32_t at = hash(key) & (slots - 1);
    for (; entries[at].used; at = (at + 1) & (slots - 1))
      if (entries[at].key == key) return &entries[at].value;
    if (count >= most) return nullptr;
    ++count;
    entries[at].used = true;
    entries[at].key = key;
    return &entries[at].value;
  }

  // Frees the entries that keep refuses; `spare` is as large as the table.
  template <class Keep>
  void tidy(FixedTable& spare, Keep keep) {
    std::memcpy(static_cast<void*>(&spare), this, sizeof *this);
    init();
    for (const Entry& each : spare.entries)
      if (each.used && keep(each.value)) *find(each.key) = each.value;
  }

 private:
  static std::uint32_t hash(const Key& key) {
    return static_cast<std::uint32_t>(key.number() * 0x9E3779B97F4A7C15u >> 32);
  }
};

}  // namespace copilot::pg
