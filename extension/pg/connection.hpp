// Connection: one libpq connection in pipeline mode, opened and read without ever blocking the
// session. Words: statements are sent, a sync ends a group of them, and each is received in the
// order sent. A failed statement makes the rest of its group skipped. It must not outlive the call
// that made it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/db.hpp"
#include "base/error.hpp"
#include "pg/endpoint.hpp"
#include "pg/fault.hpp"

namespace copilot::pg {

class Connection {
 public:
  using Sink = std::function<void(const PGresult&)>;

  // Connects, and proves the identity before anything is sent.
  explicit Connection(Endpoint endpoint);

  const std::string& label() const { return endpoint_.label; }
  int version() const { return PQserverVersion(connection_.get()); }
  bool is_console() const;  // of a pooler, which speaks the protocol but is no database
  bool is_ascii() const;    // a database that converts nothing, and refuses what is no UTF-8

  void send(const base::Query& query);
  void sync();
  void flush();
  // The next statement: its rows one at a time, then once without rows, for the columns. Its error
  // is returned; a connection that was lost is thrown.
  std::optional<base::UserError> receive(const Sink& sink = {});
  void receive_sync();

 private:
  struct Close {
    void operator()(PGconn* connection) const;
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  void poll();
  void connect();
  void prove_identity() const;
  Result next();
  base::UserError failure_of(const PGresult& result) const;
  [[noreturn]] void lost(const std::string& cause) const;
  std::string complaint() const;

  const Endpoint endpoint_;
  fault::Witness witness_;
  std::unique_ptr<PGconn, Close> connection_;
  int open_groups_ = 0;  // groups that were sent and not wholly received
  bool receiving_ =
      false;  // in the middle of them: if it stays so, the connection is of no more use
};

}  // namespace copilot::pg
