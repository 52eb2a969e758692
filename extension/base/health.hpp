// Health: a line an area, from all verdicts.
// Words: an area is a category that has rules; its score is 100, less 40 for each critical finding,
// 15 for each warning and 3 for each notice, never below 0; overall takes the lowest. What is
// unknown costs nothing but is never called ok: an area where nothing could be judged has no score.
// It must not average: one broken area is a broken database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/judgement.hpp"

namespace copilot::base {

struct Area {
  std::string name;
  std::string status;  // critical, warning, unknown, notice or ok
  std::optional<int> score;
  std::string headline;
  int findings = 0;    // without suppressed ones
  bool waits = false;  // all that it lacks is a longer history
};

// The other databases of the server are named, since nothing here looked into them.
std::vector<Area> health_of(const std::vector<Judged>& judged, const std::vector<Finding>& findings,
                            const Server& server, const std::vector<std::string>& other_databases);

}  // namespace copilot::base
