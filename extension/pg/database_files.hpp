// DatabaseFiles: the bytes of every file of this database, from one walk over its folders.
// Words: a file belongs to a relation by its name; whatever else lies there counts in the total
// only. It must not be used for a few relations: RelationSize asks for those alone.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "base/interrupts.hpp"
#include "pg/relation_size.hpp"

namespace copilot::pg {

class DatabaseFiles {
 public:
  explicit DatabaseFiles(base::Interrupts& interrupts);

  // All files together, as pg_database_size counts them.
  std::int64_t total() const { return total_; }
  std::optional<ForkSizes> of(const compat::RelationFile& file, int owner) const;

 private:
  struct Key {
    Oid tablespace;
    Oid number;
    int owner;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return (std::size_t{key.tablespace} << 32 | key.number) * 0x9E3779B97F4A7C15u ^
             static_cast<std::size_t>(key.owner);
    }
  };

  void walk(Oid tablespace, base::Interrupts& interrupts);
  void count(Oid tablespace, std::string_view name, std::int64_t bytes);

  std::unordered_map<Key, ForkSizes, Hash> files_;
  std::int64_t total_ = 0;
};

}  // namespace copilot::pg
