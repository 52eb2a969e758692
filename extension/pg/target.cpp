// Target: chooses the Db.
// Words: see target.hpp.
// It must not connect by the hub's own identity.
#include "pg/target.hpp"

#include "base/error.hpp"
#include "pg/local_db.hpp"

namespace copilot::pg {

std::unique_ptr<base::Db> open_target(const std::optional<std::string>& server) {
  if (!server) return std::make_unique<LocalDb>();
  throw base::UserError{base::sqlstate::feature_not_supported,
                        "copilot cannot reach \"" + *server + "\" from here", "",
                        "Leave out server for this database."};
}

}  // namespace copilot::pg
