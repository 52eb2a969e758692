// HostFiles: the machine's files, read with the rights of the server's process.
// Words: see base/files.hpp.
// It must be used for fixed paths of /proc and /sys only, never for a path a caller gives.
#pragma once

#include "base/files.hpp"

namespace copilot::pg {

class HostFiles final : public base::Files {
 public:
  std::optional<std::string> read(const std::string& path) const override;
};

}  // namespace copilot::pg
