// Source of the collector `filesystem`: the space of every file system that the server writes to.
// Words: a use is what of the server lies there: the data directory, pg_wal, a tablespace; the name is the mount point.
// It must not walk a directory.
#include <climits>
#include <cstdlib>
#include <map>
#include <sys/statvfs.h>

#include "base/text_array.hpp"
#include "base/utf8.hpp"
#include "base/mount_points.hpp"
#include "pg/history/object_names.hpp"
#include "pg/history/sources.hpp"
#include "pg/host_files.hpp"

namespace copilot::pg {

namespace {

struct Filesystem {
  std::int64_t bytes;
  std::int64_t free_bytes;
  std::vector<std::string> uses;
};

// The server always stands in its data directory.
std::optional<std::string> real_path(const std::string& path) {
  char real[PATH_MAX];
  if (realpath(path.c_str(), real) == nullptr) return std::nullopt;
  return real;
}

std::map<std::string, Filesystem> read(Pass& pass) {
  std::map<std::string, std::string> paths{{"data directory", "."}, {"pg_wal", "pg_wal"}};
  const base::Rows rows = pass.db.query(
      {"SELECT oid, spcname FROM pg_tablespace WHERE pg_tablespace_location(oid) <> ''", {}});
  for (std::size_t i = 0; i < rows.size(); ++i)
    paths["tablespace " + rows[i].text("spcname")] = "pg_tblspc/" + rows[i].text("oid");
  const auto mounts = base::MountPoints(HostFiles().read("/proc/self/mountinfo").value_or(""));
  std::map<std::string, Filesystem> found;
  for (const auto& [use, path] : paths) {
    const auto real = real_path(path);
    struct statvfs space;
    if (!real || statvfs(real->c_str(), &space) != 0) continue;
    const auto bytes = [&](fsblkcnt_t blocks) {
      return static_cast<std::int64_t>(blocks) * static_cast<std::int64_t>(space.f_frsize);
    };
    Filesystem& at = found[base::as_utf8(mounts.of(*real))];
    at.bytes = bytes(space.f_blocks);
    at.free_bytes = bytes(space.f_bavail);
    at.uses.push_back(use);
  }
  return found;
}

}  // namespace

void read_filesystems(Pass& pass, collect::Sample& sample) {
  for (const auto& [name, filesystem] : read(pass)) {
    const auto values = sample.add({0, collect::hash64(name)});
    values[sample.collector().position("bytes")] = filesystem.bytes;
    values[sample.collector().position("free_bytes")] = filesystem.free_bytes;
  }
}

void describe_filesystems(Pass& pass, const collect::Sample& sample, const RowNumbers&) {
  for (const auto& [name, filesystem] : read(pass)) {
    const base::Rows detail =
        pass.db.query({"SELECT jsonb_build_object('uses', $1::text::text[])::text AS detail",
                       {base::format_text_array(filesystem.uses)}});
    write_names(pass.store, sample.collector().name,
                {{{0, collect::hash64(name)}, name, detail[0].text("detail")}});
  }
}

}  // namespace copilot::pg
