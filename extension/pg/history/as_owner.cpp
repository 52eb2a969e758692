// as_owner: two words of the session, set and set back.
// Words: see as_owner.hpp.
// A subtransaction or transaction that fails sets them back by itself.
#include "pg/history/as_owner.hpp"

extern "C" {
#include "catalog/pg_class.h"
}

#include "base/error.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

Oid owner_of_history() {
  const Oid schema = get_namespace_oid("copilot", true);
  const Oid table = OidIsValid(schema) ? get_relname_relid("history_chunks", schema) : InvalidOid;
  HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
  if (!HeapTupleIsValid(tuple)) return InvalidOid;
  const Oid owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner;
  ReleaseSysCache(tuple);
  return owner;
}

}  // namespace

Identity become_owner() {
  const Oid owner = guard([]() noexcept { return owner_of_history(); });
  if (!OidIsValid(owner))
    throw base::UserError{base::sqlstate::not_in_prerequisite_state,
                          "the extension copilot of this database has no history", "",
                          "Run ALTER EXTENSION copilot UPDATE."};
  Identity caller;
  GetUserIdAndSecContext(&caller.user, &caller.security);
  SetUserIdAndSecContext(
      owner, caller.security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
  return caller;
}

void become(Identity identity) {
  SetUserIdAndSecContext(identity.user, identity.security);
}

}  // namespace copilot::pg
