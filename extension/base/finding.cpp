// The names of severities.
// Words: see finding.hpp.
// The order of the enum is the order of severity; nothing else may define one.
#include "base/finding.hpp"

namespace copilot::base {

static constexpr const char* names[] = {"critical", "warning", "unknown", "notice"};

const char* name(Severity severity) {
  return names[static_cast<int>(severity)];
}

std::optional<Severity> severity_named(std::string_view text) {
  for (int i = 0; i < 4; ++i)
    if (text == names[i]) return static_cast<Severity>(i);
  return std::nullopt;
}

}  // namespace copilot::base
