// Connection: libpq, waiting on the latch and the socket.
// Words: see connection.hpp.
// A query that is interrupted is not cancelled by PQcancel, which can block: the socket is closed,
// and the other side ends the query when it notices (client_connection_check_interval) or at its
// timeout.
#include "pg/connection.hpp"

#include <cstring>
#include <new>
#include <vector>

#include "base/mask.hpp"
#include "base/utf8.hpp"
#include "pg/postgres.hpp"

#include "pg/addresses.hpp"
#include "pg/deadline.hpp"
#include "pg/descriptors.hpp"
#include "pg/error.hpp"
#include "pg/identity.hpp"
#include "pg/waiting.hpp"

namespace copilot::pg {

namespace {

void ignore_notice(void*, const PGresult*) {}

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : base::as_utf8(text);
}

// After a FATAL the other side hangs up; what it said first is the cause.
bool is_last_word(const PGresult& result) {
  const char* severity = PQresultErrorField(&result, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity != nullptr && std::strcmp(severity, "ERROR") != 0;
}

}  // namespace

void Connection::Close::operator()(PGconn* connection) const {
  PQfinish(connection);
  descriptors::give_back();
}

Connection::Connection(Endpoint endpoint) : endpoint_(std::move(endpoint)) {
  Conninfo resolved = endpoint_.conninfo;
  add_addresses(resolved);
  descriptors::acquire();
  {
    const HiddenEnvironment hidden;
    connection_.reset(PQconnectStart(resolved.text().c_str()));
  }
  if (!connection_) {
    descriptors::give_back();
    throw std::bad_alloc();
  }
  PQsetNoticeReceiver(connection_.get(), ignore_notice, nullptr);
  connect();
  prove_identity();
  PQsetnonblocking(connection_.get(), 1);
  if (PQenterPipelineMode(connection_.get()) != 1) lost(complaint());
}

void Connection::poll() {
  PostgresPollingStatusType status =
      PQstatus(connection_.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK) {
    if (status == PGRES_POLLING_FAILED)
      throw base::UserError{
          base::sqlstate::cannot_connect, "could not connect to server \"" + label() + "\"",
          complaint(),
          PQconnectionNeedsPassword(connection_.get())
              ? "Give a password, in a user mapping or in the connection string."
              : "Check its host, port, dbname, user and password, and that it accepts connections "
                "from here."};
    if (wait_socket(PQsocket(connection_.get()),
                    status == PGRES_POLLING_READING ? Ready::read : Ready::write))
      status = PQconnectPoll(connection_.get());
  }
}

// Our own time limit has a better name here than a query that was stopped.
void Connection::connect() {
  std::optional<Error> stopped;
  try {
    poll();
  } catch (const Error& error) {
    stopped = error;
  }
  if (!stopped) return;
  if (Deadline::fired() && Deadline::caused(stopped->data()))
    throw base::UserError{
        base::sqlstate::cannot_connect,
        "server \"" + label() + "\" did not answer within " + std::to_string(Deadline::limit_ms()) +
            " ms",
        "",
        "Check that a PostgreSQL server listens there and that nothing on the way drops packets."};
  throw *stopped;
}

void Connection::prove_identity() const {
  if (!endpoint_.password_needed || PQconnectionUsedPassword(connection_.get())) return;
  throw base::UserError{
      base::sqlstate::identity_refused, "server \"" + label() + "\" did not ask for the password",
      "It let this server in for who or where it is, which is not for a role that is not "
      "superuser.",
      "Require scram-sha-256 for user \"" + endpoint_.conninfo.get("user") +
          "\" in pg_hba.conf there, or let a superuser set password_required to false in the user "
          "mapping."};
}

bool Connection::is_console() const {
  const char* version = PQparameterStatus(connection_.get(), "server_version");
  return version == nullptr || std::strstr(version, "bouncer") != nullptr;
}

bool Connection::is_ascii() const {
  const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
  return encoding != nullptr && std::strcmp(encoding, "SQL_ASCII") == 0;
}

void Connection::send(const base::Query& query) {
  if (receiving_) lost(complaint());
  constexpr Oid text_type = 25;
  const std::vector<Oid> types(query.parameters.size(), text_type);
  std::vector<const char*> values;
  for (const auto& parameter : query.parameters)
    values.push_back(parameter ? parameter->c_str() : nullptr);
  if (PQsendQueryParams(connection_.get(), query.sql.c_str(), static_cast<int>(values.size()),
                        types.data(), values.data(), nullptr, nullptr, 0) != 1)
    lost(complaint());
}

void Connection::sync() {
  if (PQpipelineSync(connection_.get()) != 1) lost(complaint());
  ++open_groups_;
}

// Reads while it writes: the other side may have to get rid of answers before it takes more.
void Connection::flush() {
  PGconn* connection = connection_.get();
  for (int left = PQflush(connection); left != 0; left = PQflush(connection)) {
    if (left < 0) lost(complaint());
    if (wait_socket(PQsocket(connection), Ready::either) && PQconsumeInput(connection) != 1)
      lost(complaint());
  }
}

Connection::Result Connection::next() {
  PGconn* connection = connection_.get();
  while (PQisBusy(connection))
    if (wait_socket(PQsocket(connection), Ready::read) && PQconsumeInput(connection) != 1)
      lost(complaint());
  return Result(PQgetResult(connection));
}

std::optional<base::UserError> Connection::receive(const Sink& sink) {
  receiving_ = true;
  PQsetSingleRowMode(connection_.get());
  std::optional<base::UserError> failure;
  while (const Result result = next()) {
    switch (PQresultStatus(result.get())) {
      case PGRES_SINGLE_TUPLE:
      case PGRES_TUPLES_OK:
        if (sink) sink(*result);
        break;
      case PGRES_COMMAND_OK:
        break;
      case PGRES_PIPELINE_ABORTED:
        failure =
            base::UserError{base::sqlstate::connection_failure, "a statement was skipped", "", ""};
        break;
      default:
        if (PQstatus(connection_.get()) == CONNECTION_BAD) lost(complaint());
        failure = failure_of(*result);
        if (is_last_word(*result)) lost(failure->message);
    }
  }
  return failure;
}

void Connection::receive_sync() {
  const Result result = next();
  if (!result || PQresultStatus(result.get()) != PGRES_PIPELINE_SYNC) lost(complaint());
  if (--open_groups_ == 0) receiving_ = false;
}

base::UserError Connection::failure_of(const PGresult& result) const {
  const auto field = [&](int code) {
    return base::mask_secrets(text_or_empty(PQresultErrorField(&result, code)));
  };
  base::UserError failure{field(PG_DIAG_SQLSTATE),
                          "server \"" + label() + "\": " + field(PG_DIAG_MESSAGE_PRIMARY),
                          field(PG_DIAG_MESSAGE_DETAIL), field(PG_DIAG_MESSAGE_HINT)};
  if (failure.code.size() != 5) failure.code = base::sqlstate::connection_failure;
  if (failure.code == base::sqlstate::query_canceled && failure.hint.empty())
    failure.hint =
        std::string("Ask for less, or raise ") + Deadline::setting() + " for this session.";
  return failure;
}

void Connection::lost(const std::string& cause) const {
  throw base::UserError{base::sqlstate::connection_failure,
                        "the connection to server \"" + label() + "\" was lost", cause,
                        "Try again; if it happens again, look at the log of that server."};
}

std::string Connection::complaint() const {
  std::string text = text_or_empty(PQerrorMessage(connection_.get()));
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return base::mask_conninfo(text);
}

}  // namespace copilot::pg
