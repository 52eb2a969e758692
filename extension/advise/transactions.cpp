// Transactions that stay open: idle ones, long ones, prepared ones.
// Words: to hold back is to keep rows that are dead from being removed, by an old snapshot
// (backend_xmin). An old transaction alone is no finding: a backup or a report may take hours and
// harm nobody.
#include <algorithm>
#include <set>

#include "advise/families.hpp"
#include "advise/sessions.hpp"
#include "advise/wording.hpp"

namespace copilot::advise {

namespace {

constexpr double idle_notice_seconds = 300;
constexpr double idle_warning_seconds = 3600;
constexpr std::int64_t idle_warning_xmin_age = 100'000;
constexpr double long_seconds = 3600;
constexpr std::int64_t long_xmin_age = 1'000'000;
constexpr double prepared_seconds = 3600;

using Group = std::vector<const SessionFacts*>;

// Sessions of one party are one finding.
std::map<std::string, Group> by_party(const Group& sessions) {
  std::map<std::string, Group> groups;
  for (const SessionFacts* session : sessions) groups[session->party()].push_back(session);
  for (auto& [party, group] : groups)
    std::stable_sort(group.begin(), group.end(), [](const SessionFacts* a, const SessionFacts* b) {
      return a->transaction_seconds > b->transaction_seconds;
    });
  return groups;
}

base::Json evidence(const Group& group) {
  base::Json sessions = base::Json::array();
  for (std::size_t i = 0; i < group.size() && i < 20; ++i) sessions.push_back(group[i]->evidence());
  return {{"count", group.size()}, {"sessions", sessions}};
}

std::string pids(const Group& group) {
  std::string text;
  for (std::size_t i = 0; i < group.size() && i < 20; ++i)
    text += (i > 0 ? ", " : "") + std::to_string(group[i]->pid);
  return text;
}

std::string verify(const Group& group) {
  return "SELECT pid, state, state_change, xact_start, backend_xmin, wait_event FROM "
         "pg_stat_activity "
         "WHERE pid IN (" +
         pids(group) + ")";
}

std::set<std::int64_t> blockers(const base::Rows& lock_waits) {
  std::set<std::int64_t> pids;
  for (const LockWait& wait : lock_waits_of(lock_waits))
    pids.insert(wait.blockers.begin(), wait.blockers.end());
  return pids;
}

base::Severity worst_idle(const Group& group, const std::set<std::int64_t>& blocking) {
  for (const SessionFacts* session : group)
    if (session->state_seconds >= idle_warning_seconds ||
        session->xmin_age >= idle_warning_xmin_age || blocking.contains(session->pid))
      return base::Severity::warning;
  return base::Severity::notice;
}

base::Verdict judge_idle(const base::Case& given) {
  const std::vector<SessionFacts> sessions = sessions_of(given.evidence[sessions_query]);
  const std::set<std::int64_t> blocking = blockers(given.evidence[lock_waits_query]);
  Group idle;
  std::size_t all = 0;
  for (const SessionFacts& session : sessions) {
    if (!session.client() || session.own || !session.idle_in_transaction()) continue;
    ++all;
    const bool harms = session.xmin_age > 0 || blocking.contains(session.pid);
    if (session.state_seconds >= idle_notice_seconds && harms) idle.push_back(&session);
  }
  std::vector<base::Finding> findings;
  for (const auto& [party, group] : by_party(idle)) {
    const SessionFacts& oldest = *group.front();
    std::int64_t xmin_age = 0;
    std::size_t blocks = 0;
    for (const SessionFacts* session : group) {
      xmin_age = std::max(xmin_age, session->xmin_age);
      if (blocking.contains(session->pid)) ++blocks;
    }
    base::Finding finding;
    finding.severity = worst_idle(group, blocking);
    finding.object_type = "session";
    finding.object = party;
    finding.title = counted(static_cast<std::int64_t>(group.size()), "session") + " of " + party +
                    " idle in a transaction, the longest for " + duration(oldest.state_seconds);
    if (xmin_age > 0)
      finding.detail = "Its snapshot keeps what died in the last " +
                       counted(xmin_age, "transaction") +
                       " from being removed by vacuum, in every table. ";
    if (blocks > 0)
      finding.detail += counted(static_cast<std::int64_t>(blocks), "session") +
                        " of them hold a lock that others wait for. ";
    finding.detail += "The client began a transaction and does not end it.";
    finding.evidence = evidence(group);
    finding.evidence["xmin_age"] = xmin_age;
    finding.evidence["blocking"] = blocks;
    finding.verify_sql = verify(group);
    finding.fix_kind = "sql";
    finding.fix = "SELECT pg_terminate_backend(" + std::to_string(oldest.pid) + ")";
    finding.fix_duration = "at once; its work in progress is rolled back";
    finding.caveats = {
        "Ask its owner first: what it has not committed is lost.",
        "To prevent it, commit in the application before waiting for anything else, or set "
        "idle_in_transaction_session_timeout for this role."};
    findings.push_back(std::move(finding));
  }
  return base::Verdict::of(std::move(findings),
                           "No session is idle in a transaction for 5 minutes while it holds back "
                           "vacuum or blocks others",
                           {{"idle_in_transaction", all}});
}

base::Verdict judge_long(const base::Case& given) {
  const std::vector<SessionFacts> sessions = sessions_of(given.evidence[sessions_query]);
  Group harmful;
  double oldest_seconds = 0;
  for (const SessionFacts& session : sessions) {
    if (!session.client() || session.own || session.idle_in_transaction()) continue;
    oldest_seconds = std::max(oldest_seconds, session.transaction_seconds);
    if (session.transaction_seconds >= long_seconds && session.xmin_age >= long_xmin_age)
      harmful.push_back(&session);
  }
  std::vector<base::Finding> findings;
  for (const auto& [party, group] : by_party(harmful)) {
    const SessionFacts& oldest = *group.front();
    base::Finding finding;
    finding.severity = base::Severity::warning;
    finding.object_type = "session";
    finding.object = party;
    finding.title = "A transaction of " + party + " has run for " +
                    duration(oldest.transaction_seconds) + " and holds back vacuum";
    finding.detail =
        "Since it began, " + counted(oldest.xmin_age, "transaction") +
        " were started; what they deleted or replaced stays in the tables until it ends.";
    finding.evidence = evidence(group);
    finding.verify_sql = verify(group);
    finding.fix_kind = "sql";
    finding.fix = "SELECT pg_cancel_backend(" + std::to_string(oldest.pid) + ")";
    finding.fix_duration = "at once; its work in progress is rolled back";
    finding.caveats = {
        "A dump, a report or an index build may need this long; let it finish if it may."};
    findings.push_back(std::move(finding));
  }
  return base::Verdict::of(std::move(findings),
                           "No running transaction holds back vacuum to a degree that matters",
                           {{"oldest_transaction_seconds", oldest_seconds}});
}

base::Verdict judge_prepared(const base::Case& given) {
  const std::vector<PreparedTransaction> prepared = prepared_of(given.evidence[prepared_query]);
  std::vector<base::Finding> findings;
  for (const PreparedTransaction& each : prepared) {
    if (each.seconds < prepared_seconds) continue;
    base::Finding finding;
    finding.severity = base::Severity::warning;
    finding.object_type = "prepared transaction";
    finding.object = each.gid;
    finding.title = "Prepared transaction " + each.gid + " is " + duration(each.seconds) + " old";
    finding.detail =
        "Prepared by " + each.role + " in database " + each.database +
        ", it keeps its locks and holds back vacuum, also across restarts, until it is ended.";
    finding.evidence = {{"prepared_seconds", each.seconds},
                        {"xmin_age", each.xmin_age},
                        {"database", each.database},
                        {"role", each.role}};
    finding.verify_sql = "SELECT * FROM pg_prepared_xacts WHERE gid = " + literal(each.gid);
    finding.fix_kind = "manual";
    finding.fix = "Ask the transaction manager for its decision, then in database " +
                  each.database + " run COMMIT PREPARED or ROLLBACK PREPARED " + literal(each.gid);
    finding.caveats = {"Ended against the decision of its manager, it makes two systems disagree."};
    findings.push_back(std::move(finding));
  }
  return base::Verdict::of(std::move(findings), "No prepared transaction is older than an hour",
                           {{"prepared", prepared.size()}});
}

constexpr const base::EvidenceQuery* needed_idle[] = {&sessions_query, &lock_waits_query};
constexpr const base::EvidenceQuery* needed_long[] = {&sessions_query};
constexpr const base::EvidenceQuery* needed_prepared[] = {&prepared_query};

}  // namespace

const base::Rule idle_in_transaction{
    "idle_in_transaction",
    "connection",
    base::Severity::warning,
    "Sessions idle in a transaction",
    "An open transaction that does nothing keeps vacuum from removing dead rows and may hold "
    "locks. "
    "Judged: idle in transaction for 5 minutes while it holds back vacuum or blocks somebody; "
    "warning "
    "from an hour, from 100,000 transactions held back, or when others wait for it. A transaction "
    "that "
    "failed holds nothing and is no finding.",
    "Commit or roll back before waiting for anything; idle_in_transaction_session_timeout for the "
    "role.",
    "https://www.postgresql.org/docs/current/runtime-config-client.html",
    needed_idle,
    {},
    nullptr,
    judge_idle};

const base::Rule long_transactions{
    "long_transactions",
    "connection",
    base::Severity::warning,
    "Running transactions that hold back vacuum",
    "A transaction that runs for hours keeps every row that died meanwhile. Judged: only if it has "
    "run for "
    "an hour and a million transactions were started since its snapshot: on a quiet server a long "
    "dump harms nobody.",
    "Let it finish if it may; split the work, or run it on a standby without hot_standby_feedback.",
    "https://www.postgresql.org/docs/current/routine-vacuuming.html",
    needed_long,
    {},
    nullptr,
    judge_long};

const base::Rule forgotten_prepared_transactions{
    "forgotten_prepared_transactions",
    "connection",
    base::Severity::warning,
    "Forgotten prepared transactions",
    "A transaction prepared for two-phase commit lives without a session and survives restarts. "
    "Judged: older than an hour, where seconds are normal.",
    "COMMIT PREPARED or ROLLBACK PREPARED, as its transaction manager has decided.",
    "https://www.postgresql.org/docs/current/view-pg-prepared-xacts.html",
    needed_prepared,
    {},
    nullptr,
    judge_prepared};

}  // namespace copilot::advise
