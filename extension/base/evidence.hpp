// Evidence: what rules judge, fetched once, declared by those who need it.
// Words: a query has variants by server version; a need is a flag of base::Server without which the
// rows would be incomplete. A query must run on a standby, and must not call a function that takes
// a lock.
#pragma once

#include <map>
#include <span>
#include <string>

#include "base/db.hpp"

namespace copilot::base {

struct EvidenceVariant {
  int from_version;  // server_version_num, inclusive
  const char* sql;   // null: from this version on it is not asked
};

struct EvidenceQuery {
  const char* name;
  // The flag of Server without which the answer would not be whole, or null.
  bool Server::*need;
  const char* need_role;                      // the predefined role that gives it
  std::span<const EvidenceVariant> variants;  // oldest version first; a later one replaces it
  bool local = false;  // calls functions of copilot, so that only its own server can be asked
};

// What a rule is given. A query is known by its address: declare each once.
class Evidence {
 public:
  void add(const EvidenceQuery& query, Outcome outcome) {
    outcomes_.insert_or_assign(&query, std::move(outcome));
  }
  // The rows, or null where the query was refused or failed.
  const Rows* find(const EvidenceQuery& query) const;
  // The rows of a query that the rule requires; judge() has made sure that they are there.
  const Rows& operator[](const EvidenceQuery& query) const;
  const Failure* failure(const EvidenceQuery& query) const;

 private:
  std::map<const EvidenceQuery*, Outcome> outcomes_;
};

}  // namespace copilot::base
