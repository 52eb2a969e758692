// Target: which server a command is about, and which one is asked.
// Words: the hub (PGCOPILOT_HUB) has copilot and asks other servers; a server is what its functions
// take as `server`; the target is what the user named with -d, -h, -p and -U.
// A password must never leave this file but to libpq and in `server`.
#pragma once

#include <optional>
#include <string>

namespace copilot::client {

struct Wanted {
  std::optional<std::string> dbname;  // -d: a name, a conninfo or a URI
  std::optional<std::string> host, port, user;
  std::optional<std::string> server;  // -s
  std::optional<std::string> hub;     // PGCOPILOT_HUB
};

struct Target {
  // What libpq gets; dbname may be a conninfo.
  std::optional<std::string> dbname, host, port, user;
  std::optional<std::string> server;
  bool through_hub = false;

  // The server without its secrets, to tell one target from another.
  std::string server_label() const;
};

Target target(const Wanted& wanted);

// keyword = 'value' pairs, the last of a keyword wins; nothing when the text is no conninfo or URI.
bool is_conninfo(const std::string& text);

}  // namespace copilot::client
