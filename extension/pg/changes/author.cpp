// The author of a change: read from what the session knows of itself.
// Words: see author.hpp.
// A role or database that is just being dropped has no name any more.
#include "pg/changes/author.hpp"

#include <netdb.h>
#include <sys/socket.h>

extern "C" {
#include "utils/backend_status.h"
}

namespace copilot::pg {

namespace {

// Where the session's client is: its address, "local" for a socket of this machine, nothing for a worker.
void tell_client(ChangeRecord& record) {
  if (MyBackendType != B_BACKEND || MyBEEntry == nullptr) return;
  const SockAddr& from = MyBEEntry->st_clientaddr;
  char host[NI_MAXHOST] = "local";
  if (from.addr.ss_family == AF_INET || from.addr.ss_family == AF_INET6)
    getnameinfo(reinterpret_cast<const sockaddr*>(&from.addr), from.salen, host, sizeof host,
                nullptr, 0, NI_NUMERICHOST);
  put_utf8(record.client, sizeof record.client, host);
}

}  // namespace

void tell_author(ChangeRecord& record) {
  const Oid session = GetSessionUserId();
  const Oid now = GetUserId();
  const char* name = GetUserNameFromId(session, true);
  put(record.by_role, name != nullptr ? name : "");
  if (now != session) {
    name = GetUserNameFromId(now, true);
    put(record.as_role, name != nullptr ? name : "");
  }
  name = get_database_name(MyDatabaseId);
  put(record.database, name != nullptr ? name : "");
  put(record.application, application_name != nullptr ? application_name : "");
  tell_client(record);
}

}  // namespace copilot::pg
