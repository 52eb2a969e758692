// Db: the one way a module asks a server, whether it is this one or another.
// Words: a query is one SELECT with text parameters $1, $2, ...; an outcome is its rows or its failure.
// Nothing here writes: every implementation runs read-only, with search_path pg_catalog and time limits.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/rows.hpp"

namespace copilot::base {

// Every parameter is bound as text; the SQL casts it ($1::text::integer).
struct Query {
  std::string sql;
  std::vector<std::optional<std::string>> parameters;
};

struct Failure {
  std::string code;  // SQLSTATE
  std::string message;
  std::string hint;
};

using Outcome = std::variant<Rows, Failure>;

struct Extension {
  std::string name;
  std::string schema;  // quoted as SQL needs
  std::string version;
  bool loaded = true;  // false: it works only if its library is preloaded, and it is not
  bool usable = true;  // false: the role has no USAGE on its schema
};

// What is known of the server behind a Db; fetched once a call.
struct Server {
  int version = 0;       // server_version_num
  bool local = false;    // copilot runs inside it, so copilot._* functions can be called
  bool standby = false;  // in recovery
  bool superuser = false;
  bool read_all_stats = false;     // pg_read_all_stats, as pg_monitor has
  bool read_all_settings = false;  // pg_read_all_settings, as pg_monitor has
  bool read_server_files = false;  // pg_read_server_files
  std::string database;
  std::string role;  // quoted as SQL needs
  std::vector<Extension> extensions;

  const Extension* extension(std::string_view name) const {
    for (const Extension& each : extensions)
      if (each.name == name) return &each;
    return nullptr;
  }
};

class Db {
 public:
  // Gets a batch of at most a thousand rows; at least one batch comes, so that columns are known.
  using Batch = std::function<void(const Rows&)>;

  virtual ~Db() = default;
  virtual const Server& server() = 0;
  // Streams the rows; a failure is thrown (UserError, or the server's own error unchanged).
  virtual void stream(const Query& query, const Batch& batch) = 0;
  // Runs each query on its own, all in one snapshot: one that fails leaves the others whole.
  // A cancel by the user, or the session's own timeout, is thrown all the same.
  virtual std::vector<Outcome> fetch(std::span<const Query> queries) = 0;

  Rows query(const Query& query);
};

}  // namespace copilot::base
