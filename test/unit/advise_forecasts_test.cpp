// The rules over forecasts and regressions, on planted rows.
// Words: a row is what copilot._capacity() or copilot._regressions() would give.
// No server here.
#include <doctest/doctest.h>

#include "advise_fakes.hpp"
#include "base/health.hpp"

using namespace copilot;
using test::planted;
using test::told;

namespace {

struct Row {
  std::string resource = "filesystem", object = "/data";
  double used = 80e9, limit = 100e9;
  std::optional<double> per_day = 1e9, days_left = 20;
  double confidence = 0.8, history_days = 40;
};

base::Rows capacity(const std::vector<Row>& all, bool kept = true) {
  base::Rows rows({"resource", "object", "used", "limit_value", "per_day", "days_left",
                   "days_earliest", "days_latest", "reached_at", "earliest_at", "latest_at",
                   "confidence", "method", "history_days", "kept"});
  const auto number = [&](std::optional<double> value) {
    rows.add(value ? std::optional(std::to_string(*value)) : std::nullopt);
  };
  for (const Row& each : all) {
    rows.add(each.resource);
    rows.add(each.object);
    number(each.used);
    number(each.limit);
    number(each.per_day);
    for (int i = 0; i < 3; ++i) number(each.days_left);
    for (int i = 0; i < 3; ++i)
      rows.add(each.days_left ? std::optional("2026-11-30") : std::nullopt);
    number(each.confidence);
    rows.add("median week");
    number(each.history_days);
    rows.add(kept ? "t" : "f");
  }
  if (all.empty()) {
    for (int i = 0; i < 14; ++i) rows.add(std::nullopt);
    rows.add(kept ? "t" : "f");
  }
  return rows;
}

base::Verdict judged(const base::Rule& rule, const std::vector<Row>& all, bool kept = true,
                     bool local = true) {
  test::FakeDb db({&rule});
  db.facts.local = local;
  db.answers["capacity"] = [&] { return capacity(all, kept); };
  return db.verdict();
}

base::Verdict regressions(const std::vector<test::Cells>& cells) {
  test::FakeDb db({&advise::query_regression});
  db.facts.local = true;
  db.answers["regressions"] = [&] {
    base::Rows rows({"object", "what", "shifted_at", "before_ms", "after_ms", "factor", "cause",
                     "cause_kind", "cause_at", "evidence", "confidence", "database", "queryid",
                     "query", "calls", "added_ms_per_second", "covered_seconds"});
    for (const auto& row : cells)
      for (const auto& cell : row)
        rows.add(cell ? std::optional<std::string_view>(*cell) : std::nullopt);
    return rows;
  };
  return db.verdict();
}

test::Cells slower(const char* factor, const char* added) {
  return {"42",
          "statement",
          "2026-11-23 06:00:00+00",
          "1.5",
          "150",
          factor,
          "public.t_a_idx: DROP INDEX",
          "index",
          "2026-11-23 05:59:00+00",
          R"({"causes": [{"kind": "index", "score": 0.97}]})",
          "0.9",
          "shop",
          "42",
          "SELECT * FROM t WHERE a = $1",
          "1000",
          added,
          "86400"};
}

}  // namespace

TEST_CASE("a filesystem that fills up is as bad as it is soon") {
  const auto& rule = advise::capacity_filesystem;
  CHECK(told(judged(rule, {{.days_left = 3}})) == "failed critical:/data");
  CHECK(told(judged(rule, {{.days_left = 20}})) == "failed warning:/data");
  CHECK(told(judged(rule, {{.days_left = 60}})) == "failed notice:/data");
  CHECK(told(judged(rule, {{.days_left = 200}})) == "passed");
  CHECK(told(judged(rule, {{.per_day = -1e6, .days_left = std::nullopt}})) == "passed");
  // Little trust is no alarm, and next to nothing used is none either.
  CHECK(told(judged(rule, {{.days_left = 3, .confidence = 0.4}})) == "failed warning:/data");
  CHECK(told(judged(rule, {{.days_left = 3, .confidence = 0.2}})) == "passed");
  CHECK(told(judged(rule, {{.used = 5e9, .days_left = 20}})) == "passed");
  const auto verdict = judged(rule, {{.days_left = 3}, {.object = "/wal", .days_left = 60}});
  CHECK(verdict.findings[0].title == "Filesystem /data is full in about 3 days");
  CHECK(verdict.findings[0].detail.find("it is the first") != std::string::npos);
  CHECK(verdict.findings[1].detail.find("it is the first") == std::string::npos);
  CHECK(verdict.judged_over_seconds == 40 * 86400.0);
}

TEST_CASE("ids are an alarm only where autovacuum should have frozen them") {
  const auto& rule = advise::capacity_xid;
  Row row{.resource = "xid", .object = "transaction ids", .used = 190e6, .limit = 2144483648.0};
  CHECK(told(judged(rule, {row})) == "passed");
  row.used = 900e6;
  CHECK(told(judged(rule, {row})) == "failed warning:transaction ids");
  CHECK(told(judged(advise::capacity_filesystem, {row})) == "passed");
}

TEST_CASE("connections, sequences and slots") {
  Row connections{.resource = "connections", .object = "connections", .used = 30, .limit = 97};
  CHECK(told(judged(advise::capacity_connections, {connections})) == "passed");
  connections.used = 60;
  CHECK(told(judged(advise::capacity_connections, {connections})) == "failed warning:connections");
  Row sequence{.resource = "sequence", .object = "public.s", .used = 1.9e9, .limit = 2147483647};
  const auto verdict = judged(advise::capacity_sequence, {sequence});
  CHECK(told(verdict) == "failed warning:public.s");
  CHECK(verdict.findings[0].related == std::vector<std::string>{"sequences_near_exhaustion"});
  Row slot{.resource = "slot", .object = "standby", .used = 5e9, .limit = 10e9, .days_left = 2};
  CHECK(told(judged(advise::capacity_slot, {slot})) == "failed critical:standby");
}

TEST_CASE("with too little history nothing is said, but when it will be") {
  const auto early =
      judged(advise::capacity_filesystem,
             {{.per_day = std::nullopt, .days_left = std::nullopt, .history_days = 4}});
  CHECK(told(early) == "unknown");
  CHECK(early.early());
  CHECK(early.possible_in_seconds == 10 * 86400.0);
  CHECK(judged(advise::capacity_filesystem, {}).early());
  // Without a worker there will never be enough.
  const auto never = judged(advise::capacity_filesystem, {}, false);
  CHECK(told(never) == "unknown");
  CHECK_FALSE(never.early());
  CHECK(told(judged(advise::capacity_filesystem, {}, true, false)) == "not_applicable");
}

TEST_CASE("what waits for time is in the checks, and no finding") {
  test::FakeDb db({&advise::capacity_filesystem});
  db.facts.local = true;
  db.answers["capacity"] = [] { return capacity({}); };
  const auto all = db.judge();
  const base::Suppressions none({}, test::FakeClock());
  CHECK(base::findings_of(all, none, db.facts).empty());
  CHECK(std::string(base::checks_of(all, none, db.facts)[0].status) == "unknown");
  const auto areas = base::health_of(all, {}, db.facts, {});
  CHECK(areas[1].status == "unknown");
  CHECK_FALSE(areas[1].score);
}

TEST_CASE("a regression is a finding where it matters") {
  CHECK(told(regressions({slower("100", "500")})) == "failed warning:42");
  CHECK(told(regressions({slower("100", "50")})) == "failed notice:42");
  CHECK(told(regressions({slower("100", "5")})) == "passed");
  CHECK(told(regressions({slower("1.6", "500")})) == "passed");
  const auto verdict = regressions({slower("100", "500")});
  CHECK(verdict.findings[0].title ==
        "Statement 42 of database shop takes 100 times as long as before");
  CHECK(verdict.findings[0].detail.find("public.t_a_idx: DROP INDEX") != std::string::npos);
  CHECK(verdict.findings[0].evidence["causes"][0]["kind"] == "index");
  test::Cells none(17);
  none[16] = "600";
  const auto quiet = regressions({none});
  CHECK(told(quiet) == "passed");
  CHECK(quiet.judged_over_seconds == 600.0);
}
