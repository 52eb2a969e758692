// MountPoints: the fifth field of each line.
// Words: see mount_points.hpp; the kernel writes space, tab, newline and backslash as three octal digits.
// It must not touch a file.
#include "base/mount_points.hpp"

namespace copilot::base {

namespace {

std::string_view field(std::string_view line, int number) {
  for (int i = 0; i < number; ++i) {
    const std::size_t space = line.find(' ');
    if (space == line.npos) return {};
    line.remove_prefix(space + 1);
  }
  return line.substr(0, line.find(' '));
}

std::string unescaped(std::string_view text) {
  std::string plain;
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '7'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool octal =
        text[i] == '\\' && i + 3 < text.size() && digit(i + 1) && digit(i + 2) && digit(i + 3);
    if (!octal) {
      plain += text[i];
      continue;
    }
    plain +=
        static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0');
    i += 3;
  }
  return plain;
}

bool begins_with(const std::string& path, const std::string& point) {
  return path.starts_with(point) &&
         (point == "/" || path.size() == point.size() || path[point.size()] == '/');
}

}  // namespace

MountPoints::MountPoints(std::string_view mountinfo) {
  constexpr int mount_point = 4;
  while (!mountinfo.empty()) {
    const std::size_t end = std::min(mountinfo.find('\n'), mountinfo.size());
    if (std::string point = unescaped(field(mountinfo.substr(0, end), mount_point)); !point.empty())
      points_.push_back(std::move(point));
    mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
  }
}

std::string MountPoints::of(const std::string& path) const {
  std::string longest;
  for (const std::string& point : points_)
    if (point.size() > longest.size() && begins_with(path, point)) longest = point;
  return longest.empty() ? path : longest;
}

}  // namespace copilot::base
