// Sessions: the evidence about who is connected, shared by rules on connections, locks and vacuum.
// Words: a party is what a session belongs to, ROLE@DATABASE/APPLICATION: it names a finding for
// ever, where a pid would name somebody else tomorrow.
// No text of a statement is evidence: it could hold secrets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/rule.hpp"

namespace copilot::advise {

extern const base::EvidenceQuery sessions_query;
extern const base::EvidenceQuery lock_waits_query;
extern const base::EvidenceQuery prepared_query;

struct SessionFacts {
  std::int64_t pid = 0;
  bool own = false;  // the session that asks
  std::string backend_type;
  std::string role;      // quoted; empty for the server's own processes
  std::string database;  // quoted
  std::string application;
  std::string state;
  double state_seconds = 0;
  double transaction_seconds = 0;  // 0: in none
  std::int64_t xmin_age = 0;       // transactions since its snapshot; 0: it holds none back
  bool in_own_database = false;

  bool client() const { return backend_type == "client backend"; }
  bool idle_in_transaction() const { return state == "idle in transaction"; }
  std::string party() const;
  base::Json evidence() const;
};

std::vector<SessionFacts> sessions_of(const base::Rows& rows);

struct LockWait {
  std::int64_t pid;
  std::vector<std::int64_t> blockers;  // 0 is a prepared transaction
  double seconds = 0;
  bool seconds_exact = true;  // before 14 the server does not say since when
  std::string object;
  std::string mode;
};

std::vector<LockWait> lock_waits_of(const base::Rows& rows);

struct PreparedTransaction {
  std::string gid;
  std::string role;
  std::string database;
  double seconds = 0;
  std::int64_t xmin_age = 0;
  std::vector<std::int64_t> waiters;  // sessions that wait for one of its locks
};

std::vector<PreparedTransaction> prepared_of(const base::Rows& rows);

}  // namespace copilot::advise
