// Foreign options: libpq's own table decides what exists, this file what belongs where.
// Words: see foreign_options.hpp.
// A value must never stand in a message: it may be a password.
#include "pg/foreign_options.hpp"

#include <cstring>
#include <string>

#include "base/error.hpp"

#include "pg/encoding.hpp"
#include "pg/guard.hpp"
#include "pg/identity.hpp"

extern "C" {
#include "access/reloptions.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_foreign_table.h"
#include "catalog/pg_user_mapping.h"
}

namespace copilot::pg {

namespace {

// Options of libpq that copilot sets itself, or that have no sense in a server.
constexpr const char* never[] = {"client_encoding", "fallback_application_name",
                                 "passfile",        "replication",
                                 "service",         "servicefile"};
constexpr const char* of_mapping[] = {"user",    "password", "password_required",
                                      "sslcert", "sslkey",   "sslpassword"};

enum class Catalog { server, mapping, table, other };

struct Options {
  Catalog catalog;
  int count;
  const char* names[128];
  bool without_password;  // password_required is false
};

template <std::size_t count>
bool among(std::string_view name, const char* const (&list)[count]) {
  for (const char* each : list)
    if (name == each) return true;
  return false;
}

Catalog catalog_of(Oid relation) {
  if (relation == ForeignServerRelationId) return Catalog::server;
  if (relation == UserMappingRelationId) return Catalog::mapping;
  if (relation == ForeignTableRelationId) return Catalog::table;
  return Catalog::other;
}

void read(FunctionCallInfo fcinfo, Options& options) {
  options.catalog = catalog_of(PG_GETARG_OID(1));
  options.count = 0;
  options.without_password = false;
  ListCell* cell;
  foreach (cell, untransformRelOptions(PG_GETARG_DATUM(0))) {
    auto* option = static_cast<DefElem*>(lfirst(cell));
    if (options.count == lengthof(options.names)) elog(ERROR, "too many options");
    options.names[options.count++] = module_text(option->defname);
    if (std::strcmp(option->defname, "password_required") == 0)
      options.without_password = !defGetBoolean(option);
  }
}

bool belongs(std::string_view name, Catalog catalog) {
  if (catalog == Catalog::mapping) return among(name, of_mapping);
  return catalog == Catalog::server && !among(name, of_mapping) && !among(name, never);
}

// libpq marks what is for debugging with a D.
bool exists(const PQconninfoOption& option) {
  return std::strchr(option.dispchar, 'D') == nullptr;
}

std::string list_of(Catalog catalog) {
  std::string list;
  const LibpqOptions known = libpq_options();
  for (const PQconninfoOption* option = known.get(); option->keyword != nullptr; ++option)
    if (exists(*option) && belongs(option->keyword, catalog))
      list += (list.empty() ? "" : ", ") + std::string(option->keyword);
  if (catalog == Catalog::mapping) list += ", password_required";
  return list;
}

bool valid(std::string_view name, Catalog catalog) {
  if (!belongs(name, catalog)) return false;
  if (name == "password_required") return true;
  const LibpqOptions known = libpq_options();
  for (const PQconninfoOption* option = known.get(); option->keyword != nullptr; ++option)
    if (name == option->keyword) return exists(*option);
  return false;
}

bool for_everybody(std::string_view name) {
  return is_open_option(name) || name == "password_required" || name == "sslpassword";
}

}  // namespace

void check_foreign_options(FunctionCallInfo fcinfo) {
  Options options;
  guard([&]() noexcept { read(fcinfo, options); });
  if (options.catalog == Catalog::table)
    throw base::UserError{
        base::sqlstate::feature_not_supported, "the wrapper copilot has no foreign tables", "",
        "Give the server's name to a function of copilot as its argument server."};
  const bool superuser = current_caller().superuser;
  for (int i = 0; i < options.count; ++i) {
    const std::string name = options.names[i];
    if (!valid(name, options.catalog)) {
      const std::string list = list_of(options.catalog);
      throw base::UserError{
          "HV00D", "invalid option \"" + name + "\"", "",
          list.empty() ? "There are no options here." : "There are " + list + "."};
    }
    if (!superuser && !for_everybody(name))
      throw base::UserError{base::sqlstate::insufficient_privilege,
                            "only a superuser may set the option \"" + name + "\"", "",
                            "It names what belongs to the operating system user of this server."};
  }
  if (!superuser && options.without_password)
    throw base::UserError{
        base::sqlstate::insufficient_privilege,
        "only a superuser may set password_required to false", "",
        "Without a password the other side is reached by the identity of this server."};
}

}  // namespace copilot::pg
