// Addresses: names of hosts become addresses before libpq sees them, since libpq blocks on DNS.
// Words: every host of a connection string gets its hostaddr; the name stays, for TLS to verify.
// A name that cannot be resolved is a UserError; nothing here blocks the session.
#pragma once

#include <string>
#include <vector>

#include "pg/conninfo.hpp"

namespace copilot::pg {

void add_addresses(Conninfo& conninfo);

// The addresses of a name, by a short-lived process of the server (resolver.cpp).
std::vector<std::string> look_up(const std::string& name);

}  // namespace copilot::pg
