// SessionTrack: what SET, BEGIN and the like leave behind, statement by statement.
// Words: see Session in step.hpp. A value is the session's, or the transaction's alone (SET LOCAL); a
// level is a transaction or one of its savepoints.
// It must not look at the model: a search_path may name schemas that nobody made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ddl.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

class SessionTrack {
 public:
  // `in_transaction`: whoever runs the script puts all of it into one transaction.
  // `local_counts`: SET LOCAL has an effect outside of a transaction too, since a script that has no
  // BEGIN at all and still says it relies on a runner that begins one.
  SessionTrack(catalog::Model::Path search_path, bool in_transaction, bool local_counts);

  const Session& now() const { return now_; }
  // The same number: the same transaction; a statement outside of one has its own.
  int transaction() const { return transaction_; }
  // What the statement leaves behind.
  void apply(const base::Ddl& statement);

 private:
  struct Values {
    std::optional<std::int64_t> lock_timeout_ms, statement_timeout_ms, idle_timeout_ms;
    catalog::Model::Path search_path;
    int search_path_set_at = 0;
  };
  struct Level {
    std::string savepoint;  // empty: the transaction itself
    Values current, lasting;
  };

  void begin(int statement);
  void end(bool committed);
  void transact(const base::Ddl& statement, const base::Transaction& command);
  void set(const base::SetVariable& command, int statement);
  void set_path(std::vector<std::string> path, bool local, int statement);
  void show();

  bool local_counts_;
  Session now_;
  Values initial_;
  Values current_;  // as it is
  Values lasting_;  // as it will be after COMMIT
  std::vector<Level> levels_;
  int transaction_ = 1;
};

// The words of a search_path as set_config takes it: a, "B c"; without pg_catalog.
std::vector<std::string> split_search_path(std::string_view text);

}  // namespace copilot::lint
