// Rights: the check and its words.
// Words: see rights.hpp.
// It must ask about the current user, not the session's.
#include "pg/rights.hpp"

#include <string>

#include "base/error.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

bool holds(Oid role) {
  return guard([&]() noexcept { return has_privs_of_role(GetUserId(), role); });
}

void require(Oid role, const char* function) {
  if (holds(role)) return;
  struct Names {
    const char* needed;
    const char* caller;
  };
  const Names names = guard([&]() noexcept {
    return Names{GetUserNameFromId(role, false),
                 module_text(quote_identifier(GetUserNameFromId(GetUserId(), false)))};
  });
  throw base::UserError{base::sqlstate::insufficient_privilege,
                        "permission denied for function " + std::string(function),
                        "It needs the privileges of the role " + std::string(names.needed) + ".",
                        "As superuser run GRANT pg_monitor TO " + std::string(names.caller) + "."};
}

}  // namespace copilot::pg
