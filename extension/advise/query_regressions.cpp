// What got slower since yesterday, with what made it so.
// Words: see trend/regressions.hpp; a shift is judged over the history, not by a threshold of time.
// A cause is named only with the numbers that speak for it; without one, the shift alone is said.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "advise/families.hpp"
#include "advise/history_kept.hpp"
#include "advise/wording.hpp"
#include "base/joined.hpp"

namespace copilot::advise {

namespace {

// What costs less than a hundredth of a processor is for the report, not for a finding.
constexpr double notice_ms_per_second = 10, warning_ms_per_second = 100;
constexpr double least_factor = 2;

constexpr auto query = base::joined(R"sql(
SELECT r.object, r.what, r.shifted_at, r.before_ms, r.after_ms, r.factor, r.cause, r.cause_kind, r.cause_at, r.evidence,
       r.confidence, r.database, r.queryid, r.query, r.calls, r.added_ms_per_second,
       extract(epoch FROM s.to_at - greatest(s.from_at, statement_timestamp() - interval '1 day'))::float8
         AS covered_seconds,
       s.to_at < statement_timestamp() - greatest(interval '3 hours', 3 * current_setting('copilot.collect_interval', true)::interval)
         AS silent,
       extract(epoch FROM current_setting('copilot.collect_interval', true)::interval)::float8 AS interval_seconds,
       )sql",
                                    history_is_kept, R"sql( AS kept
FROM copilot._history_span('database') AS s
  LEFT JOIN copilot._regressions(statement_timestamp() - interval '1 day', statement_timestamp(), tables => false) AS r ON true
ORDER BY r.added_ms_per_second DESC
)sql");
constexpr base::EvidenceVariant variants[] = {{150000, query.text}};
constexpr base::EvidenceQuery regressions_query{"regressions", &base::Server::read_all_stats,
                                                "pg_read_all_stats", variants, true};

std::string milliseconds(double ms) {
  if (ms >= 10000) return grouped(std::llround(ms / 1000)) + " s";
  if (ms >= 10) return grouped(std::llround(ms)) + " ms";
  char text[32];
  std::snprintf(text, sizeof text, "%.2g ms", ms);
  return text;
}

std::string times(double factor) {
  if (factor >= 10) return grouped(std::llround(factor)) + " times";
  return std::to_string(factor).substr(0, 3) + " times";
}

void how_to_fix(const std::string& kind, base::Finding& finding) {
  finding.fix_kind = "manual";
  if (kind == "index")
    finding.fix = "Create the index again, with CREATE INDEX CONCURRENTLY.";
  else if (kind == "setting")
    finding.fix = "Take the setting back, for one session first: SET, then compare.";
  else if (kind == "statistics")
    finding.fix = "ANALYZE the table; let autovacuum analyze it earlier if that happens again.";
  else if (kind == "growth")
    finding.fix =
        "Look at the statement's plan: an index, or less to read, keeps it quick as the table "
        "grows.";
  else if (kind == "locks")
    finding.fix = "See with copilot.locks() and copilot.waits() who holds what it waits for.";
  else if (kind == "cache")
    finding.fix = "See with copilot.buffer_cache() what took its place in the cache.";
  else
    finding.fix = "Look at evidence.causes, and compare the work before and after.";
}

base::Finding finding(const base::Rows::Row& row) {
  base::Finding finding;
  const double factor = row.real("factor").value_or(1);
  const double added = row.real("added_ms_per_second").value_or(0);
  const std::string what = row.text("what");
  const bool statement = what == "statement";
  finding.severity =
      added >= warning_ms_per_second ? base::Severity::warning : base::Severity::notice;
  finding.object_type = what;
  finding.object = row.text("object");
  const std::string name =
      statement ? "Statement " + row.text("object") + " of database " + row.text("database")
      : what == "server" ? "The server"
                         : "Database " + row.text("object");
  finding.title = name + " takes " + times(factor) + " as long as before";
  finding.detail = "Since " + row.text("shifted_at") + " it takes " +
                   milliseconds(row.real("after_ms").value_or(0)) + " instead of " +
                   milliseconds(row.real("before_ms").value_or(0)) +
                   (statement ? " a call. " : " a transaction. ");
  finding.detail += row.null("cause") ? "Nothing that is known explains it."
                                      : "Most likely because " + row.text("cause") + ".";
  finding.evidence = {{"shifted_at", row.text("shifted_at")},
                      {"before_ms", row.real("before_ms").value_or(0)},
                      {"after_ms", row.real("after_ms").value_or(0)},
                      {"factor", std::round(factor * 100) / 100},
                      {"calls", row.integer("calls").value_or(0)},
                      {"added_ms_per_second", std::round(added * 10) / 10}};
  if (!row.null("cause")) finding.evidence["cause"] = row.text("cause");
  if (!row.null("cause_at")) finding.evidence["cause_at"] = row.text("cause_at");
  if (!row.null("query")) finding.evidence["query"] = row.text("query").substr(0, 1000);
  const base::Json more = base::Json::parse(row.text("evidence"), nullptr, false);
  if (more.is_object()) finding.evidence.update(more);
  finding.confidence = row.real("confidence").value_or(0.5);
  finding.caveats.push_back(
      "Causes are ranked by what they leave in the numbers; what is not measured is not seen.");
  finding.verify_sql = "SELECT * FROM copilot.regressions()";
  how_to_fix(row.text("cause_kind"), finding);
  return finding;
}

base::Verdict judge(const base::Case& given) {
  if (!given.server.local)
    return base::Verdict::not_applicable("No history is kept of this server");
  if (const base::Failure* failure = given.evidence.failure(regressions_query))
    return base::Verdict::unknown(failure->message, failure->hint);
  const base::Rows& rows = given.evidence[regressions_query];
  std::vector<base::Finding> findings;
  std::size_t shifted = 0;
  // What got slower hours ago may be quick again: that is known only of what goes on to be seen.
  const double covered = rows[0].real("covered_seconds").value_or(0);
  if (rows[0].boolean("silent")) return no_recent_history();
  if (covered <= 0) {
    if (!rows[0].boolean("kept")) return no_history_kept();
    return base::Verdict::too_early("There is no history yet",
                                    2 * rows[0].real("interval_seconds").value_or(60));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].null("object")) continue;
    ++shifted;
    if (rows[i].real("factor").value_or(1) >= least_factor &&
        rows[i].real("added_ms_per_second").value_or(0) >= notice_ms_per_second)
      findings.push_back(finding(rows[i]));
  }
  base::Verdict verdict = base::Verdict::of(
      std::move(findings), "Nothing that matters got slower within the history of a day",
      {{"shifted", shifted}});
  verdict.judged_over_seconds = covered;
  return verdict;
}

constexpr const base::EvidenceQuery* used[] = {&regressions_query};

}  // namespace

const base::Rule query_regression{
    "query_regression",
    "query",
    base::Severity::warning,
    "Queries that got slower",
    "A statement that was quick and is not is mostly somebody's change. Judged: the mean time of "
    "each statement and database over a day, for a shift that noise, a daily cycle or a few slow "
    "calls do not explain, at least to twice the time, costing at least a hundredth of a "
    "processor. "
    "What changed shortly before is ranked by what it leaves in the numbers: dropped indexes, "
    "settings, statistics, growth, rows, cache, locks, deploys.",
    "Undo the cause, or adapt to it; the evidence holds the numbers of both sides.",
    "https://www.postgresql.org/docs/current/pgstatstatements.html",
    {},
    used,
    nullptr,
    judge};

}  // namespace copilot::advise
