// The evidence about sessions, waits and prepared transactions.
// Words: see sessions.hpp.
// Ages are the asked server's own: its clock and the hub's may differ.
#include "advise/sessions.hpp"

#include <charconv>

namespace copilot::advise {

namespace {

using base::Rows;

constexpr base::EvidenceVariant session_variants[] = {{130000, R"sql(
SELECT a.pid, a.pid = pg_backend_pid() AS own, coalesce(a.backend_type, '') AS backend_type,
       coalesce(quote_ident(a.usename), '') AS role, coalesce(quote_ident(a.datname), '') AS database,
       coalesce(a.application_name, '') AS application, coalesce(a.state, '') AS state,
       coalesce(round(extract(epoch FROM clock_timestamp() - a.state_change)::numeric, 1), 0) AS state_seconds,
       coalesce(round(extract(epoch FROM clock_timestamp() - a.xact_start)::numeric, 1), 0) AS transaction_seconds,
       coalesce(age(a.backend_xmin), 0) AS xmin_age,
       coalesce(a.datname = current_database(), false) AS in_own_database
FROM pg_stat_activity AS a
ORDER BY a.pid
)sql"}};

// What each waiting session waits for. pg_blocking_pids locks out the whole lock table for a
// moment, so it is asked only about those that wait.
constexpr base::EvidenceVariant lock_wait_variants[] = {{130000, R"sql(
SELECT l.pid, array_to_string(pg_blocking_pids(l.pid), ',') AS blockers, l.mode,
       coalesce(round(extract(epoch FROM clock_timestamp() - a.query_start)::numeric, 1), 0) AS seconds,
       false AS seconds_exact,
       CASE WHEN l.relation IS NULL THEN l.locktype
            WHEN l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            THEN l.locktype || ' ' || l.relation::regclass
            ELSE l.locktype || ' of another database' END AS object
FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE NOT l.granted AND l.pid IS NOT NULL
ORDER BY l.pid
)sql"},
                                                        {140000, R"sql(
SELECT l.pid, array_to_string(pg_blocking_pids(l.pid), ',') AS blockers, l.mode,
       coalesce(round(extract(epoch FROM clock_timestamp() - l.waitstart)::numeric, 1), 0) AS seconds,
       true AS seconds_exact,
       CASE WHEN l.relation IS NULL THEN l.locktype
            WHEN l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            THEN l.locktype || ' ' || l.relation::regclass
            ELSE l.locktype || ' of another database' END AS object
FROM pg_locks AS l
WHERE NOT l.granted AND l.pid IS NOT NULL
ORDER BY l.pid
)sql"}};

// Its locks are found by the one on its own transaction id: the virtual id differs between
// versions.
constexpr base::EvidenceVariant prepared_variants[] = {{130000, R"sql(
SELECT p.gid, quote_ident(p.owner) AS role, quote_ident(p.database) AS database,
       round(extract(epoch FROM clock_timestamp() - p.prepared)::numeric, 1) AS seconds,
       age(p.transaction) AS xmin_age,
       coalesce((SELECT string_agg(DISTINCT w.pid::text, ',')
                 FROM pg_locks AS own
                   JOIN pg_locks AS h ON h.pid IS NULL AND h.granted AND h.virtualtransaction = own.virtualtransaction
                   JOIN pg_locks AS w ON NOT w.granted AND w.locktype = h.locktype
                     AND (w.database, w.relation, w.page, w.tuple, w.virtualxid, w.transactionid,
                          w.classid, w.objid, w.objsubid)
                         IS NOT DISTINCT FROM
                         (h.database, h.relation, h.page, h.tuple, h.virtualxid, h.transactionid,
                          h.classid, h.objid, h.objsubid)
                 WHERE own.locktype = 'transactionid' AND own.transactionid = p.transaction AND own.pid IS NULL), '') AS waiters
FROM pg_prepared_xacts AS p
ORDER BY p.prepared, p.gid
)sql"}};

std::vector<std::int64_t> numbers(std::string_view text) {
  std::vector<std::int64_t> list;
  while (!text.empty()) {
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc()) break;
    list.push_back(value);
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    if (!text.empty()) text.remove_prefix(1);
  }
  return list;
}

}  // namespace

const base::EvidenceQuery sessions_query{"sessions", &base::Server::read_all_stats,
                                         "pg_read_all_stats", session_variants};
const base::EvidenceQuery lock_waits_query{"lock_waits", &base::Server::read_all_stats,
                                           "pg_read_all_stats", lock_wait_variants};
const base::EvidenceQuery prepared_query{"prepared", nullptr, nullptr, prepared_variants};

std::string SessionFacts::party() const {
  std::string text = role.empty() ? backend_type : role + "@" + database;
  if (!application.empty()) text += "/" + application;
  return text;
}

base::Json SessionFacts::evidence() const {
  base::Json json = {{"pid", pid}, {"state", state}};
  if (transaction_seconds > 0) json["transaction_seconds"] = transaction_seconds;
  if (!state.empty()) json["state_seconds"] = state_seconds;
  if (xmin_age > 0) json["xmin_age"] = xmin_age;
  return json;
}

std::vector<SessionFacts> sessions_of(const Rows& rows) {
  std::vector<SessionFacts> sessions;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    sessions.push_back({row.integer("pid").value(), row.boolean("own"), row.text("backend_type"),
                        row.text("role"), row.text("database"), row.text("application"),
                        row.text("state"), row.real("state_seconds").value(),
                        row.real("transaction_seconds").value(), row.integer("xmin_age").value(),
                        row.boolean("in_own_database")});
  }
  return sessions;
}

std::vector<LockWait> lock_waits_of(const Rows& rows) {
  std::vector<LockWait> waits;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    waits.push_back({row.integer("pid").value(), numbers(row.text("blockers")),
                     row.real("seconds").value(), row.boolean("seconds_exact"), row.text("object"),
                     row.text("mode")});
  }
  return waits;
}

std::vector<PreparedTransaction> prepared_of(const Rows& rows) {
  std::vector<PreparedTransaction> prepared;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    prepared.push_back({row.text("gid"), row.text("role"), row.text("database"),
                        row.real("seconds").value(), row.integer("xmin_age").value(),
                        numbers(row.text("waiters"))});
  }
  return prepared;
}

}  // namespace copilot::advise
