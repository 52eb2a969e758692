// Planted evidence for the rules of advise.
// Words: each builder writes one row as the rule's query would; only what a test is about is named.
// No server here.
#pragma once

#include "advise/families.hpp"
#include "rule_fakes.hpp"

namespace copilot::test {

struct Session {
  int pid = 100;
  std::string state = "active";
  double state_seconds = 1;
  double transaction_seconds = 1;
  std::int64_t xmin_age = 0;
  std::string role = "app";
  std::string application = "web";
  std::string backend_type = "client backend";
  bool own = false;
};

inline base::Rows sessions(const std::vector<Session>& all) {
  base::Rows rows({"pid", "own", "backend_type", "role", "database", "application", "state",
                   "state_seconds", "transaction_seconds", "xmin_age", "in_own_database"});
  for (const Session& each : all)
    for (const std::string& cell :
         {std::to_string(each.pid), std::string(each.own ? "t" : "f"), each.backend_type, each.role,
          std::string("shop"), each.application, each.state, std::to_string(each.state_seconds),
          std::to_string(each.transaction_seconds), std::to_string(each.xmin_age),
          std::string("t")})
      rows.add(cell);
  return rows;
}

struct Wait {
  int pid;
  std::string blockers;
  double seconds = 10;
  bool exact = true;
};

inline base::Rows waits(const std::vector<Wait>& all) {
  base::Rows rows({"pid", "blockers", "mode", "seconds", "seconds_exact", "object"});
  for (const Wait& each : all)
    for (const std::string& cell :
         {std::to_string(each.pid), each.blockers, std::string("ShareLock"),
          std::to_string(each.seconds), std::string(each.exact ? "t" : "f"),
          std::string("relation public.t")})
      rows.add(cell);
  return rows;
}

struct Prepared {
  std::string gid;
  double seconds;
  std::int64_t xmin_age = 1;
  std::string waiters = {};
};

inline base::Rows prepared(const std::vector<Prepared>& all) {
  base::Rows rows({"gid", "role", "database", "seconds", "xmin_age", "waiters"});
  for (const Prepared& each : all)
    for (const std::string& cell :
         {each.gid, std::string("app"), std::string("shop"), std::to_string(each.seconds),
          std::to_string(each.xmin_age), each.waiters})
      rows.add(cell);
  return rows;
}

// "failed critical app@shop/web; warning ..." : a verdict in a line.
inline std::string told(const base::Verdict& verdict) {
  std::string text = base::name(verdict.status);
  for (const base::Finding& finding : verdict.findings)
    text += std::string(" ") + base::name(finding.severity) + ":" + finding.object;
  return text;
}

}  // namespace copilot::test
