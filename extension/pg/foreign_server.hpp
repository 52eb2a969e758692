// Foreign servers: the servers that SQL knows by name, of the wrapper copilot or of postgres_fdw.
// Words: a server has options, an owner and USAGE; a user mapping holds the caller's credentials
// there. The right to use a server is checked here, before anything else is read of it.
#pragma once

#include <string>

#include "pg/endpoint.hpp"
#include "pg/identity.hpp"

namespace copilot::pg {

bool foreign_server_exists(const std::string& name);

// An empty database is the one the server names. Throws where the caller may not use the server or
// has no mapping, or the server is of another wrapper.
Endpoint foreign_endpoint(const std::string& name, const std::string& database,
                          const Caller& caller);

}  // namespace copilot::pg
