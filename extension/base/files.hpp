// Files: how a module reads a small file of the machine, such as those of /proc.
// Words: a path is absolute; a file that is missing or may not be read is nothing.
// Nothing may be written through it, and no file of a user be read.
#pragma once

#include <optional>
#include <string>

namespace copilot::base {

class Files {
 public:
  virtual ~Files() = default;
  virtual std::optional<std::string> read(const std::string& path) const = 0;
};

}  // namespace copilot::base
