// Connection: the one server this process talks to, and how a call is run there.
// Words: a connection reads, or reads and writes; the default transaction is read-only unless it
// writes. Nothing a user typed becomes SQL text here: it is bound.
#pragma once

#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "call.hpp"
#include "interruption.hpp"
#include "result.hpp"
#include "target.hpp"

namespace copilot::client {

enum class Password { when_asked_for, never, always };

struct Access {
  Target target;
  Password password = Password::when_asked_for;
  bool writes = false;
  bool progress = false;  // stderr is a terminal
};

class Connection {
 public:
  explicit Connection(const Access& access);

  // What the call returns; the report, if it is one, tells the units.
  Result run(const Call& call, const base::Report* report = nullptr);
  // The same for a query of this program's own.
  Result query(const std::string& sql, const std::vector<std::optional<std::string>>& parameters);

  const Target& target() const { return access_.target; }
  // What is asked about, without secrets: told to the user and kept with numbered findings.
  std::string label() const;
  int server_version() const { return PQserverVersion(connection_.get()); }
  std::string user() const { return PQuser(connection_.get()); }
  std::string database() const { return PQdb(connection_.get()); }

 private:
  using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;
  using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

  Handle open(const char* password) const;
  Answer execute(const std::string& sql, const std::vector<std::optional<std::string>>& parameters,
                 const std::string& what);
  Answer await(const std::string& what);

  Access access_;
  Handle connection_;
};

}  // namespace copilot::client
