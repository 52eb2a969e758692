// Indexes that no query has used for longer than a month.
// Words: droppable is an index that only serves queries: not unique, no constraint, no replica
// identity, not clustered on, without expressions (those give the planner statistics), not the last
// one for a foreign key. The month is 35 days, so that work at the month's end is seen. Lifetime
// zeros prove nothing: where the time of the last use is not known, nor how long it was counted,
// the index is unknown.
#include <algorithm>

#include "advise/families.hpp"
#include "advise/index_details.hpp"
#include "advise/index_history.hpp"
#include "advise/wording.hpp"
#include "base/joined.hpp"

namespace copilot::advise {

namespace {

constexpr double day = 86400;
constexpr double window = 35 * day;
constexpr std::int64_t large_bytes = 10 << 20;  // worth its space alone
constexpr std::int64_t smallest_bytes =
    64 << 10;  // under this, not worth a line even where writes pay
constexpr std::int64_t warning_bytes = std::int64_t{1} << 30;

// One row a droppable index; a partitioned one counts with all its leaves, which cannot be dropped
// alone. Counters began at the latest of: their reset, the reset that a crash causes, the making of
// the cluster.
constexpr char select_scans[] = R"sql(
WITH leaf AS MATERIALIZED (
  SELECT CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid ELSE c.oid END AS root,
         c.oid, c.relpages, i.indrelid,
         pg_stat_get_numscans(c.oid) AS scans, )sql";
constexpr char select_indexes[] = R"sql( AS last_scan,
         i.indisclustered OR i.indisreplident OR NOT (i.indisvalid AND i.indisready AND i.indislive) AS kept
  FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'i' AND NOT i.indisunique AND NOT i.indisexclusion AND i.indexprs IS NULL
    AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
), tree AS (
  SELECT root, count(*) AS leaves, string_agg(oid::text, ',' ORDER BY oid) AS oids,
         sum(scans) AS scans, max(last_scan) AS last_scan,
         sum(relpages)::bigint * current_setting('block_size')::bigint AS estimated_bytes,
         sum(pg_stat_get_tuples_inserted(indrelid) + pg_stat_get_tuples_updated(indrelid)
             - pg_stat_get_tuples_hot_updated(indrelid)) AS writes,
         bool_or(kept) AS kept
  FROM leaf GROUP BY root
), counted AS (
  SELECT greatest(d.stats_reset, made) AS used_since,
         greatest(d.stats_reset, made, (SELECT stats_reset FROM pg_stat_bgwriter),
                  (SELECT stats_reset FROM pg_stat_archiver)) AS counted_since
  FROM pg_stat_database AS d,
       (SELECT to_timestamp((system_identifier >> 32)::double precision) FROM pg_control_system()) AS control(made)
  WHERE d.datname = current_database()
)
SELECT tree.root::bigint AS oid, r.indrelid::bigint AS table_oid,
       CASE WHEN tree.leaves > 1 OR c.relkind = 'I' THEN tree.root::text || ',' || tree.oids ELSE tree.root::text END AS key,
       tree.root::regclass::text AS index_name, r.indrelid::regclass::text AS table_name,
       c.relkind = 'I' AS partitioned, tree.leaves, tree.scans, tree.writes, tree.estimated_bytes,
       extract(epoch FROM clock_timestamp() - tree.last_scan) AS last_scan_seconds,
       extract(epoch FROM clock_timestamp() - CASE WHEN current_setting('track_commit_timestamp')::boolean AND r.xmin::text::bigint > 2
                                                   THEN pg_xact_commit_timestamp(r.xmin) END) AS made_seconds,
       extract(epoch FROM clock_timestamp() - counted.counted_since) AS counted_seconds,
       extract(epoch FROM clock_timestamp() - counted.used_since) AS used_seconds,
       (SELECT count(*) FROM pg_stat_replication) AS standbys
FROM tree JOIN pg_index AS r ON r.indexrelid = tree.root
  JOIN pg_class AS c ON c.oid = tree.root
  CROSS JOIN counted
WHERE NOT tree.kept AND r.indisvalid AND NOT r.indisreplident AND NOT r.indisunique
  AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = tree.root)
  AND NOT EXISTS (SELECT FROM pg_depend AS e
                  WHERE e.classid = 'pg_class'::regclass AND e.objid IN (tree.root, r.indrelid) AND e.deptype IN ('e', 'x'))
  AND NOT EXISTS (
    SELECT FROM pg_constraint AS f
    WHERE f.conrelid = r.indrelid AND f.contype = 'f' AND r.indpred IS NULL
      AND (r.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey
      AND NOT EXISTS (
        SELECT FROM pg_index AS other
        WHERE other.indrelid = r.indrelid AND other.indexrelid <> tree.root AND other.indisvalid AND other.indpred IS NULL
          AND (other.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey
          AND (other.indisunique OR other.indexrelid < tree.root)sql";
constexpr char select_end[] = R"sql()))
ORDER BY tree.estimated_bytes DESC, tree.root
)sql";
constexpr auto without_last_scan =
    base::joined(select_scans, "NULL::timestamptz", select_indexes, select_end);
constexpr auto with_last_scan = base::joined(
    select_scans, "pg_stat_get_lastscan(c.oid)", select_indexes,
    " OR pg_stat_get_lastscan(other.indexrelid) > clock_timestamp() - interval '35 days'",
    select_end);

constexpr base::EvidenceVariant variants[] = {{130000, without_last_scan.text},
                                              {160000, with_last_scan.text}};
constexpr base::EvidenceQuery droppable_query{"droppable_indexes", nullptr, nullptr, variants};

constexpr int first_with_last_scan = 160000;

enum class Use { used, unused, unknown };

struct Judgement {
  Use use;
  double over_seconds = 0;                 // unused: for how long at least
  std::optional<double> known_in_seconds;  // unknown: when it will be known
};

// The indexes themselves: a partitioned one has no storage to be scanned.
std::vector<std::int64_t> scannable(const base::Rows::Row& row) {
  std::vector<std::int64_t> list = oids(row.text("key"));
  if (row.boolean("partitioned")) std::erase(list, row.integer("oid").value());
  return list;
}

Judgement judge_by_history(const base::Rows::Row& row, const IndexHistory& history) {
  const std::vector<std::int64_t> indexes = scannable(row);
  const auto scanned = history.scanned(indexes);
  if (scanned) return {*scanned ? Use::used : Use::unused, window, {}};
  // Gaps in the history do not matter where the counters themselves are that old and empty.
  const double counted = row.real("counted_seconds").value_or(0);
  if (row.integer("scans").value() == 0 && counted >= window && history.all_were_there(indexes))
    return {Use::unused, window, {}};
  return {Use::unknown, 0, history.possible_in_seconds()};
}

Judgement judge_use(const base::Rows::Row& row, int version, const IndexHistory& history) {
  const std::int64_t scans = row.integer("scans").value();
  const double counted = row.real("counted_seconds").value_or(0);
  if (const auto last = row.real("last_scan_seconds")) {
    if (*last < window) return {Use::used, 0, {}};
    return {Use::unused, *last, {}};
  }
  // All that was counted lies within the window, and there was something.
  if (scans > 0 && row.real("used_seconds").value_or(window) < window) return {Use::used, 0, {}};
  if (version < first_with_last_scan) return judge_by_history(row, history);
  if (scans > 0) return {Use::unknown, 0, {}};
  // Never scanned: since it was made, or since counting began, whichever is later.
  const auto made = row.real("made_seconds");
  if (!made) return {Use::unknown, 0, {}};
  const double observed = std::min(*made, counted);
  if (observed >= window) return {Use::unused, observed, {}};
  return {Use::unknown, 0, window - observed};
}

std::vector<base::Candidate> candidates(const base::Evidence& evidence,
                                        const base::Server& server) {
  std::vector<base::Candidate> list;
  const base::Rows& rows = evidence[droppable_query];
  const IndexHistory history(evidence);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (judge_use(rows[i], server.version, history).use != Use::unused) continue;
    base::Candidate candidate{rows[i].text("key"), oids(rows[i].text("key"))};
    candidate.locked.push_back(rows[i].integer("table_oid").value());
    list.push_back(std::move(candidate));
  }
  return list;
}

std::int64_t whole_days(double seconds) {
  return static_cast<std::int64_t>(seconds / day);
}

base::Finding locked(const base::Rows::Row& row, const base::Failure& failure) {
  base::Finding finding;
  finding.severity = base::Severity::unknown;
  finding.title = "Index " + row.text("index_name") + " could not be judged: " + failure.message;
  finding.detail = failure.hint;
  finding.evidence = {{"table", row.text("table_name")}};
  finding.fix_kind = "manual";
  finding.fix = failure.hint;
  return finding;
}

base::Finding unused(const base::Rows::Row& row, const base::Rows::Row& detail, std::int64_t size,
                     const Judgement& judgement, int version) {
  const std::string index = row.text("index_name"), table = row.text("table_name");
  const std::int64_t writes = row.integer("writes").value();
  const std::int64_t standbys = row.integer("standbys").value();
  const bool partitioned = row.boolean("partitioned");
  base::Finding finding;
  finding.severity = size >= warning_bytes ? base::Severity::warning : base::Severity::notice;
  finding.title = "Index " + index + " has not been used " +
                  (standbys > 0 ? "on this server " : "") + "for " +
                  duration(judgement.over_seconds) + " and takes " + bytes(size);
  finding.detail = "No query has scanned it in that time, while " + counted(writes, "write") +
                   " to " + table +
                   " kept it up to date since counting began. It is no constraint and serves no "
                   "foreign key alone.";
  finding.evidence = {{"table", table},
                      {"size_bytes", size},
                      {"scans", row.integer("scans").value()},
                      {"unused_days", whole_days(judgement.over_seconds)},
                      {"counted_days", whole_days(row.real("counted_seconds").value_or(0))},
                      {"writes_paid", writes},
                      {"standbys", standbys}};
  if (const auto last = row.real("last_scan_seconds"))
    finding.evidence["last_scan_days_ago"] = whole_days(*last);
  if (partitioned) finding.evidence["partitions"] = row.integer("leaves").value();
  finding.confidence = standbys > 0 ? 0.6 : 0.9;
  if (standbys > 0)
    finding.caveats.push_back(
        "This server has " + counted(standbys, "standby connection") +
        ": uses there are counted there. Run the check on each before dropping.");
  finding.caveats.push_back("Work that comes once a quarter or a year would not have been seen.");
  finding.verify_sql = std::string("SELECT indexrelname, idx_scan") +
                       (version < first_with_last_scan ? "" : ", last_idx_scan") +
                       " FROM pg_stat_all_indexes WHERE indexrelid = " + literal(index) +
                       "::regclass";
  finding.fix_kind = "sql";
  finding.fix = (partitioned ? "DROP INDEX " : "DROP INDEX CONCURRENTLY ") + index;
  finding.fix_lock = partitioned
                         ? "ACCESS EXCLUSIVE on " + table + " and its partitions"
                         : "SHARE UPDATE EXCLUSIVE on " + table + ": reads and writes go on";
  finding.fix_duration = "at once, after transactions that run now have ended";
  finding.undo = detail.text("definition");
  // The server writes ONLY for a partitioned index, which would leave out its parts.
  if (const auto only = finding.undo.find(" ON ONLY "); partitioned && only != std::string::npos)
    finding.undo.replace(only, 9, " ON ");
  return finding;
}

void add_unknown(const base::Rows& rows, const std::vector<Judgement>& judgements,
                 base::Verdict& verdict, const base::Server& server, const IndexHistory& history) {
  base::Json names = base::Json::array();
  std::size_t count = 0;
  std::optional<double> known_in;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (judgements[i].use != Use::unknown) continue;
    ++count;
    if (names.size() < 20) names.push_back(rows[i].text("index_name"));
    const auto in = judgements[i].known_in_seconds;
    if (in && (!known_in || *in > *known_in)) known_in = in;
  }
  if (count == 0) return;
  const bool old = server.version < first_with_last_scan;
  base::Finding finding;
  finding.severity = base::Severity::unknown;
  finding.object_type = "database";
  finding.object = server.database;
  finding.title = "Whether " + counted(static_cast<std::int64_t>(count), "index") +
                  " of database " + server.database + (count == 1 ? " is" : " are") +
                  " unused cannot be told yet";
  finding.detail =
      old ? "PostgreSQL " + std::to_string(server.version / 10000) +
                " does not record when an index was last used (16 does), and copilot " +
                (history.kept() ? "has not watched them for 35 days without a gap."
                                : "has no history of them.")
          : "They have no recorded use, but how long they exist is not known, or less "
            "than 35 days.";
  finding.evidence = {{"indexes", names}, {"count", count}};
  finding.fix_kind = "manual";
  finding.fix =
      old && history.kept() && !history.long_enough()
          ? "Drop none on this evidence. Set copilot.retention to more than 35 days, and ask again "
            "when there is as much history."
      : old ? "Drop none on this evidence; ask again when a history of 35 days exists, or on 16 or "
              "later."
            : "Ask again later. With track_commit_timestamp = on the age of a new index is known.";
  finding.verify_sql =
      "SELECT indexrelid::regclass, idx_scan FROM pg_stat_user_indexes ORDER BY idx_scan, 1";
  verdict.findings.push_back(std::move(finding));
  verdict.possible_in_seconds = known_in;
}

base::Verdict judge(const base::Case& given) {
  if (given.server.standby)
    return base::Verdict::not_applicable(
        "A standby counts only its own reads, and cannot drop an index: ask the primary");
  const base::Rows& rows = given.evidence[droppable_query];
  const IndexHistory history(given.evidence);
  std::vector<Judgement> judgements;
  base::Verdict found;
  std::size_t used = 0, tiny = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    judgements.push_back(judge_use(rows[i], given.server.version, history));
    if (judgements[i].use == Use::used) ++used;
    if (judgements[i].use != Use::unused) continue;
    base::Finding finding;
    const std::string key = rows[i].text("key");
    if (const auto failed = given.details.failed.find(key); failed != given.details.failed.end()) {
      finding = locked(rows[i], failed->second);
    } else {
      const auto detail = given.details.found.find(key);
      if (detail == given.details.found.end()) continue;  // dropped meanwhile
      const auto size = (*detail->second).integer("size_bytes");
      if (!size) continue;
      const bool written = rows[i].integer("writes").value() > 0;
      if (*size < large_bytes && !(written && *size >= smallest_bytes)) {
        ++tiny;
        continue;
      }
      finding = unused(rows[i], *detail->second, *size, judgements[i], given.server.version);
    }
    finding.object_type = "index";
    finding.object = rows[i].text("index_name");
    found.findings.push_back(std::move(finding));
  }
  add_unknown(rows, judgements, found, given.server, history);
  base::Verdict verdict = base::Verdict::of(
      std::move(found.findings),
      "Every index that only serves queries was used in the last 35 days, or is tiny",
      {{"droppable", rows.size()}, {"used", used}, {"tiny", tiny}});
  if (verdict.status != base::Verdict::Status::unknown) verdict.judged_over_seconds = window;
  verdict.possible_in_seconds = found.possible_in_seconds;
  return verdict;
}

constexpr const base::EvidenceQuery* needed[] = {&droppable_query};
constexpr const base::EvidenceQuery* used[] = {&index_history_query};
constexpr base::SecondLook second_look{100, candidates, index_details_query};

}  // namespace

const base::Rule unused_indexes{
    "unused_indexes",
    "index",
    base::Severity::warning,
    "Unused indexes",
    "An index that no query uses costs space, memory, and time in every write. Judged: not scanned "
    "for 35 "
    "days, by the time of the last scan (16 and later), by the history (15, if copilot.retention "
    "is "
    "longer), or never scanned since it was made. Not judged: "
    "unique, primary, exclusion and replica identity indexes, those of constraints or of "
    "extensions, "
    "those clustered on, with expressions, invalid ones, the last one that serves a foreign key, "
    "and "
    "partitions of an index that is used elsewhere. Under 10 MB only where writes pay for it; a "
    "warning "
    "from 1 GB.",
    "DROP INDEX CONCURRENTLY, with the definition kept to make it again; look at standbys first.",
    "https://www.postgresql.org/docs/current/monitoring-stats.html",
    needed,
    used,
    &second_look,
    judge};

}  // namespace copilot::advise
