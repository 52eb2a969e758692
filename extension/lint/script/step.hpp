// Step: one statement of a script at the moment it would run: what is there, what it would do, what the
// script did before. A Journey is a whole script, when all its statements have had their effect.
// Words: an effect is a lock on one relation with what it costs: a scan, a rewrite, data; a session is
// what SET and BEGIN left behind. An unknown relation is one that is neither in the model nor made by
// the script: it is taken for an existing table of unknown size.
// It must not be changed by rules.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ddl.hpp"
#include "catalog/model.hpp"

namespace copilot::lint {

// As PostgreSQL numbers them: a higher one blocks more.
enum class Lock : unsigned char {
  none = 0,
  access_share = 1,
  row_share = 2,
  row_exclusive = 3,
  share_update_exclusive = 4,
  share = 5,
  share_row_exclusive = 6,
  exclusive = 7,
  access_exclusive = 8
};

const char* name(Lock lock);    // ACCESS EXCLUSIVE
const char* blocks(Lock lock);  // reads and writes / writes / schema changes and vacuum / nothing
bool conflicts(Lock lock, std::string_view held_mode);  // with a mode of pg_locks

struct Effect {
  base::ObjectName named;                // as the statement says it, or as it was found
  catalog::Oid relation = 0;             // in the model; 0: unknown
  bool made_here = false;                // by this script, in whatever transaction
  bool made_in_transaction = false;      // by this transaction: nobody else can see it yet
  std::vector<catalog::Oid> partitions;  // that it reaches too, however deep
  Lock lock = Lock::none;
  bool scan = false;     // reads every row while it holds the lock
  bool rewrite = false;  // writes the table anew
  bool index_build = false;
  bool data_loss = false;
  std::string why;  // what causes it, a phrase: a volatile default is computed for each row
};

// What SET and BEGIN left behind when a statement starts.
struct Session {
  bool in_transaction = false;   // after BEGIN, or by the caller's word that all is one transaction
  int transaction_began_at = 0;  // number of the statement; 0: before the script
  bool transaction_failed = false;
  std::optional<std::int64_t> lock_timeout_ms;  // nothing: never set by the script; 0: off
  std::optional<std::int64_t> statement_timeout_ms;
  std::optional<std::int64_t> idle_timeout_ms;  // idle_in_transaction_session_timeout
  catalog::Model::Path search_path;             // as it is then, without pg_catalog
  int search_path_set_at = 0;                   // 0: it is the session's own
};

struct Moment {
  const base::Ddl* statement = nullptr;
  Session session;              // before it
  int transaction = 0;          // the same number: the same transaction; outside of one its own
  std::vector<Effect> effects;  // the strongest lock first
};

struct Step {
  const Moment& now;
  const catalog::Model& before;  // with what the script did up to here
  std::span<const Moment> earlier;

  const base::Ddl& statement() const { return *now.statement; }
  const Effect* strongest() const { return now.effects.empty() ? nullptr : &now.effects.front(); }
};

struct Journey {
  std::span<const Moment> moments;
  const catalog::Model& after;
  const Session& session;  // after the last statement
};

}  // namespace copilot::lint
