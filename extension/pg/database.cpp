// Database: the checks of the server's own InitPostgres, as errors of the caller.
// Words: see database.hpp.
// It must not wait for a lock in the server's own way: the wait could not be named after the database.
#include "pg/database.hpp"

#include "base/error.hpp"
#include "base/mask.hpp"

extern "C" {
#include "catalog/pg_database.h"
#include "storage/lmgr.h"
#include "storage/procarray.h"
#include "utils/inval.h"
}

#include "pg/compat.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"
#include "pg/waiting.hpp"

namespace copilot::pg {

namespace {

using base::UserError;
namespace sqlstate = base::sqlstate;

constexpr const char* invalid_catalog_name = "3D000";
constexpr const char* too_many_connections = "53300";

// A worker's connection is locked so by the server.
constexpr LOCKMODE lock_mode = RowExclusiveLock;

bool try_lock(Oid database) {
  LOCKTAG tag;
  SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, database, 0);
  if (LockAcquire(&tag, lock_mode, false, true) == LOCKACQUIRE_NOT_AVAIL) return false;
  AcceptInvalidationMessages();
  return true;
}

struct Entry {
  bool exists;
  bool takes_connections;
  bool invalid;  // left half dropped
  bool full;
  const char* refused;   // the role that may not connect, or null
  const char* disabled;  // the role that logged in and could not any more, or null
};

const char* role_name(Oid role) {
  const char* name = GetUserNameFromId(role, true);
  return name == nullptr ? "?" : module_text(quote_identifier(name));
}

// The limits count other sessions only: a worker is none.
void read_roles(Oid database, int connection_limit, Entry& entry) {
  const Oid login = GetAuthenticatedUserId();
  for (const Oid role : {login, GetUserId()})
    if (!compat::may_connect(database, role)) entry.refused = role_name(role);
  if (login == BOOTSTRAP_SUPERUSERID) return;
  entry.full = connection_limit >= 0 && !superuser_arg(login) &&
               CountDBConnections(database) > connection_limit;
  HeapTuple tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(login));
  const bool can_login =
      HeapTupleIsValid(tuple) && reinterpret_cast<Form_pg_authid>(GETSTRUCT(tuple))->rolcanlogin;
  if (!can_login) entry.disabled = role_name(login);
  if (HeapTupleIsValid(tuple)) ReleaseSysCache(tuple);
}

Entry read_entry(Oid database) {
  Entry entry{};
  HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(database));
  if (!HeapTupleIsValid(tuple)) return entry;
  const auto form = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
  entry.exists = true;
  entry.takes_connections = form->datallowconn;
  entry.invalid = form->datconnlimit == -2;
  read_roles(database, form->datconnlimit, entry);
  ReleaseSysCache(tuple);
  return entry;
}

[[noreturn]] void refuse_missing(const std::string& name) {
  throw UserError{invalid_catalog_name, "database \"" + name + "\" does not exist", "",
                  "The report database_sizes lists the databases of this server."};
}

void check(const Entry& entry, const std::string& name) {
  const std::string database = "database \"" + name + "\"";
  if (!entry.exists) refuse_missing(name);
  if (entry.invalid)
    throw UserError{sqlstate::not_in_prerequisite_state, database + " is invalid",
                    "DROP DATABASE was interrupted.", "Drop it: it cannot be used any more."};
  if (!entry.takes_connections)
    throw UserError{sqlstate::not_in_prerequisite_state, database + " does not accept connections",
                    "", "Its owner can allow them: ALTER DATABASE ... ALLOW_CONNECTIONS true."};
  if (entry.refused != nullptr)
    throw UserError{
        sqlstate::insufficient_privilege, "permission denied for " + database,
        "Role " + std::string(entry.refused) + " does not have the CONNECT privilege.",
        "As its owner run GRANT CONNECT ON DATABASE ... TO " + std::string(entry.refused) + "."};
  if (entry.disabled != nullptr)
    throw UserError{sqlstate::insufficient_privilege,
                    "role " + std::string(entry.disabled) + " is not permitted to log in",
                    "It could when this session began.", "Connect as a role that can."};
  if (entry.full)
    throw UserError{too_many_connections, "too many connections for " + database, "",
                    "Ask again when it has fewer sessions."};
}

}  // namespace

Oid database_named(const std::string& name) {
  const char* wanted = name.c_str();
  const Oid found = guard([=]() noexcept { return get_database_oid(server_text(wanted), true); });
  if (!OidIsValid(found)) refuse_missing(base::mask_conninfo(name));
  return found;
}

std::string database_name(Oid database) {
  const char* name = guard([=]() noexcept {
    const char* found = get_database_name(database);
    return found == nullptr ? nullptr : module_text(found);
  });
  if (name == nullptr) refuse_missing(std::to_string(database));
  return name;
}

void hold_database(Oid database, int lock_timeout_ms) {
  const TimestampTz begin = GetCurrentTimestamp();
  while (!guard([=]() noexcept { return try_lock(database); })) {
    if (TimestampDifferenceExceeds(begin, GetCurrentTimestamp(), lock_timeout_ms))
      throw UserError{sqlstate::lock_not_available,
                      "could not obtain a lock on database \"" + database_name(database) + "\"",
                      "It is being copied, renamed or dropped.",
                      "Ask again, or raise copilot.lock_timeout for this session."};
    constexpr long retry_ms = 10;
    wait_signal(retry_ms);
  }
  const Entry entry = guard([=]() noexcept { return read_entry(database); });
  try {
    check(entry, entry.exists ? database_name(database) : std::to_string(database));
  } catch (const UserError&) {
    release_database(database);
    throw;
  }
}

void release_database(Oid database) {
  guard<Faults::none>(
      [=]() noexcept { UnlockSharedObject(DatabaseRelationId, database, 0, lock_mode); });
}

}  // namespace copilot::pg
