// What is used up soon: filesystems, transaction ids, sequences, connections, the room of slots.
// Words: used up is when the forecast most likely reaches the limit; the date has an interval, from
// one time in ten earlier to one time in ten later. A forecast alone is no alarm: growth must have
// been so for long enough that its method did well before, and what empties by itself (ids, by
// autovacuum) must be past the point where it should have.
#include <algorithm>
#include <cmath>
#include <string_view>

#include "advise/families.hpp"
#include "advise/forecasts.hpp"
#include "advise/history_kept.hpp"
#include "advise/wording.hpp"

namespace copilot::advise {

namespace {

constexpr double critical_days = 7, warning_days = 30, notice_days = 90;
constexpr double least_confidence = 0.35;

struct Kind {
  std::string_view resources[2];
  const char* object_type;
  bool in_bytes;
  double least_used;   // in its own unit
  double least_share;  // of the limit
  const char* quiet;
  std::string (*title)(const ResourceForecast&);
  void (*fix)(const ResourceForecast&, base::Finding&);

  bool covers(const ResourceForecast& one) const {
    return one.resource == resources[0] || one.resource == resources[1];
  }
};

std::string amount(double value, bool in_bytes) {
  const auto whole = std::llround(value);
  return in_bytes ? bytes(whole) : grouped(whole);
}

constexpr Kind filesystems{
    {"filesystem"},
    "filesystem",
    true,
    0,
    0.3,
    "No filesystem fills up within 90 days",
    [](const ResourceForecast& one) { return "Filesystem " + one.object + " is full"; },
    [](const ResourceForecast&, base::Finding& finding) {
      finding.verify_sql = "SELECT * FROM copilot.growth(by => 'filesystem')";
      finding.fix =
          "See what grows with copilot.growth(by => 'database') and copilot.growth(), then add "
          "space, or remove, archive or partition what is no longer needed.";
    }};

constexpr Kind ids{
    {"xid", "multixact"},
    "server",
    false,
    500e6,
    0,
    "Transaction ids and multixacts are frozen as fast as they are used",
    [](const ResourceForecast& one) { return "The server has no " + one.object + " left"; },
    [](const ResourceForecast&, base::Finding& finding) {
      finding.verify_sql =
          "SELECT datname, age(datfrozenxid), mxid_age(datminmxid) FROM pg_database ORDER BY 2 "
          "DESC";
      finding.fix =
          "Find what keeps vacuum from freezing (the rule wraparound_distance names it), then "
          "VACUUM (FREEZE) the oldest tables.";
      finding.related = {"wraparound_distance"};
    }};

constexpr Kind sequences{
    {"sequence"},
    "sequence",
    false,
    0,
    0.1,
    "No sequence is used up within 90 days",
    [](const ResourceForecast& one) { return "Sequence " + one.object + " is used up"; },
    [](const ResourceForecast& one, base::Finding& finding) {
      finding.verify_sql = "SELECT last_value FROM " + one.object;
      finding.fix = "Widen the column and the sequence to bigint, online on large tables.";
      finding.related = {"sequences_near_exhaustion"};
    }};

constexpr Kind connections{
    {"connections"},
    "server",
    false,
    20,
    0.5,
    "The peaks of connections stay below the limit for 90 days",
    [](const ResourceForecast&) { return std::string("All connections are in use"); },
    [](const ResourceForecast&, base::Finding& finding) {
      finding.verify_sql = "SELECT * FROM copilot.connections()";
      finding.fix =
          "Put a connection pooler before the server, or bound the pools of the applications; "
          "raise max_connections only if memory allows.";
      finding.related = {"connections_near_limit"};
    }};

constexpr Kind slots{
    {"slot"},
    "replication slot",
    true,
    1 << 30,
    0.2,
    "No replication slot comes to the end of its room within 90 days",
    [](const ResourceForecast& one) {
      return "Replication slot " + one.object + " exceeds max_slot_wal_keep_size";
    },
    [](const ResourceForecast& one, base::Finding& finding) {
      finding.verify_sql =
          "SELECT slot_name, active, safe_wal_size FROM pg_replication_slots ORDER BY "
          "safe_wal_size";
      finding.fix =
          "Bring the slot's consumer back to speed; if it is gone for good, SELECT "
          "pg_drop_replication_slot(" +
          literal(one.object) + ").";
    }};

std::string when(const ResourceForecast& one) {
  return *one.days_left < 1 ? "today" : "in about " + duration(*one.days_left * 86400);
}

base::Severity severity(double days) {
  return days <= critical_days  ? base::Severity::critical
         : days <= warning_days ? base::Severity::warning
                                : base::Severity::notice;
}

base::Finding finding(const ResourceForecast& one, const Kind& kind,
                      const std::vector<ResourceForecast>& all) {
  base::Finding finding;
  finding.severity = severity(*one.days_left);
  // A warning takes more trust than a note.
  if (one.confidence < 0.5) finding.severity = std::max(finding.severity, base::Severity::warning);
  finding.object_type = kind.object_type;
  finding.object = one.object;
  finding.title = kind.title(one) + " " + when(one);
  finding.detail = "It uses " + amount(one.used, kind.in_bytes) + " of " +
                   amount(*one.limit, kind.in_bytes) + " and grows by " +
                   amount(*one.per_day, kind.in_bytes) + " a day. Most likely it ends on " +
                   one.reached_at + ", between " + one.earliest_at + " and " +
                   (one.latest_at.empty() ? "an end that is not in sight" : one.latest_at) + ".";
  if (&one == &all.front() && all.size() > 1)
    finding.detail += " Of all that has an end it is the first.";
  finding.evidence = {
      {"used", one.used},
      {"limit", *one.limit},
      {"used_percent", std::round(1000 * one.used / *one.limit) / 10},
      {"per_day", *one.per_day},
      {"days_left", std::round(*one.days_left * 10) / 10},
      {"reached_on", one.reached_at},
      {"earliest_on", one.earliest_at},
      {"latest_on", one.latest_at.empty() ? base::Json(nullptr) : base::Json(one.latest_at)},
      {"method", one.method},
      {"history_days", std::floor(one.history_days)}};
  finding.confidence = one.confidence;
  finding.caveats.push_back("A forecast: it goes on as the history went, and knows no plans.");
  finding.fix_kind = "manual";
  kind.fix(one, finding);
  return finding;
}

// Noise alone has a date as well, but none by which it comes for sure.
bool certain(const ResourceForecast& one) {
  constexpr double times = 3, week = 7;
  return one.days_latest && *one.days_latest <= times * std::max(*one.days_left, week);
}

// What the server empties by itself, as autovacuum does with ids, must be past the point where it should have: by a
// quarter, or halfway to the limit.
double least_used(const ResourceForecast& one, const Kind& kind) {
  if (one.emptied_at == 0) return kind.least_used;
  return std::max(kind.least_used,
                  std::min(1.25 * one.emptied_at, (one.emptied_at + *one.limit) / 2));
}

bool worth(const ResourceForecast& one, const Kind& kind) {
  return one.limit && *one.limit > 0 && one.days_left && one.per_day && *one.per_day > 0 &&
         *one.days_left <= notice_days && certain(one) && one.confidence >= least_confidence &&
         one.used >= least_used(one, kind) && one.used >= kind.least_share * *one.limit;
}

template <const Kind& kind>
base::Verdict judge(const base::Case& given) {
  auto known = forecasts_of(given);
  if (auto* verdict = std::get_if<base::Verdict>(&known)) return std::move(*verdict);
  const auto& all = std::get<std::vector<ResourceForecast>>(known);
  std::vector<base::Finding> findings;
  std::size_t judged = 0, young = 0, stale = 0;
  double longest = 0, fullest = 0;
  for (const ResourceForecast& one : all) {
    if (!kind.covers(one)) continue;
    if (one.stale) {
      ++stale;
      continue;
    }
    longest = std::max(longest, one.history_days);
    if (one.limit && *one.limit > 0) fullest = std::max(fullest, one.used / *one.limit);
    if (one.per_day)
      ++judged;
    else
      ++young;
    if (worth(one, kind)) findings.push_back(finding(one, kind, all));
  }
  if (stale > 0 && judged + young == 0) return no_recent_history();
  base::Verdict verdict =
      base::Verdict::of(std::move(findings), kind.quiet,
                        {{"judged", judged},
                         {"without_enough_history", young},
                         {"most_used_percent", std::round(1000 * fullest) / 10}});
  if (longest > 0) verdict.judged_over_seconds = longest * 86400;
  return verdict;
}

constexpr const base::EvidenceQuery* used[] = {&capacity_query};

constexpr const char* monitoring = "https://www.postgresql.org/docs/current/diskusage.html";

}  // namespace

const base::Rule capacity_filesystem{
    "capacity_filesystem",
    "capacity",
    base::Severity::critical,
    "Filesystems filling up",
    "A full disk stops the server. Judged: when the filesystems of the data directory, the WAL and "
    "the tablespaces are full, forecast from at least 14 days by the method that did best on them "
    "before; a bulk load, a purge or a monthly drop of a partition alone moves no date, and where "
    "noise hides the latest date nothing is said. Notice within 90 days, warning within 30, "
    "critical within 7.",
    "Add space, or remove what is no longer needed, before that day.",
    monitoring,
    {},
    used,
    nullptr,
    judge<filesystems>};

const base::Rule capacity_xid{
    "capacity_xid",
    "capacity",
    base::Severity::critical,
    "Transaction ids running out",
    "At about 2.1 billion ids without freezing the server refuses to write. Judged: the age of the "
    "oldest database over at least 14 days, once it is past 500 million and a quarter beyond "
    "autovacuum_freeze_max_age (of multixacts, autovacuum_multixact_freeze_max_age), where "
    "autovacuum "
    "should have been long before, and only if it goes on rising.",
    "End what holds back the oldest id, then VACUUM (FREEZE).",
    "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND",
    {},
    used,
    nullptr,
    judge<ids>};

const base::Rule capacity_sequence{
    "capacity_sequence",
    "capacity",
    base::Severity::critical,
    "Sequences running out",
    "When a sequence, or the column it fills, comes to its end, inserts fail. Judged: when, by how "
    "fast values were taken over at least 14 days, once a tenth is used.",
    "Widen the column and the sequence to bigint.",
    "https://www.postgresql.org/docs/current/sql-altersequence.html",
    {},
    used,
    nullptr,
    judge<sequences>};

const base::Rule capacity_connections{
    "capacity_connections",
    "capacity",
    base::Severity::critical,
    "Connections running out",
    "At max_connections new sessions are refused. Judged: the peak of each day over at least 14 "
    "days, once half of them were in use; one busy day, such as a deploy, moves no date.",
    "Pool connections.",
    "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    {},
    used,
    nullptr,
    judge<connections>};

const base::Rule capacity_slot{
    "capacity_slot",
    "capacity",
    base::Severity::critical,
    "Replication slots running out of room",
    "A slot that keeps more WAL than max_slot_wal_keep_size is lost, and its standby or subscriber "
    "has to be made anew. Judged: when, by what it kept over at least 14 days. Without that "
    "setting the disk is the limit, which capacity_filesystem judges.",
    "Bring its consumer back to speed, or drop the slot.",
    "https://www.postgresql.org/docs/current/runtime-config-replication.html",
    {},
    used,
    nullptr,
    judge<slots>};

}  // namespace copilot::advise
