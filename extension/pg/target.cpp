// Target: chooses the Db.
// Words: see target.hpp.
// It must not connect by the hub's own identity.
#include "pg/target.hpp"

#include "base/error.hpp"
#include "base/mask.hpp"
#include "pg/database.hpp"
#include "pg/foreign_server.hpp"
#include "pg/identity.hpp"
#include "pg/local_db.hpp"
#include "pg/remote_db.hpp"
#include "pg/worker_db.hpp"

namespace copilot::pg {

namespace {

bool is_conninfo(const std::string& text) {
  return text.starts_with("postgres://") || text.starts_with("postgresql://") ||
         text.find('=') != std::string::npos;
}

Endpoint conninfo_endpoint(const std::string& text, const Caller& caller) {
  Endpoint endpoint;
  endpoint.conninfo = Conninfo::parse(text);
  endpoint.password_needed = !caller.superuser;
  // What libpq would ask the environment for is not secret once the caller has said it.
  const Conninfo& conninfo = endpoint.conninfo;
  endpoint.label = conninfo.has("host") ? conninfo.get("host") : conninfo.get("hostaddr");
  if (conninfo.has("port")) endpoint.label += ":" + conninfo.get("port");
  if (conninfo.has("dbname"))
    endpoint.label += (endpoint.label.empty() ? "" : "/") + conninfo.get("dbname");
  if (endpoint.label.empty())
    endpoint.label = conninfo.has("service") ? conninfo.get("service") : "localhost";
  if (!caller.superuser) require_open_options(conninfo, "role \"" + caller.role + "\"");
  return endpoint;
}

// The longest name that exists wins, so that a name may hold a slash itself.
Endpoint named_endpoint(const std::string& text, const Caller& caller) {
  if (foreign_server_exists(text)) return foreign_endpoint(text, "", caller);
  for (std::size_t slash = text.rfind('/'); slash != std::string::npos && slash > 0;
       slash = text.rfind('/', slash - 1)) {
    const std::string name = text.substr(0, slash);
    if (slash + 1 < text.size() && foreign_server_exists(name))
      return foreign_endpoint(name, text.substr(slash + 1), caller);
  }
  throw base::UserError{base::sqlstate::undefined_object,
                        "server \"" + base::mask_conninfo(text) + "\" does not exist", "",
                        "Create it: CREATE SERVER name FOREIGN DATA WRAPPER copilot OPTIONS (host "
                        "'...', dbname '...'); then "
                        "CREATE USER MAPPING FOR CURRENT_USER SERVER name OPTIONS (user '...', "
                        "password '...'). Or give a "
                        "connection string."};
}

// This database itself needs no worker.
std::unique_ptr<base::Db> open_database(const std::string& name) {
  if (name.empty())
    throw base::UserError{base::sqlstate::invalid_parameter_value,
                          "the name of the database is missing", "",
                          "Give it after the slash, as in '/orders'."};
  const Oid database = database_named(name);
  if (database == MyDatabaseId) return std::make_unique<LocalDb>();
  return std::make_unique<WorkerDb>(database);
}

}  // namespace

std::unique_ptr<base::Db> open_target(const std::optional<std::string>& server) {
  if (!server) return std::make_unique<LocalDb>();
  if (server->empty())
    throw base::UserError{base::sqlstate::invalid_parameter_value, "server must not be empty", "",
                          "Leave it out for this database, or give the name of a foreign server."};
  if (server->front() == '/') return open_database(server->substr(1));
  const Caller caller = current_caller();
  Endpoint endpoint =
      is_conninfo(*server) ? conninfo_endpoint(*server, caller) : named_endpoint(*server, caller);
  settle_identity(endpoint, caller);
  return std::make_unique<RemoteDb>(std::move(endpoint));
}

}  // namespace copilot::pg
