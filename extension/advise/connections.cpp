// How near connections are to a limit: of the server, of a database, of a role.
// Words: what can be used is max_connections less what is reserved for superusers and
// pg_use_reserved_connections. Only client backends count, as for the server itself; a limit under
// 5 is a lock on purpose, no shortage.
#include <algorithm>

#include "advise/families.hpp"
#include "advise/sessions.hpp"
#include "advise/wording.hpp"

namespace copilot::advise {

namespace {

constexpr double warning_share = 0.80;
constexpr double critical_share = 0.95;
constexpr std::int64_t smallest_limit = 5;

constexpr base::EvidenceVariant limit_variants[] = {{130000, R"sql(
SELECT 'server' AS kind, 'connections' AS name,
       current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
       - coalesce(current_setting('reserved_connections', true)::integer, 0) AS limit_total
UNION ALL
SELECT 'database', quote_ident(datname), datconnlimit FROM pg_database WHERE datconnlimit > 0
UNION ALL
SELECT 'role', quote_ident(rolname), rolconnlimit FROM pg_roles WHERE rolconnlimit > 0 AND NOT rolsuper
ORDER BY 1, 2
)sql"}};
constexpr base::EvidenceQuery limits_query{"connection_limits", nullptr, nullptr, limit_variants};

struct Use {
  std::int64_t total = 0;
  std::int64_t idle = 0;
  std::int64_t idle_in_transaction = 0;
  std::map<std::string, std::int64_t> parties;

  void add(const SessionFacts& session) {
    ++total;
    if (session.state == "idle") ++idle;
    if (session.idle_in_transaction()) ++idle_in_transaction;
    ++parties[session.party()];
  }
};

bool counts(const SessionFacts& session, const std::string& kind, const std::string& name) {
  if (!session.client()) return false;
  if (kind == "database") return session.database == name;
  if (kind == "role") return session.role == name;
  return true;
}

base::Json largest(const Use& use) {
  std::vector<std::pair<std::string, std::int64_t>> parties(use.parties.begin(), use.parties.end());
  std::stable_sort(parties.begin(), parties.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  base::Json json = base::Json::object();
  for (std::size_t i = 0; i < parties.size() && i < 5; ++i)
    json[parties[i].first] = parties[i].second;
  return json;
}

base::Finding finding(const std::string& kind, const std::string& name, std::int64_t limit,
                      const Use& use, base::Severity severity) {
  const bool server = kind == "server";
  const base::Json parties = largest(use);
  base::Finding finding;
  finding.severity = severity;
  finding.object_type = kind;
  finding.object = name;
  finding.title = grouped(use.total) + " of " + counted(limit, "connection") + " of " +
                  (server ? "the server" : kind + " " + name) + " are in use";
  finding.detail =
      "At the limit new connections are refused with SQLSTATE 53300. Of those in use " +
      grouped(use.idle) + " are idle and " + grouped(use.idle_in_transaction) +
      " idle in a transaction. Most belong to " + parties.begin().key() + " (" +
      grouped(parties.begin().value().get<std::int64_t>()) + ").";
  finding.evidence = {{"used", use.total},
                      {"limit", limit},
                      {"used_percent", static_cast<double>(1000 * use.total / limit) / 10},
                      {"idle", use.idle},
                      {"idle_in_transaction", use.idle_in_transaction},
                      {"by_role_database_application", parties}};
  finding.confidence = 0.8;
  finding.caveats = {"This is one moment; a peak may have been missed, or may be over."};
  finding.verify_sql =
      std::string("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'") +
      (server               ? ""
       : kind == "database" ? " AND quote_ident(datname) = " + literal(name)
                            : " AND quote_ident(usename) = " + literal(name));
  finding.fix_kind = "manual";
  finding.fix =
      "Make the pools of the largest users smaller, or put a pooler in transaction mode in front. "
      "Raise the limit only if the machine has the memory: every connection costs some.";
  if (!server)
    finding.fix += " The limit itself: ALTER " +
                   std::string(kind == "database" ? "DATABASE " : "ROLE ") + name +
                   " CONNECTION LIMIT n.";
  return finding;
}

base::Verdict judge(const base::Case& given) {
  const std::vector<SessionFacts> sessions = sessions_of(given.evidence[sessions_query]);
  const base::Rows& limits = given.evidence[limits_query];
  std::vector<base::Finding> findings;
  base::Json evidence = base::Json::object();
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const std::string kind = limits[i].text("kind"), name = limits[i].text("name");
    const std::int64_t limit = limits[i].integer("limit_total").value();
    Use use;
    for (const SessionFacts& session : sessions)
      if (counts(session, kind, name)) use.add(session);
    const bool server = kind == "server";
    if (server) evidence = {{"used", use.total}, {"limit", limit}};
    if (limit < smallest_limit || use.total == 0) continue;
    const double share = static_cast<double>(use.total) / static_cast<double>(limit);
    if (share < warning_share) continue;
    // A role or a database at its limit is often a pool of just that size.
    base::Severity severity = base::Severity::notice;
    if (server)
      severity = share >= critical_share ? base::Severity::critical : base::Severity::warning;
    if (!server && use.total >= limit) severity = base::Severity::warning;
    findings.push_back(finding(kind, name, limit, use, severity));
  }
  return base::Verdict::of(std::move(findings), "Connections are below 80 % of every limit",
                           std::move(evidence));
}

constexpr const base::EvidenceQuery* needed[] = {&sessions_query, &limits_query};

}  // namespace

const base::Rule connections_near_limit{
    "connections_near_limit",
    "connection",
    base::Severity::critical,
    "Connections near a limit",
    "When max_connections, or the connection limit of a database or a role, is reached, the next "
    "client is refused. Judged: client backends against what an ordinary role may use; warning "
    "from 80 "
    "percent, critical from 95. For a database or a role: notice from 80 percent, warning at the "
    "limit; "
    "limits under 5 are left alone.",
    "Smaller pools or a pooler in transaction mode; a higher limit only with the memory for it.",
    "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    needed,
    {},
    nullptr,
    judge};

}  // namespace copilot::advise
