// RemoteDb: pipelines of BEGIN, settings, queries, COMMIT.
// Words: a batch is closed at a thousand rows or a few megabytes, whichever comes first.
// It must not send anything that the other side would keep after COMMIT.
#include "pg/remote_db.hpp"

#include "base/server.hpp"
#include "base/utf8.hpp"
#include "pg/postgres.hpp"

#include "pg/attempt.hpp"
#include "pg/deadline.hpp"
#include "pg/guard.hpp"
#include "pg/session.hpp"
#include "pg/settings.hpp"

namespace copilot::pg {

namespace {

constexpr std::size_t batch_rows = 1000;
constexpr std::size_t batch_bytes = 4u << 20;

std::vector<std::string> column_names(const PGresult& result) {
  std::vector<std::string> names;
  for (int i = 0; i < PQnfields(&result); ++i) names.push_back(base::as_utf8(PQfname(&result, i)));
  return names;
}

// Adds the result's rows; how many bytes they have.
std::size_t add_rows(base::Rows& rows, const PGresult& result) {
  std::size_t bytes = 0;
  for (int row = 0; row < PQntuples(&result); ++row)
    for (int column = 0; column < PQnfields(&result); ++column) {
      if (PQgetisnull(&result, row, column)) {
        rows.add(std::nullopt);
        continue;
      }
      const std::string_view cell(PQgetvalue(&result, row, column),
                                  static_cast<std::size_t>(PQgetlength(&result, row, column)));
      bytes += cell.size();
      if (base::is_utf8(cell))
        rows.add(cell);
      else
        rows.add(base::as_utf8(cell));
    }
  return bytes;
}

base::Query plain(std::string sql) {
  return {std::move(sql), {}};
}

struct Setting {
  const char* name;
  std::string value;
  bool is_limit;  // a shorter one there is kept: somebody chose it for this role
};

std::string in_ms(int limit) {
  return std::to_string(limit) + "ms";
}

// The same as Session sets here, but for this one transaction there.
std::vector<Setting> wanted_settings(const Connection& connection) {
  const char* zone = guard([]() noexcept { return GetConfigOption("TimeZone", true, false); });
  std::vector<Setting> settings = {
      {"search_path", "pg_catalog, pg_temp", false},
      {"statement_timeout", in_ms(Deadline::limit_ms()), true},
      {"idle_in_transaction_session_timeout", in_ms(Deadline::limit_ms()), true},
      {"lock_timeout", in_ms(lock_timeout_ms()), true},
      {"datestyle", "ISO, MDY", false},
      {"intervalstyle", "postgres", false},
      {"timezone", zone == nullptr ? "UTC" : zone, false},
      {"extra_float_digits", "1", false},
      {"bytea_output", "hex", false},
      {"standard_conforming_strings", "on", false},
      {"quote_all_identifiers", "off", false},
      {"jit", "off", false},
      {"max_parallel_workers_per_gather", "0", false},
      {session_restriction, "view, foreign-table", false},
  };
  // A query whose client has gone ends soon, and not only at its timeout.
  if (connection.version() >= 140000)
    settings.push_back({"client_connection_check_interval", "200ms", true});
  // Its bytes come as they are, and are made UTF-8 here.
  if (connection.is_ascii()) settings.push_back({"client_encoding", "SQL_ASCII", false});
  return settings;
}

// What is so already stays untouched: the report on settings shows where a value comes from; what is
// not known there, too. Every name is qualified, since the search path there is not known yet.
base::Query set_local(const Connection& connection) {
  base::Query query;
  for (Setting& setting : wanted_settings(connection)) {
    const std::string name = "'" + std::string(setting.name) + "'";
    const std::string now = "pg_catalog.current_setting(" + name + ", true)";
    query.parameters.emplace_back(std::move(setting.value));
    const std::string wanted = "$" + std::to_string(query.parameters.size());
    const std::string interval = "::pg_catalog.interval";
    query.sql += query.sql.empty() ? "SELECT CASE WHEN " : ", CASE WHEN ";
    if (setting.is_limit)
      query.sql += now + " OPERATOR(pg_catalog.=) '0' OR " + now + interval +
                   " OPERATOR(pg_catalog.>) " + wanted + interval;
    else
      query.sql += now + " OPERATOR(pg_catalog.<>) " + wanted;
    query.sql += " THEN pg_catalog.set_config(" + name + ", " + wanted + ", true) END";
  }
  return query;
}

}  // namespace

RemoteDb::RemoteDb(Endpoint endpoint) : connection_(std::move(endpoint)) {
  const std::string name = "server \"" + connection_.label() + "\"";
  if (connection_.is_console())
    throw base::UserError{base::sqlstate::cannot_connect,
                          name + " is the console of a pooler, not a database", "",
                          "Name a database in dbname."};
  if (connection_.version() < 130000)
    throw base::UserError{base::sqlstate::feature_not_supported,
                          name + " runs PostgreSQL " +
                              std::to_string(connection_.version() / 10000) +
                              ", which copilot does not support",
                          "", "Supported are versions 13 to 18."};
}

void RemoteDb::begin() {
  connection_.send(plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  connection_.send(set_local(connection_));
}

const base::Server& RemoteDb::server() {
  if (!server_) server_ = base::read_server(query(plain(base::server_query)), false);
  return *server_;
}

void RemoteDb::stream(const base::Query& query, const Batch& batch) {
  begin();
  connection_.send(query);
  connection_.send(plain("COMMIT"));
  connection_.sync();
  connection_.flush();

  std::optional<base::Rows> rows;
  std::size_t bytes = 0;
  bool delivered = false;
  const auto deliver = [&] {
    batch(*rows);
    rows.reset();
    bytes = 0;
    delivered = true;
  };
  const auto take = [&](const PGresult& result) {
    if (!rows) rows.emplace(column_names(result));
    bytes += add_rows(*rows, result);
    const bool last = PQresultStatus(&result) == PGRES_TUPLES_OK;
    if (last ? !rows->empty() || !delivered : rows->size() == batch_rows || bytes >= batch_bytes)
      deliver();
  };

  std::optional<base::UserError> failure = connection_.receive();
  const auto receive = [&](const Connection::Sink& sink) {
    auto next = connection_.receive(sink);
    if (!failure) failure = std::move(next);
  };
  receive({});
  receive(take);
  receive({});
  connection_.receive_sync();
  if (!failure) return;
  connection_.send(plain("ROLLBACK"));
  connection_.sync();
  connection_.flush();
  connection_.receive();
  connection_.receive_sync();
  throw *failure;
}

std::vector<base::Outcome> RemoteDb::fetch(std::span<const base::Query> queries) {
  std::vector<base::Outcome> outcomes;
  const auto stopped = attempt([&] { fetch_all(queries, outcomes); });
  // What had not answered when our own time limit came, or the connection was lost.
  while (outcomes.size() < queries.size()) outcomes.emplace_back(stopped.value());
  return outcomes;
}

// A failed query leaves the transaction to its savepoint, so the next still sees the one snapshot.
void RemoteDb::fetch_all(std::span<const base::Query> queries,
                         std::vector<base::Outcome>& outcomes) {
  begin();
  connection_.send(plain("SAVEPOINT each"));
  connection_.sync();
  for (const base::Query& query : queries) {
    connection_.send(plain("ROLLBACK TO SAVEPOINT each"));
    connection_.send(query);
    connection_.sync();
  }
  connection_.send(plain("COMMIT"));
  connection_.sync();
  connection_.flush();

  std::optional<base::UserError> failure;
  for (int i = 0; i < 3; ++i) {
    auto next = connection_.receive();
    if (!failure) failure = std::move(next);
  }
  connection_.receive_sync();
  for (std::size_t i = 0; i < queries.size(); ++i) {
    connection_.receive();
    base::Outcome outcome = collect();
    connection_.receive_sync();
    if (failure)
      outcomes.emplace_back(base::Failure{failure->code, failure->message, failure->hint});
    else
      outcomes.emplace_back(std::move(outcome));
  }
  connection_.receive();
  connection_.receive_sync();
}

base::Outcome RemoteDb::collect() {
  std::optional<base::Rows> rows;
  std::optional<base::UserError> too_large;
  auto failure = connection_.receive([&](const PGresult& result) {
    if (too_large) return;
    try {
      if (!rows) rows.emplace(column_names(result));
      add_rows(*rows, result);
    } catch (const base::UserError& error) {
      too_large = error;
      rows.reset();
    }
  });
  if (too_large) failure = too_large;
  if (failure) return base::Failure{failure->code, failure->message, failure->hint};
  return std::move(rows.value());
}

}  // namespace copilot::pg
