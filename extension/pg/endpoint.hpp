// Endpoint: where a Db connects to, and on whose behalf.
// Words: the label names the server in messages; a password is needed where the caller may not use
// the identity of this server's operating system user.
// The label must hold no secret.
#pragma once

#include <string>

#include "pg/conninfo.hpp"

namespace copilot::pg {

struct Endpoint {
  std::string label;
  Conninfo conninfo;
  bool password_needed = true;
};

}  // namespace copilot::pg
