// RelationSize: the bytes of a relation's files, from the file system, without opening the
// relation. Words: a relation has forks (main, fsm, vm, init), and a fork has segments of a
// gigabyte. No lock is taken and nothing raises: a file that is not there is unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/compat.hpp"

namespace copilot::pg {

struct ForkSizes {
  std::int64_t main = 0;
  std::int64_t all = 0;
};

class RelationSize {
 public:
  static constexpr int permanent = -1;

  // Of the main fork; nothing where its first segment is missing. `owner` as
  // compat::temporary_owner.
  std::optional<std::int64_t> main_fork(const compat::RelationFile& file, int owner = permanent);
  std::optional<ForkSizes> all_forks(const compat::RelationFile& file, int owner = permanent);

 private:
  struct Folder {
    Oid tablespace;
    Oid database;
    std::string path;
  };

  const std::string& folder(Oid tablespace, Oid database);

  std::vector<Folder> folders_;
};

}  // namespace copilot::pg
