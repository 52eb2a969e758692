// MountPoints: which file system a path is on, from the kernel's list of mounts.
// Words: a mount point is a directory; a path is on the longest one that it begins with.
// Where the list does not say, the path itself is the answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copilot::base {

class MountPoints {
 public:
  // The text of /proc/self/mountinfo.
  explicit MountPoints(std::string_view mountinfo);

  // The path is absolute, without symbolic links.
  std::string of(const std::string& path) const;

 private:
  std::vector<std::string> points_;
};

}  // namespace copilot::base
