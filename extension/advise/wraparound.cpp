// How far transaction ids and multixacts are from their end.
// Words: age is how many ids ago the oldest unfrozen row was written; at 2^31 the server refuses to
// write. 200 million is where autovacuum begins its normal work: no finding. The cause is who holds
// back the oldest id, not the age; where the role cannot see everybody, that is said.
#include <algorithm>

#include "advise/families.hpp"
#include "advise/sessions.hpp"
#include "advise/wording.hpp"

namespace copilot::advise {

namespace {

constexpr std::int64_t end_of_ids = 2'147'483'648;
constexpr std::int64_t warning_age = 1'200'000'000;
constexpr std::int64_t critical_age = 1'600'000'000;  // as the default of vacuum_failsafe_age
constexpr std::int64_t latest_critical_age = 1'900'000'000;
constexpr std::int64_t margin = 100'000'000;  // over the age at which autovacuum starts
// An id held back for less is not what keeps a table old.
constexpr std::int64_t holder_age = 100'000'000;

constexpr base::EvidenceVariant database_variants[] = {{130000, R"sql(
SELECT quote_ident(datname) AS database, age(datfrozenxid) AS xid_age, mxid_age(datminmxid) AS multixact_age,
       datname = current_database() AS here,
       current_setting('autovacuum_freeze_max_age')::bigint AS xid_start,
       current_setting('autovacuum_multixact_freeze_max_age')::bigint AS multixact_start
FROM pg_database
WHERE datconnlimit <> -2
ORDER BY greatest(age(datfrozenxid), mxid_age(datminmxid)) DESC, datname
)sql"}};
constexpr base::EvidenceQuery databases_query{"wraparound_databases", nullptr, nullptr,
                                              database_variants};

constexpr base::EvidenceVariant table_variants[] = {{130000, R"sql(
SELECT c.oid::regclass::text AS table_name, age(c.relfrozenxid) AS xid_age, mxid_age(c.relminmxid) AS multixact_age
FROM pg_class AS c
WHERE c.relkind IN ('r', 't', 'm') AND c.relpersistence <> 't'
ORDER BY greatest(age(c.relfrozenxid), mxid_age(c.relminmxid)) DESC, c.oid
LIMIT 5
)sql"}};
constexpr base::EvidenceQuery tables_query{"wraparound_tables", nullptr, nullptr, table_variants};

constexpr base::EvidenceVariant slot_variants[] = {{130000, R"sql(
SELECT slot_name, slot_type, active, greatest(coalesce(age(xmin), 0), coalesce(age(catalog_xmin), 0)) AS xmin_age
FROM pg_replication_slots
WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
ORDER BY 4 DESC, 1
)sql"}};
constexpr base::EvidenceQuery slots_query{"replication_slots", nullptr, nullptr, slot_variants};

struct Holder {
  std::int64_t age = 0;
  std::string who;
  std::string release;
};

Holder oldest_holder(const base::Evidence& evidence) {
  Holder oldest;
  auto consider = [&](std::int64_t age, std::string who, std::string release) {
    if (age > oldest.age) oldest = {age, std::move(who), std::move(release)};
  };
  if (const base::Rows* rows = evidence.find(sessions_query))
    for (const SessionFacts& session : sessions_of(*rows)) {
      const std::string pid = std::to_string(session.pid);
      if (session.backend_type == "walsender")
        consider(
            session.xmin_age, "the standby behind " + session.party() + " (hot_standby_feedback)",
            "End the old transaction on that standby, or turn off hot_standby_feedback there.");
      else
        consider(session.xmin_age, "session " + pid + " of " + session.party(),
                 "SELECT pg_terminate_backend(" + pid + ")");
    }
  if (const base::Rows* rows = evidence.find(prepared_query))
    for (const PreparedTransaction& each : prepared_of(*rows))
      consider(each.xmin_age, "prepared transaction " + each.gid,
               "In database " + each.database + " run COMMIT PREPARED or ROLLBACK PREPARED " +
                   literal(each.gid));
  if (const base::Rows* rows = evidence.find(slots_query))
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const base::Rows::Row row = (*rows)[i];
      const std::string name = row.text("slot_name");
      consider(
          row.integer("xmin_age").value(),
          (row.boolean("active") ? "replication slot " : "inactive replication slot ") + name,
          "Bring its consumer back, or, if it is gone for good, SELECT pg_drop_replication_slot(" +
              literal(name) + ")");
    }
  return oldest;
}

base::Severity severity(std::int64_t age, std::int64_t start, bool& worth) {
  // Where autovacuum is told to start later, its own work begins later too.
  const std::int64_t warn = std::min(std::max(warning_age, start + margin), latest_critical_age);
  const std::int64_t critical =
      std::min(std::max(critical_age, start + margin), latest_critical_age);
  worth = age >= warn;
  return age >= critical ? base::Severity::critical : base::Severity::warning;
}

base::Json worst_tables(const base::Rows* rows, const char* column) {
  base::Json tables = base::Json::object();
  if (rows != nullptr)
    for (std::size_t i = 0; i < rows->size(); ++i)
      tables[(*rows)[i].text("table_name")] = (*rows)[i].integer(column).value();
  return tables;
}

std::string vacuum_tables(const base::Json& tables) {
  std::string sql;
  for (const auto& [table, age] : tables.items())
    if (age.get<std::int64_t>() >= warning_age / 2)
      sql += (sql.empty() ? "VACUUM (FREEZE, VERBOSE) " : ";\nVACUUM (FREEZE, VERBOSE) ") + table;
  return sql;
}

base::Finding finding(const base::Rows::Row& row, bool multixact, base::Severity severity,
                      const base::Case& given, const Holder& holder) {
  const char* column = multixact ? "multixact_age" : "xid_age";
  const std::string ids = multixact ? "multixacts" : "transaction ids";
  const std::int64_t age = row.integer(column).value();
  const std::int64_t left = std::max<std::int64_t>(end_of_ids - age, 0);
  const std::string database = row.text("database");
  const bool here = row.boolean("here");
  base::Finding finding;
  finding.severity = severity;
  finding.object_type = "database";
  finding.object = multixact ? database + " (multixact)" : database;
  finding.title = "Database " + database + " has " + grouped(left) + " " + ids +
                  " left before the server stops accepting writes";
  finding.detail = "Its oldest unfrozen row is " + grouped(age) + " " + ids + " old, " +
                   percent(100.0 * static_cast<double>(age) / end_of_ids) + " of the way.";
  finding.evidence = {
      {"age", age},
      {"limit", end_of_ids},
      {"left", left},
      {"autovacuum_starts_at", row.integer(multixact ? "multixact_start" : "xid_start").value()}};
  const base::Json tables =
      here ? worst_tables(given.evidence.find(tables_query), column) : base::Json::object();
  if (here) finding.evidence["oldest_tables"] = tables;
  finding.verify_sql = std::string("SELECT datname, ") +
                       (multixact ? "mxid_age(datminmxid)" : "age(datfrozenxid)") +
                       " FROM pg_database ORDER BY 2 DESC";
  const bool held = !multixact && holder.age >= holder_age;
  if (held) {
    finding.detail += " It is held back by " + holder.who +
                      ": vacuum cannot freeze what is younger, so that "
                      "has to end first.";
    finding.evidence["held_back_by"] = holder.who;
    finding.evidence["held_back_age"] = holder.age;
  }
  std::string vacuum = here ? vacuum_tables(tables) : "";
  if (vacuum.empty())
    vacuum = "In database " + database + " run VACUUM (FREEZE, VERBOSE) on its oldest tables";
  finding.fix_kind = here && !held ? "sql" : "manual";
  finding.fix = held ? holder.release + "\nThen: " + vacuum : vacuum;
  finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
  finding.fix_duration = "each table and its indexes are read once, which can take hours";
  if (given.evidence.find(sessions_query) == nullptr)
    finding.caveats.push_back(
        "Role " + given.server.role +
        " may not see what other sessions hold back; GRANT pg_monitor lets it.");
  if (given.server.standby)
    finding.caveats.push_back("This is a standby: the work is the primary's.");
  if (multixact)
    finding.caveats.push_back(
        "The space of multixact members can end earlier; it is not judged here.");
  return finding;
}

base::Verdict judge(const base::Case& given) {
  const base::Rows& rows = given.evidence[databases_query];
  const Holder holder = oldest_holder(given.evidence);
  std::vector<base::Finding> findings;
  std::int64_t oldest_xid = 0, oldest_multixact = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const base::Rows::Row row = rows[i];
    const std::int64_t xid = row.integer("xid_age").value();
    const std::int64_t multixact = row.integer("multixact_age").value();
    oldest_xid = std::max(oldest_xid, xid);
    oldest_multixact = std::max(oldest_multixact, multixact);
    bool worth = false;
    base::Severity how_bad = severity(xid, row.integer("xid_start").value(), worth);
    if (worth) findings.push_back(finding(row, false, how_bad, given, holder));
    how_bad = severity(multixact, row.integer("multixact_start").value(), worth);
    if (worth) findings.push_back(finding(row, true, how_bad, given, holder));
  }
  return base::Verdict::of(std::move(findings),
                           "Every database is far from running out of transaction ids",
                           {{"oldest_xid_age", oldest_xid},
                            {"oldest_multixact_age", oldest_multixact},
                            {"limit", end_of_ids}});
}

constexpr const base::EvidenceQuery* needed[] = {&databases_query};
constexpr const base::EvidenceQuery* used[] = {&tables_query, &sessions_query, &prepared_query,
                                               &slots_query};

}  // namespace

const base::Rule wraparound_distance{
    "wraparound_distance",
    "vacuum",
    base::Severity::critical,
    "Distance to transaction id wraparound",
    "About 2.1 billion transactions (or multixacts) after its oldest unfrozen row, the server "
    "refuses to "
    "write until it is vacuumed. Judged: the distance to that end; warning from an age of 1.2 "
    "billion, "
    "critical from 1.6 billion, later where autovacuum is told to start later. 200 million, where "
    "autovacuum begins, is normal work.",
    "End who holds back the oldest id (named in the finding), then VACUUM (FREEZE) the oldest "
    "tables.",
    "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND",
    needed,
    used,
    nullptr,
    judge};

}  // namespace copilot::advise
