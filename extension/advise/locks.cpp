// Sessions that others wait for.
// Words: a root holds a lock and waits for nobody; what it blocks is everybody who waits for it,
// directly or behind others. A wait of a few seconds is normal work. It must not report a victim:
// the cause is at the root.
#include <algorithm>
#include <set>

#include "advise/families.hpp"
#include "advise/sessions.hpp"
#include "advise/wording.hpp"

namespace copilot::advise {

namespace {

constexpr double normal_seconds = 5;
// Where the server does not say since when a session waits, its statement's age is the upper bound.
constexpr double normal_seconds_inexact = 60;
constexpr double warning_seconds = 30;
constexpr double critical_seconds = 300;
constexpr std::size_t warning_blocked = 5;
constexpr std::size_t critical_blocked = 10;

struct Root {
  std::string gid;  // of a prepared transaction; then pid is 0
  std::int64_t pid = 0;
  std::set<std::int64_t> blocked;
  double seconds = 0;
  bool exact = true;
  std::string object;
};

class Waits {
 public:
  Waits(std::vector<LockWait> waits, const std::vector<PreparedTransaction>& prepared)
      : waits_(std::move(waits)), prepared_(prepared) {
    for (const LockWait& wait : waits_) by_pid_.emplace(wait.pid, &wait);
  }

  std::vector<Root> roots() {
    std::map<std::pair<std::int64_t, std::string>, Root> roots;
    for (const LockWait& wait : waits_) {
      std::set<std::int64_t> seen{wait.pid};
      std::vector<std::int64_t> ahead{wait.pid};
      while (!ahead.empty()) {
        const std::int64_t pid = ahead.back();
        ahead.pop_back();
        const auto waiting = by_pid_.find(pid);
        if (waiting == by_pid_.end()) {
          add(roots[{pid, ""}], pid, "", wait);
          continue;
        }
        for (std::int64_t blocker : waiting->second->blockers) {
          if (blocker == 0) {
            for (const PreparedTransaction& each : prepared_)
              if (std::find(each.waiters.begin(), each.waiters.end(), pid) != each.waiters.end())
                add(roots[{0, each.gid}], 0, each.gid, wait);
          } else if (seen.insert(blocker).second) {
            ahead.push_back(blocker);
          }
        }
      }
    }
    std::vector<Root> list;
    for (auto& [key, root] : roots) list.push_back(std::move(root));
    return list;
  }

 private:
  static void add(Root& root, std::int64_t pid, const std::string& gid, const LockWait& wait) {
    root.pid = pid;
    root.gid = gid;
    root.blocked.insert(wait.pid);
    if (wait.seconds < root.seconds) return;
    root.seconds = wait.seconds;
    root.exact = wait.seconds_exact;
    root.object = wait.object;
  }

  std::vector<LockWait> waits_;
  const std::vector<PreparedTransaction>& prepared_;
  std::map<std::int64_t, const LockWait*> by_pid_;
};

base::Severity severity(const Root& root) {
  const std::size_t blocked = root.blocked.size();
  if (blocked >= critical_blocked && root.seconds >= critical_seconds)
    return base::Severity::critical;
  if (blocked >= warning_blocked || root.seconds >= warning_seconds) return base::Severity::warning;
  return base::Severity::notice;
}

std::string blocks(const Root& root) {
  return " blocks " + counted(static_cast<std::int64_t>(root.blocked.size()), "session") + " for " +
         (root.exact ? "" : "up to ") + duration(root.seconds);
}

base::Json evidence(const Root& root) {
  base::Json pids = base::Json::array();
  for (std::int64_t pid : root.blocked) {
    if (pids.size() == 20) break;
    pids.push_back(pid);
  }
  return {{"pid", root.pid},
          {"blocked", root.blocked.size()},
          {"blocked_pids", pids},
          {"longest_wait_seconds", root.seconds},
          {"waited_for", root.object}};
}

base::Finding common(const Root& root) {
  base::Finding finding;
  finding.severity = severity(root);
  finding.evidence = evidence(root);
  if (!root.exact) {
    finding.confidence = 0.7;
    finding.caveats.push_back(
        "Before PostgreSQL 14 the server does not say since when a session waits: it is at most "
        "the age "
        "of its statement.");
  }
  finding.verify_sql =
      "SELECT pid, pg_blocking_pids(pid), wait_event_type, state, query FROM pg_stat_activity "
      "WHERE cardinality(pg_blocking_pids(pid)) > 0";
  return finding;
}

base::Finding finding(const Root& root, const SessionFacts* session) {
  base::Finding finding = common(root);
  const std::string pid = std::to_string(root.pid);
  finding.object_type = "session";
  finding.object = session == nullptr ? "session " + pid : session->party();
  finding.title =
      "Session " + pid + (session == nullptr ? "" : " of " + finding.object) + blocks(root);
  finding.detail = "They wait for " + root.object + " (the longest wait).";
  finding.fix_kind = "sql";
  finding.fix = "SELECT pg_terminate_backend(" + pid + ")";
  if (session == nullptr) return finding;
  if (session->backend_type == "autovacuum worker") {
    finding.detail +=
        " It is autovacuum, which steps aside by itself unless it works against wraparound.";
    finding.caveats.push_back(
        "A vacuum against wraparound must be allowed to finish, or it starts again.");
  }
  if (!session->state.empty()) {
    finding.detail += " It is " + session->state + " for " + duration(session->state_seconds) + ".";
    finding.evidence["state"] = session->state;
    finding.evidence["state_seconds"] = session->state_seconds;
    finding.evidence["transaction_seconds"] = session->transaction_seconds;
  }
  const bool active = session->state == "active";
  if (active) finding.fix = "SELECT pg_cancel_backend(" + pid + ")";
  finding.fix_duration = "at once; its work in progress is rolled back";
  finding.caveats.push_back("Ask its owner first: what it has not committed is lost.");
  finding.related = {"idle_in_transaction", "long_transactions"};
  return finding;
}

base::Finding finding(const Root& root, const PreparedTransaction& prepared) {
  base::Finding finding = common(root);
  finding.object_type = "prepared transaction";
  finding.object = prepared.gid;
  finding.title = "Prepared transaction " + prepared.gid + blocks(root);
  finding.detail = "It was prepared " + duration(prepared.seconds) + " ago by " + prepared.role +
                   " in database " + prepared.database +
                   ", and holds its locks until somebody ends it.";
  finding.evidence["prepared_seconds"] = prepared.seconds;
  finding.fix_kind = "manual";
  finding.fix = "Ask the transaction manager for its decision, then in database " +
                prepared.database + " run COMMIT PREPARED or ROLLBACK PREPARED " +
                literal(prepared.gid);
  finding.caveats.push_back(
      "Ended against the decision of its manager, it makes two systems disagree.");
  finding.related = {"forgotten_prepared_transactions"};
  return finding;
}

// Sessions of one party are one finding: the worst speaks, the others are in its evidence.
void add(std::vector<base::Finding>& findings, base::Finding finding) {
  for (base::Finding& each : findings)
    if (each.object == finding.object && each.object_type == finding.object_type) {
      if (finding.severity < each.severity) std::swap(each, finding);
      each.evidence["others"].push_back(finding.evidence);
      return;
    }
  findings.push_back(std::move(finding));
}

base::Verdict judge(const base::Case& given) {
  const std::vector<SessionFacts> sessions = sessions_of(given.evidence[sessions_query]);
  const std::vector<PreparedTransaction> prepared = prepared_of(given.evidence[prepared_query]);
  Waits waits(lock_waits_of(given.evidence[lock_waits_query]), prepared);
  std::vector<Root> roots = waits.roots();
  std::stable_sort(roots.begin(), roots.end(), [](const Root& a, const Root& b) {
    return a.blocked.size() > b.blocked.size();
  });
  std::vector<base::Finding> findings;
  for (const Root& root : roots) {
    if (root.seconds < (root.exact ? normal_seconds : normal_seconds_inexact)) continue;
    if (root.pid == 0) {
      for (const PreparedTransaction& each : prepared)
        if (each.gid == root.gid) add(findings, finding(root, each));
      continue;
    }
    const SessionFacts* session = nullptr;
    for (const SessionFacts& each : sessions)
      if (each.pid == root.pid) session = &each;
    add(findings, finding(root, session));
  }
  const std::size_t waiting = given.evidence[lock_waits_query].size();
  return base::Verdict::of(std::move(findings), "Nobody waits for a lock longer than a few seconds",
                           {{"waiting", waiting}});
}

constexpr const base::EvidenceQuery* needed[] = {&sessions_query, &lock_waits_query,
                                                 &prepared_query};

}  // namespace

const base::Rule blocking_locks{
    "blocking_locks",
    "lock",
    base::Severity::critical,
    "Sessions that others wait for",
    "One session that holds a lock and does not end its transaction can stop all others that need "
    "the "
    "same object. Judged: the session at the root of each chain of waits, once somebody has waited "
    "for 5 "
    "seconds; warning from 30 seconds or 5 blocked sessions, critical from 10 blocked for 5 "
    "minutes.",
    "End the root's transaction: in the application, or by pg_cancel_backend (active) or "
    "pg_terminate_backend (idle).",
    "https://www.postgresql.org/docs/current/view-pg-locks.html",
    needed,
    {},
    nullptr,
    judge};

}  // namespace copilot::advise
