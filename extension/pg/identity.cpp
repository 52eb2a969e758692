// Identity: the options a caller may use, and what stands in for libpq's own defaults.
// Words: see identity.hpp.
// libpq takes an option that is absent or empty from the environment and from files of the
// operating system user; every such way is closed here, by a value or by hiding the variable.
#include "pg/identity.hpp"

#include <cstdlib>

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr const char* open_options[] = {
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "load_balance_hosts",
    "password",
    "port",
    "require_auth",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcompression",
    "sslmode",
    "sslnegotiation",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
};

// A file that can never exist: it lies in what is no folder.
constexpr const char* no_file = "/dev/null/none";

}  // namespace

Caller current_caller() {
  struct Plain {
    const char* role;
    bool superuser;
  };
  const Plain plain = guard([]() noexcept {
    return Plain{module_text(GetUserNameFromId(GetUserId(), false)), superuser()};
  });
  return {plain.role, plain.superuser};
}

bool is_open_option(std::string_view name) {
  for (const char* each : open_options)
    if (name == each) return true;
  return false;
}

void require_open_options(const Conninfo& conninfo, const std::string& whose) {
  for (const Conninfo::Option& option : conninfo.options())
    if (!option.value.empty() && !is_open_option(option.name))
      throw base::UserError{
          base::sqlstate::identity_refused,
          "the connection option \"" + option.name + "\" is for superusers",
          "It was set by " + whose + ", who is not superuser.",
          "Leave the option out, or let a superuser set it in a foreign server or user mapping."};
}

void settle_identity(Endpoint& endpoint, const Caller& caller) {
  Conninfo& conninfo = endpoint.conninfo;
  if (endpoint.password_needed && !conninfo.has("password"))
    throw base::UserError{
        base::sqlstate::identity_refused,
        "a password is needed to connect to server \"" + endpoint.label + "\"",
        "A role that is not superuser must not reach it by the identity of this server.",
        "Give the role's own user and password, in a user mapping or in the connection string."};
  conninfo.set("client_encoding", "UTF8");
  conninfo.set_default("application_name", "copilot");
  // A service brings its own; what is set here would win over it.
  if (!conninfo.has("service")) {
    conninfo.set_default("user", caller.role);
    conninfo.set_default("dbname", conninfo.get("user"));
    conninfo.set_default("port", DEF_PGPORT_STR);
    if (!conninfo.has("hostaddr")) conninfo.set_default("host", DEFAULT_PGSOCKET_DIR);
  }
  if (!endpoint.password_needed) return;
  conninfo.set_default("passfile", no_file);
  conninfo.set_default("sslcert", no_file);
  conninfo.set_default("sslkey", no_file);
  conninfo.set_default("gssencmode", "disable");
}

HiddenEnvironment::HiddenEnvironment() {
  const LibpqOptions options = libpq_options();
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const char* value = option->envvar == nullptr ? nullptr : std::getenv(option->envvar);
    if (value == nullptr) continue;
    hidden_.push_back({option->envvar, value});
    unsetenv(option->envvar);
  }
}

HiddenEnvironment::~HiddenEnvironment() {
  for (const Conninfo::Option& variable : hidden_)
    setenv(variable.name.c_str(), variable.value.c_str(), 1);
}

}  // namespace copilot::pg
