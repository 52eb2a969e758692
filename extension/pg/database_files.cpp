// DatabaseFiles: readdir and fstatat over base/ and every tablespace.
// Words: see database_files.hpp; a name is [tOWNER_]NUMBER[_FORK][.SEGMENT].
// A file that goes away meanwhile is passed over; nothing here raises for it.
#include "pg/database_files.hpp"

#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

class Folder {
 public:
  explicit Folder(const char* path) : open_(opendir(path)) {}
  ~Folder() {
    if (open_ != nullptr) closedir(open_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  // The next name but "." and ".."; null at the end.
  const char* next() {
    while (const dirent* entry = open_ == nullptr ? nullptr : readdir(open_)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") return entry->d_name;
    }
    return nullptr;
  }
  std::optional<std::int64_t> bytes(const char* name) const {
    struct stat found;
    if (fstatat(dirfd(open_), name, &found, 0) != 0) return std::nullopt;
    return found.st_size;
  }

 private:
  DIR* open_;
};

// Takes a number off the front.
std::optional<unsigned> take_number(std::string_view& text) {
  unsigned number;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

DatabaseFiles::DatabaseFiles(base::Interrupts& interrupts) {
  walk(DEFAULTTABLESPACE_OID, interrupts);
  Folder tablespaces("pg_tblspc");
  while (const char* name = tablespaces.next()) {
    std::string_view left = name;
    const auto tablespace = take_number(left);
    if (tablespace && left.empty()) walk(*tablespace, interrupts);
  }
}

void DatabaseFiles::walk(Oid tablespace, base::Interrupts& interrupts) {
  constexpr int poll_every = 1024;
  const char* path = guard([&]() noexcept { return GetDatabasePath(MyDatabaseId, tablespace); });
  Folder folder(path);
  for (int i = 0; const char* name = folder.next(); ++i) {
    if (i % poll_every == 0) interrupts.poll();
    if (const auto bytes = folder.bytes(name)) count(tablespace, name, *bytes);
  }
}

void DatabaseFiles::count(Oid tablespace, std::string_view name, std::int64_t bytes) {
  total_ += bytes;
  int owner = RelationSize::permanent;
  if (name.starts_with('t')) {
    name.remove_prefix(1);
    const auto number = take_number(name);
    if (!number || !name.starts_with('_')) return;
    name.remove_prefix(1);
    owner = static_cast<int>(*number);
  }
  const auto number = take_number(name);
  if (!number) return;
  ForkSizes& sizes = files_[{tablespace, *number, owner}];
  sizes.all += bytes;
  if (!name.starts_with('_')) sizes.main += bytes;
}

std::optional<ForkSizes> DatabaseFiles::of(const compat::RelationFile& file, int owner) const {
  const auto found = files_.find({file.tablespace, file.number, owner});
  if (found == files_.end()) return std::nullopt;
  return found->second;
}

}  // namespace copilot::pg
