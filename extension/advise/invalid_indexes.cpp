// Indexes that are there but cannot be used.
// Words: a leftover is what a failed CREATE or REINDEX INDEX CONCURRENTLY left behind: writes may
// still pay for it, no query can use it. A partitioned index is invalid until every partition has
// its part. An index that is being built right now is no finding.
#include "advise/families.hpp"
#include "advise/index_details.hpp"
#include "advise/wording.hpp"

namespace copilot::advise {

namespace {

// Who may not see the progress of others cannot tell a build from a leftover, where somebody holds
// the table as a concurrent build does.
constexpr base::EvidenceVariant variants[] = {{130000, R"sql(
SELECT i.indexrelid::bigint AS oid, i.indrelid::bigint AS table_oid,
       i.indexrelid::regclass::text AS index_name, i.indrelid::regclass::text AS table_name,
       c.relname ~ '_cc(new|old)[0-9]*$' AS leftover_of_reindex, c.relkind = 'I' AS partitioned,
       i.indislive AS live, i.indisready AS written, i.indisunique AS is_unique,
       EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) AS constrains,
       CASE WHEN c.relkind = 'I'
            THEN (SELECT count(*) FROM pg_inherits AS h JOIN pg_class AS t ON t.oid = h.inhrelid AND t.relkind IN ('r', 'p')
                  WHERE h.inhparent = i.indrelid) END AS partitions,
       CASE WHEN c.relkind = 'I'
            THEN (SELECT count(*) FROM pg_inherits AS h JOIN pg_index AS part ON part.indexrelid = h.inhrelid
                  WHERE h.inhparent = i.indexrelid AND part.indisvalid) END AS attached,
       EXISTS (SELECT FROM pg_stat_progress_create_index AS p
               WHERE p.datname = current_database() AND p.relid IN (i.indrelid, 0))
       OR EXISTS (SELECT FROM pg_locks AS l
                  WHERE l.locktype = 'relation' AND l.relation = i.indexrelid AND l.granted
                    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND l.mode = 'ShareUpdateExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid()) AS in_work,
       EXISTS (SELECT FROM pg_locks AS l
               WHERE l.locktype = 'relation' AND l.relation = i.indrelid AND l.granted
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                 AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock') AND l.pid IS DISTINCT FROM pg_backend_pid()) AS table_held
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE NOT (i.indisvalid AND i.indisready AND i.indislive) AND c.relpersistence <> 't'
ORDER BY c.relname, c.oid
)sql"}};
constexpr base::EvidenceQuery invalid_query{"invalid_indexes", nullptr, nullptr, variants};

std::vector<base::Candidate> candidates(const base::Evidence& evidence, const base::Server&) {
  std::vector<base::Candidate> list;
  const base::Rows& rows = evidence[invalid_query];
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!rows[i].boolean("partitioned"))
      list.push_back({rows[i].text("oid"),
                      {rows[i].integer("oid").value(), rows[i].integer("table_oid").value()}});
  return list;
}

base::Finding partitioned(const base::Rows::Row& row) {
  const std::string index = row.text("index_name"), table = row.text("table_name");
  const std::int64_t missing = row.integer("partitions").value() - row.integer("attached").value();
  base::Finding finding;
  finding.severity = base::Severity::notice;
  finding.title = "Partitioned index " + index +
                  " is not complete: " + counted(missing, "partition") + " of " + table +
                  " lack their part";
  finding.detail = "Queries use the parts that exist; a unique constraint is not enforced by it.";
  finding.evidence = {{"table", table},
                      {"partitions", row.integer("partitions").value()},
                      {"attached", row.integer("attached").value()}};
  finding.caveats = {"A partition-by-partition build that is still under way looks the same."};
  finding.verify_sql = "SELECT * FROM pg_partition_tree(" + literal(index) + "::regclass)";
  finding.fix_kind = "manual";
  finding.fix =
      "On every partition that lacks it run CREATE INDEX CONCURRENTLY with the same definition, "
      "then "
      "ALTER INDEX " +
      index + " ATTACH PARTITION for each; the last one makes it valid.";
  finding.fix_lock = "SHARE UPDATE EXCLUSIVE on the partition: reads and writes go on";
  return finding;
}

base::Finding leftover(const base::Rows::Row& row, const base::Case& given) {
  const std::string index = row.text("index_name"), table = row.text("table_name");
  base::Finding finding;
  finding.severity = base::Severity::warning;
  finding.title = "Index " + index + " is invalid: no query can use it";
  finding.detail = "A concurrent build or drop of it did not finish.";
  finding.detail += row.boolean("written")
                        ? " Every write to " + table + " still keeps it up to date."
                        : " It only takes space.";
  finding.evidence = {
      {"table", table}, {"written", row.boolean("written")}, {"live", row.boolean("live")}};
  if (const auto found = given.details.found.find(row.text("oid"));
      found != given.details.found.end()) {
    const base::Rows::Row detail = *found->second;
    finding.undo = detail.text("definition");
    if (const auto size = detail.integer("size_bytes")) {
      finding.evidence["size_bytes"] = *size;
      finding.detail += " It takes " + bytes(*size) + ".";
    }
  } else {
    finding.caveats.push_back("Its size and definition are not known: " +
                              std::string("somebody held it locked while it was looked at."));
  }
  finding.verify_sql =
      "SELECT indisvalid, indisready, indislive FROM pg_index WHERE indexrelid = " +
      literal(index) + "::regclass";
  finding.fix_kind = "sql";
  const bool rebuild = row.boolean("live") && !row.boolean("leftover_of_reindex");
  finding.fix =
      rebuild ? "REINDEX INDEX CONCURRENTLY " + index : "DROP INDEX CONCURRENTLY " + index;
  finding.fix_lock = "SHARE UPDATE EXCLUSIVE on " + table + ": reads and writes go on";
  finding.fix_duration = rebuild ? "as long as building it anew"
                                 : "at once, after transactions that run now have ended";
  if (rebuild) {
    finding.undo = "";
    if (!row.boolean("constrains"))
      finding.caveats.push_back("If it is not wanted any more: DROP INDEX CONCURRENTLY " + index);
  }
  if (row.boolean("is_unique"))
    finding.caveats.push_back(
        "It is unique: the build may have failed on duplicates, which have to be removed first.");
  return finding;
}

base::Finding untold(const base::Rows::Row& row, const base::Server& server) {
  const std::string index = row.text("index_name");
  base::Finding finding;
  finding.severity = base::Severity::unknown;
  finding.title = "Index " + index + " is invalid; whether it is being built now cannot be told";
  finding.detail = "A session holds its table as a concurrent build does, and role " + server.role +
                   " may not see the progress of others.";
  finding.evidence = {{"table", row.text("table_name")}};
  finding.fix_kind = "manual";
  finding.fix = "As superuser run GRANT pg_monitor TO " + server.role + ", then ask again.";
  return finding;
}

base::Verdict judge(const base::Case& given) {
  const base::Rows& rows = given.evidence[invalid_query];
  std::vector<base::Finding> findings;
  std::size_t building = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const base::Rows::Row row = rows[i];
    const bool sees_progress = given.server.read_all_stats;
    if (row.boolean("in_work")) {
      ++building;
      continue;
    }
    base::Finding finding = row.boolean("partitioned") ? partitioned(row)
                            : !sees_progress && row.boolean("table_held")
                                ? untold(row, given.server)
                                : leftover(row, given);
    finding.object_type = "index";
    finding.object = row.text("index_name");
    findings.push_back(std::move(finding));
  }
  return base::Verdict::of(std::move(findings), "No index is invalid",
                           {{"invalid", rows.size()}, {"in_work", building}});
}

constexpr const base::EvidenceQuery* needed[] = {&invalid_query};
constexpr base::SecondLook second_look{100, candidates, index_details_query};

}  // namespace

const base::Rule invalid_indexes{
    "invalid_indexes",
    "index",
    base::Severity::warning,
    "Invalid indexes",
    "A CREATE or REINDEX INDEX CONCURRENTLY that failed leaves an index that no query uses, but "
    "that writes "
    "may pay for and that looks as if the table were indexed. Judged: indexes that are not valid, "
    "ready and "
    "live, and are not being built now; a partitioned index that lacks parts is a notice.",
    "REINDEX INDEX CONCURRENTLY, or DROP INDEX CONCURRENTLY for leftovers (_ccnew, _ccold).",
    "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    needed,
    {},
    &second_look,
    judge};

}  // namespace copilot::advise
