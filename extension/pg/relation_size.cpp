// RelationSize: stat of the files, relative to the data directory, where the server always stands.
// Words: see relation_size.hpp.
// It must not read a directory: a database has as many files as it likes.
#include "pg/relation_size.hpp"

#include <charconv>
#include <sys/stat.h>

#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

// Appends a number and gives back the end.
char* put(char* at, char* end, unsigned number) {
  return std::to_chars(at, end, number).ptr;
}

std::optional<std::int64_t> bytes_of(const char* path) {
  struct stat found;
  if (stat(path, &found) != 0) return std::nullopt;
  return found.st_size;
}

// A name that ends at `end`, and its segments .1, .2, ...
std::optional<std::int64_t> fork_bytes(const char* path, char* end, char* limit) {
  constexpr std::int64_t full = static_cast<std::int64_t>(RELSEG_SIZE) * BLCKSZ;
  *end = '\0';
  std::optional<std::int64_t> total = bytes_of(path);
  if (!total) return std::nullopt;
  std::int64_t last = *total;
  for (unsigned segment = 1; last == full; ++segment) {
    *end = '.';
    *put(end + 1, limit, segment) = '\0';
    last = bytes_of(path).value_or(0);
    *total += last;
  }
  return total;
}

char* put_file(char* at, char* limit, const std::string& folder, Oid number, int owner) {
  at = std::copy(folder.begin(), folder.end(), at);
  *at++ = '/';
  if (owner >= 0) {
    *at++ = 't';
    at = put(at, limit, static_cast<unsigned>(owner));
    *at++ = '_';
  }
  return put(at, limit, number);
}

constexpr std::size_t name_space = 64;  // of a file in its folder: numbers, a fork, a segment

}  // namespace

const std::string& RelationSize::folder(Oid tablespace, Oid database) {
  for (const Folder& each : folders_)
    if (each.tablespace == tablespace && each.database == database) return each.path;
  const char* path = guard([&]() noexcept { return GetDatabasePath(database, tablespace); });
  return folders_.emplace_back(Folder{tablespace, database, path}).path;
}

std::optional<std::int64_t> RelationSize::main_fork(const compat::RelationFile& file, int owner) {
  const std::string& in = folder(file.tablespace, file.database);
  char path[MAXPGPATH + name_space];
  return fork_bytes(path, put_file(path, path + sizeof path, in, file.number, owner),
                    path + sizeof path);
}

std::optional<ForkSizes> RelationSize::all_forks(const compat::RelationFile& file, int owner) {
  constexpr const char* forks[] = {"_fsm", "_vm", "_init"};
  const std::string& in = folder(file.tablespace, file.database);
  char path[MAXPGPATH + name_space];
  char* limit = path + sizeof path;
  char* name = put_file(path, limit, in, file.number, owner);
  const std::optional<std::int64_t> main = fork_bytes(path, name, limit);
  if (!main) return std::nullopt;
  ForkSizes sizes{*main, *main};
  for (const std::string_view fork : forks)
    sizes.all += fork_bytes(path, std::copy(fork.begin(), fork.end(), name), limit).value_or(0);
  return sizes;
}

}  // namespace copilot::pg
