// HostFiles: open, read, close.
// Words: see host_files.hpp.
// Files of /proc have no size beforehand, so they are read to their end, or to the cap.
#include "pg/host_files.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace copilot::pg {

std::optional<std::string> HostFiles::read(const std::string& path) const {
  constexpr std::size_t cap = 4 << 20;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string text;
  char part[4096];
  ssize_t got = 0;
  while (text.size() < cap && (got = ::read(file, part, sizeof part)) > 0)
    text.append(part, static_cast<std::size_t>(got));
  close(file);
  if (got < 0) return std::nullopt;
  return text;
}

}  // namespace copilot::pg
