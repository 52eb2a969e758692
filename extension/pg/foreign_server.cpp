// Foreign servers: read from the catalog as plain data, judged outside of the guard.
// Words: see foreign_server.hpp.
// An option that this libpq does not know is postgres_fdw's own, and of no matter to a connection.
#include "pg/foreign_server.hpp"

#include <cstring>

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/compat.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr int max_options = 96;

struct PlainOptions {
  int count;
  const char* names[max_options];
  const char* values[max_options];
};

struct PlainServer {
  const char* wrapper;
  bool usage;
  bool owned_by_superuser;
  bool mapped;
  bool password_required;
  PlainOptions server;
  PlainOptions mapping;
};

void read(List* list, PlainOptions& options) {
  options.count = 0;
  ListCell* cell;
  foreach (cell, list) {
    auto* option = static_cast<DefElem*>(lfirst(cell));
    if (options.count == max_options) elog(ERROR, "a server has more than %d options", max_options);
    options.names[options.count] = option->defname;
    options.values[options.count++] = module_text(defGetString(option));
  }
}

bool is_mapped(Oid user, Oid server) {
  return SearchSysCacheExists2(USERMAPPINGUSERSERVER, ObjectIdGetDatum(user),
                               ObjectIdGetDatum(server));
}

void read(const char* name, PlainServer& plain) {
  const Oid caller = GetUserId();
  const ForeignServer* server = GetForeignServerByName(server_text(name), false);
  plain.usage = compat::may_use_server(server->serverid, caller);
  if (!plain.usage) return;
  plain.wrapper = GetForeignDataWrapper(server->fdwid)->fdwname;
  plain.owned_by_superuser = superuser_arg(server->owner);
  read(server->options, plain.server);
  plain.mapped = is_mapped(caller, server->serverid) || is_mapped(InvalidOid, server->serverid);
  if (!plain.mapped) return;
  List* options = GetUserMapping(caller, server->serverid)->options;
  read(options, plain.mapping);
  plain.password_required = true;
  ListCell* cell;
  foreach (cell, options) {
    auto* option = static_cast<DefElem*>(lfirst(cell));
    if (std::strcmp(option->defname, "password_required") == 0)
      plain.password_required = defGetBoolean(option);
  }
}

Conninfo connection_options(const PlainOptions& plain) {
  const LibpqOptions known = libpq_options();
  Conninfo conninfo;
  for (int i = 0; i < plain.count; ++i)
    for (const PQconninfoOption* option = known.get(); option->keyword != nullptr; ++option)
      if (std::strcmp(option->keyword, plain.names[i]) == 0)
        conninfo.set(plain.names[i], plain.values[i]);
  return conninfo;
}

std::string quoted(const std::string& name) {
  std::string result = "\"";
  for (char c : name) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

void check_rights(const PlainServer& plain, const std::string& name, const Caller& caller) {
  if (!plain.usage)
    throw base::UserError{base::sqlstate::insufficient_privilege,
                          "permission denied for foreign server \"" + name + "\"", "",
                          "Its owner can run GRANT USAGE ON FOREIGN SERVER " + quoted(name) +
                              " TO " + quoted(caller.role) + "."};
  if (std::strcmp(plain.wrapper, "copilot") != 0 && std::strcmp(plain.wrapper, "postgres_fdw") != 0)
    throw base::UserError{
        base::sqlstate::feature_not_supported,
        "foreign server \"" + name + "\" is of the wrapper \"" + plain.wrapper + "\"", "",
        "copilot can use servers of the wrappers copilot and postgres_fdw."};
  if (!plain.mapped)
    throw base::UserError{
        base::sqlstate::undefined_object,
        "role \"" + caller.role + "\" has no user mapping for foreign server \"" + name + "\"", "",
        "Run CREATE USER MAPPING FOR " + quoted(caller.role) + " SERVER " + quoted(name) +
            " OPTIONS (user '...', password '...')."};
}

}  // namespace

bool foreign_server_exists(const std::string& name) {
  const char* wanted = name.c_str();
  return guard(
      [=]() noexcept { return OidIsValid(get_foreign_server_oid(server_text(wanted), true)); });
}

Endpoint foreign_endpoint(const std::string& name, const std::string& database,
                          const Caller& caller) {
  const char* wanted = name.c_str();
  PlainServer plain;
  guard([&]() noexcept { read(wanted, plain); });
  check_rights(plain, name, caller);
  Endpoint endpoint;
  endpoint.label = database.empty() ? name : name + "/" + database;
  endpoint.conninfo = connection_options(plain.server);
  // Whoever owns the server chooses where it lies: only a superuser may name files of this machine,
  // or take its identity there.
  if (!plain.owned_by_superuser)
    require_open_options(endpoint.conninfo, "the owner of server \"" + name + "\"");
  // What is not open in a mapping could only be set by a superuser: both validators see to that.
  const Conninfo credentials = connection_options(plain.mapping);
  for (const Conninfo::Option& option : credentials.options())
    endpoint.conninfo.set(option.name, option.value);
  if (!database.empty()) endpoint.conninfo.set("dbname", database);
  endpoint.password_needed =
      !plain.owned_by_superuser || (plain.password_required && !caller.superuser);
  return endpoint;
}

}  // namespace copilot::pg
