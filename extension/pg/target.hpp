// Target: where a function runs, from its argument `server`.
// Words: null is this database; NAME a foreign server, NAME/DATABASE another database of it; /DATABASE another
// database of this cluster; anything with an = or a URI is a conninfo.
// Rights are checked before anything is connected to.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/db.hpp"

namespace copilot::pg {

std::unique_ptr<base::Db> open_target(const std::optional<std::string>& server);

}  // namespace copilot::pg
