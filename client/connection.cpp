// Connection: libpq, waited for so that Ctrl-C cancels on the server too.
// Words: see connection.hpp.
// It must not change a session setting behind a pooler: everything is asked for when connecting.
#include "connection.hpp"

#include <cstdio>
#include <cstdlib>

#include "diagnosis.hpp"
#include "password.hpp"
#include "problem.hpp"
#include "progress.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

// Texts of the server, such as dates, come in one form whatever the role's settings are.
constexpr const char* session_options = "-c datestyle=ISO -c intervalstyle=postgres";
constexpr const char* read_only = " -c default_transaction_read_only=on";

std::string trimmed(const char* text) {
  std::string message = text == nullptr ? "" : text;
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.pop_back();
  return visible(message, Lines::keep);
}

std::string option_of(const PQconninfoOption* options, std::string_view keyword) {
  for (; options != nullptr && options->keyword != nullptr; ++options)
    if (options->keyword == keyword && options->val != nullptr) return options->val;
  return {};
}

// The user's own, as libpq would find them, since ours must be added to them and not replace them:
// in the conninfo, the service file, or PGOPTIONS.
std::string options_of(const std::optional<std::string>& dbname) {
  std::string own, service;
  if (dbname && is_conninfo(*dbname)) {
    PQconninfoOption* parsed = PQconninfoParse(dbname->c_str(), nullptr);
    own = option_of(parsed, "options");
    service = option_of(parsed, "service");
    PQconninfoFree(parsed);
  }
  if (!service.empty()) ::setenv("PGSERVICE", service.c_str(), 1);
  if (own.empty()) {
    PQconninfoOption* defaults = PQconndefaults();
    own = option_of(defaults, "options");
    PQconninfoFree(defaults);
  }
  return own.empty() ? own : own + " ";
}

void print_notice(void*, const PGresult* result) {
  const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  std::string_view kind = severity == nullptr ? "" : severity;
  if (kind != "WARNING" && kind != "NOTICE") return;
  const char* label = kind == "WARNING" ? "warning" : "notice";
  std::fprintf(stderr, "pgcopilot: %s: %s\n", label,
               trimmed(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)).c_str());
  if (const char* hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT))
    std::fprintf(stderr, "HINT:  %s\n", trimmed(hint).c_str());
}

std::string field_text(const PGresult* result, int code) {
  return trimmed(PQresultErrorField(result, code));
}

}  // namespace

Connection::Connection(const Access& access) : access_(access), connection_(nullptr, PQfinish) {
  std::optional<std::string> password;
  if (access.password == Password::always) password = ask_password("Password: ");
  connection_ = open(password ? password->c_str() : nullptr);
  bool asked = PQstatus(connection_.get()) == CONNECTION_BAD &&
               PQconnectionNeedsPassword(connection_.get()) && !password &&
               access.password != Password::never;
  if (asked && (password = ask_password("Password for user " + user() + ": ")))
    connection_ = open(password->c_str());
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    throw Problem{no_connection, trimmed(PQerrorMessage(connection_.get())), "",
                  access.target.through_hub
                      ? "This is the server named by PGCOPILOT_HUB."
                      : "The connection is made as psql makes it: see -d, -h, -p and -U, and the "
                        "variables PGHOST, PGPORT, PGUSER, PGDATABASE and PGSERVICE."};
  PQsetNoticeReceiver(connection_.get(), print_notice, nullptr);
}

Connection::Handle Connection::open(const char* password) const {
  const Target& target = access_.target;
  std::string options = options_of(target.dbname) + session_options;
  if (!access_.writes) options += read_only;
  auto text = [](const std::optional<std::string>& value) {
    return value ? value->c_str() : nullptr;
  };
  const char* keywords[] = {"host",
                            "port",
                            "user",
                            "password",
                            "dbname",
                            "options",
                            "client_encoding",
                            "fallback_application_name",
                            nullptr};
  const char* values[] = {text(target.host),
                          text(target.port),
                          text(target.user),
                          password,
                          text(target.dbname),
                          options.c_str(),
                          "UTF8",
                          "pgcopilot",
                          nullptr};
  return Handle(PQconnectdbParams(keywords, values, 1), PQfinish);
}

std::string Connection::label() const {
  auto text = [](const char* value) { return std::string(value == nullptr ? "" : value); };
  std::string label = text(PQhost(connection_.get())) + ":" + text(PQport(connection_.get())) +
                      "/" + text(PQdb(connection_.get()));
  if (access_.target.server) label += " server " + access_.target.server_label();
  return label;
}

Connection::Answer Connection::await(const std::string& what) {
  using Clock = std::chrono::steady_clock;
  PGconn* connection = connection_.get();
  Interruption interruption;
  Progress progress(what, access_.progress, Clock::now());
  bool cancelled = false;
  Answer last(nullptr, PQclear);
  for (;;) {
    while (PQisBusy(connection)) {
      auto woken = interruption.wait(PQsocket(connection), progress.until_tick(Clock::now()));
      if (woken == Interruption::Woken::interrupted) {
        // The second Ctrl-C leaves without waiting for the server.
        if (cancelled) throw Problem{interrupted, "interrupted", "", ""};
        cancelled = true;
        progress.cancelling();
        char error[256];
        PGcancel* cancel = PQgetCancel(connection);
        PQcancel(cancel, error, sizeof error);
        PQfreeCancel(cancel);
      }
      if (!cancelled) progress.tick(Clock::now());
      if (woken == Interruption::Woken::readable && PQconsumeInput(connection) == 0) break;
    }
    PGresult* next = PQgetResult(connection);
    if (next == nullptr) break;
    last.reset(next);
  }
  if (cancelled) throw Problem{interrupted, "cancelled", "", ""};
  return last;
}

Connection::Answer Connection::execute(const std::string& sql,
                                       const std::vector<std::optional<std::string>>& parameters,
                                       const std::string& what) {
  std::vector<const char*> values;
  for (const auto& each : parameters) values.push_back(each ? each->c_str() : nullptr);
  Answer answer(nullptr, PQclear);
  if (PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), nullptr, nullptr, 0) != 0)
    answer = await(what);
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    throw Problem{no_connection, "the connection to the server was lost",
                  trimmed(PQerrorMessage(connection_.get())), ""};
  return answer;
}

static Result read(const PGresult* answer, const base::Report* report) {
  Result result{{}, base::Rows({}, 0)};
  int columns = PQnfields(answer);
  std::vector<std::string> names;
  for (int i = 0; i < columns; ++i) {
    names.emplace_back(PQfname(answer, i));
    result.fields.push_back(field(names.back(), PQftype(answer, i), report));
  }
  // The server bounds what it returns; here it is already in memory.
  result.rows = base::Rows(std::move(names), std::size_t{4} << 30);
  for (int row = 0; row < PQntuples(answer); ++row)
    for (int i = 0; i < columns; ++i) {
      if (PQgetisnull(answer, row, i))
        result.rows.add(std::nullopt);
      else
        result.rows.add(PQgetvalue(answer, row, i));
    }
  return result;
}

Result Connection::query(const std::string& sql,
                         const std::vector<std::optional<std::string>>& parameters) {
  Answer answer = execute(sql, parameters, "asking the server");
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK)
    throw Problem{query_failed, field_text(answer.get(), PG_DIAG_MESSAGE_PRIMARY),
                  field_text(answer.get(), PG_DIAG_MESSAGE_DETAIL),
                  field_text(answer.get(), PG_DIAG_MESSAGE_HINT)};
  return read(answer.get(), nullptr);
}

static Presence presence_of(const Result& result) {
  auto row = result.rows[0];
  Presence presence;
  presence.installed = !row.null("version");
  presence.available = row.boolean("available");
  presence.version = row.text("version");
  presence.schema_usage = row.boolean("schema_usage");
  presence.function_exists = !row.null("function");
  presence.function_execute = row.boolean("function_execute");
  presence.operator_execute = row.boolean("operator_execute");
  presence.function = row.text("function");
  presence.database = row.text("database");
  presence.role = row.text("role");
  return presence;
}

Result Connection::run(const Call& call, const base::Report* report) {
  std::vector<std::optional<std::string>> parameters;
  for (const NamedValue& argument : call.arguments) parameters.push_back(argument.value);
  Answer answer = execute(sql(call), parameters, call.function);
  ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_TUPLES_OK) return read(answer.get(), report);
  std::string state = field_text(answer.get(), PG_DIAG_SQLSTATE);
  Problem problem{query_failed, field_text(answer.get(), PG_DIAG_MESSAGE_PRIMARY),
                  field_text(answer.get(), PG_DIAG_MESSAGE_DETAIL),
                  field_text(answer.get(), PG_DIAG_MESSAGE_HINT)};
  // Missing schema, missing function, missing privilege: the extension itself may be what is
  // missing.
  if (state == "3F000" || state == "42883" || state == "42501") {
    Presence presence = presence_of(query(presence_sql, {call.function}));
    if (auto diagnosed = diagnose(presence, call.function)) throw *diagnosed;
  }
  throw problem;
}

}  // namespace copilot::client
