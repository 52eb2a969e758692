// The rules over forecasts and regressions, on planted rows.
// Words: a row is what copilot._capacity() or copilot._regressions() would give.
// No server here.
#include <doctest/doctest.h>

#include <algorithm>

#include "advise_fakes.hpp"
#include "base/health.hpp"
#include "trend/forecast.hpp"
#include "trend/statistics.hpp"

using namespace copilot;
using test::planted;
using test::told;

namespace {

struct Row {
  std::string resource = "filesystem", object = "/data";
  double used = 80e9, limit = 100e9;
  std::optional<double> per_day = 1e9, days_left = 20;
  double confidence = 0.8, history_days = 40;
  std::optional<double> days_latest = days_left;
  double emptied_at = 0;
  bool stale = false;
};

base::Rows capacity(const std::vector<Row>& all, bool kept = true) {
  base::Rows rows({"resource", "object", "used", "limit_value", "per_day", "days_left",
                   "days_latest", "reached_at", "earliest_at", "latest_at", "confidence", "method",
                   "history_days", "stale", "emptied_at", "kept"});
  const auto number = [&](std::optional<double> value) {
    rows.add(value ? std::optional(std::to_string(*value)) : std::nullopt);
  };
  for (const Row& each : all) {
    rows.add(each.resource);
    rows.add(each.object);
    number(each.used);
    number(each.limit);
    number(each.per_day);
    number(each.days_left);
    number(each.days_latest);
    for (int i = 0; i < 3; ++i)
      rows.add(each.days_left ? std::optional("2026-11-30") : std::nullopt);
    number(each.confidence);
    rows.add("median week");
    number(each.history_days);
    rows.add(each.stale ? "t" : "f");
    number(each.emptied_at);
    rows.add(kept ? "t" : "f");
  }
  if (all.empty()) {
    for (int i = 0; i < 15; ++i) rows.add(std::nullopt);
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

base::Rows regression_rows(const std::vector<test::Cells>& cells) {
  base::Rows rows({"object",
                   "what",
                   "shifted_at",
                   "before_ms",
                   "after_ms",
                   "factor",
                   "cause",
                   "cause_kind",
                   "cause_at",
                   "evidence",
                   "confidence",
                   "database",
                   "queryid",
                   "query",
                   "calls",
                   "added_ms_per_second",
                   "covered_seconds",
                   "silent",
                   "interval_seconds",
                   "kept"});
  for (const auto& row : cells)
    for (const auto& cell : row) rows.add(cell);
  return rows;
}

base::Verdict regressions(const std::vector<test::Cells>& cells) {
  test::FakeDb db({&advise::query_regression});
  db.facts.local = true;
  db.answers["regressions"] = [&] { return regression_rows(cells); };
  return db.verdict();
}

test::Cells without_shifts(std::optional<std::string> covered, std::optional<std::string> silent,
                           const char* kept = "t") {
  test::Cells none(20);
  none[16] = covered;
  none[17] = silent;
  none[18] = "60";
  none[19] = kept;
  return none;
}

test::Cells before_the_first_pass(const char* kept = "t") {
  return without_shifts(std::nullopt, std::nullopt, kept);
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
          "86400",
          "f",
          "60",
          "t"};
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
  // Where autovacuum begins later, so does the alarm.
  row.emptied_at = 200e6;
  CHECK(told(judged(rule, {row})) == "failed warning:transaction ids");
  row.emptied_at = 800e6;
  CHECK(told(judged(rule, {row})) == "passed");
  row.used = 1010e6;
  CHECK(told(judged(rule, {row})) == "failed warning:transaction ids");
  // And yet before the end.
  row.emptied_at = 2000e6;
  row.used = 2100e6;
  CHECK(told(judged(rule, {row})) == "failed warning:transaction ids");
}

TEST_CASE("noise has a date, and is no alarm") {
  constexpr double limit = 100;
  int flat = 0, growing = 0;
  for (const int days : {20, 30, 60, 95})
    for (const double level : {50, 70, 90})
      for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto told_of = [&](double step) {
          trend::Random random(7919 * seed + static_cast<std::uint64_t>(days));
          std::vector<double> values;
          for (int i = 0; i < days; ++i)
            values.push_back(level - step * (days - 1 - i) + 0.03 * level * random.normal());
          const trend::Forecast forecast(values);
          const trend::Reach reach = forecast.reached(limit, 3650);
          const Row row{.used = values.back(),
                        .limit = limit,
                        .per_day = forecast.per_day(30),
                        .days_left = reach.expected,
                        .confidence = forecast.confidence(),
                        .days_latest = reach.latest};
          return !judged(advise::capacity_filesystem, {row}).findings.empty();
        };
        flat += told_of(0);
        growing += told_of(0.8);
      }
  CHECK(flat == 0);
  CHECK(growing > 340);  // of 480
}

TEST_CASE("a date that may as well be years later is no alarm") {
  const auto& rule = advise::capacity_filesystem;
  CHECK(told(judged(rule, {{.days_left = 20, .days_latest = 60}})) == "failed warning:/data");
  CHECK(told(judged(rule, {{.days_left = 20, .days_latest = 61}})) == "passed");
  CHECK(told(judged(rule, {{.days_left = 20, .days_latest = std::nullopt}})) == "passed");
  CHECK(told(judged(rule, {{.days_left = 1, .days_latest = 20}})) == "failed critical:/data");
}

TEST_CASE("what nobody has seen for days is no reason for an alarm, nor for calm") {
  const Row gone{.object = "/gone",
                 .per_day = std::nullopt,
                 .days_left = std::nullopt,
                 .days_latest = std::nullopt,
                 .stale = true};
  const auto verdict = judged(advise::capacity_filesystem, {gone});
  CHECK(told(verdict) == "unknown");
  CHECK_FALSE(verdict.early());
  CHECK(verdict.hint.find("collector_status") != std::string::npos);
  // Others are judged, if they are of this kind.
  CHECK(told(judged(advise::capacity_filesystem, {gone, {.days_left = 200}})) == "passed");
  const Row sequence{.resource = "sequence", .object = "public.s", .days_left = 200};
  CHECK(told(judged(advise::capacity_filesystem, {gone, sequence})) == "unknown");
  CHECK(told(judged(advise::capacity_sequence, {gone, sequence})) == "passed");
  Row young = gone;
  young.stale = false;
  young.history_days = 4;
  CHECK(judged(advise::capacity_filesystem, {gone, young}).early());
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
  CHECK(areas[0].status == "unknown");
}

TEST_CASE("an area that waits for time does not hide that the others are well") {
  test::FakeDb db({&advise::capacity_filesystem, &advise::query_regression});
  db.facts.local = true;
  db.answers["capacity"] = [] { return capacity({{.days_left = 200}}); };
  db.answers["regressions"] = [] { return regression_rows({before_the_first_pass()}); };
  const auto areas = base::health_of(db.judge(), {}, db.facts, {});
  CHECK(areas[0].status == "ok");
  CHECK(std::count_if(areas.begin(), areas.end(),
                      [](const base::Area& each) { return each.status == "unknown"; }) == 1);
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
  auto server = slower("3", "500");
  server[0] = server[1] = "server";
  CHECK(regressions({server}).findings[0].title == "The server takes 3.0 times as long as before");
}

TEST_CASE("without a history of the day nothing is said to have stayed quick") {
  const auto quiet = regressions({without_shifts("600", "f")});
  CHECK(told(quiet) == "passed");
  CHECK(quiet.judged_over_seconds == 600.0);
  const auto early = regressions({before_the_first_pass()});
  CHECK(told(early) == "unknown");
  CHECK(early.possible_in_seconds == 120.0);
  const auto never = regressions({before_the_first_pass("f")});
  CHECK(told(never) == "unknown");
  CHECK_FALSE(never.early());
  CHECK(never.hint.find("shared_preload_libraries") != std::string::npos);
  for (const char* covered : {"600", "-86400"}) {
    const auto stale = regressions({without_shifts(covered, "t")});
    CHECK(told(stale) == "unknown");
    CHECK_FALSE(stale.early());
    CHECK(stale.hint.find("collector_status") != std::string::npos);
  }
}
