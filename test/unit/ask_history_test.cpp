// Answers about the past: windows are passed on, what they cover is said, and what nobody recorded is not claimed.
// Words: it is Sunday 2026-03-01, 12:00 UTC; "over" plans a report whose rows come from the history.
// No server here.
#include <doctest/doctest.h>

#include "ask/ask.hpp"
#include "ask/units.hpp"
#include "ask_fakes.hpp"

using namespace copilot;

namespace {

struct Desk {
  test::FakeReports reports;
  test::FakeFindings findings;
  test::FakeNames names;
  test::FakeClock clock;
  test::FakeInterrupts interrupts;

  Desk() { clock.time = *ask::timestamp("2026-03-01 12:00:00+00"); }
  void over(const char* name, std::vector<std::string> columns,
            std::vector<std::vector<std::string>> rows, const char* complete = "t") {
    columns.insert(columns.end(), {"window_from", "window_to", "window_complete"});
    for (auto& row : rows)
      row.insert(row.end(), {"2026-03-01 10:00:00+00", "2026-03-01 12:00:00+00", complete});
    reports.plan(name, std::move(columns), std::move(rows));
    reports.planned[name].over_history = true;
  }
  base::Json ask(const char* question) {
    return ask::answer(question, nullptr, reports, findings, names, clock, interrupts);
  }
};

bool has(const base::Json& json, std::string_view part) {
  return (json.is_string() ? json.get<std::string>() : json.dump()).find(part) != std::string::npos;
}

// The arguments that the report was run with.
base::Json arguments(const base::Json& answer, std::string_view report) {
  for (const base::Json& each : answer["reports"])
    if (each["name"] == report) return each["arguments"];
  return nullptr;
}

Desk desk() {
  Desk desk;
  desk.over("waits",
            {"wait_type", "wait", "share_percent", "average_active", "top_query", "top_object",
             "meaning", "samples"},
            {{"Lock", "transactionid", "80", "1.5", "UPDATE orders", "public.orders",
              "waits for another transaction to end", "5400"},
             {"CPU", "CPU", "20", "0.25", "SELECT 1", "", "not waiting", "1350"}});
  desk.over("wal", {"what", "value", "unit", "meaning"},
            {{"WAL written", "1073741824", "bytes", ""},
             {"WAL a second", "149130", "bytes a second", ""},
             {"checkpoints on time", "20", "count", ""},
             {"checkpoints on request", "4", "count", ""}});
  desk.over(
      "changes",
      {"at", "kind", "object", "action", "before", "after", "by_role", "application", "client",
       "certain"},
      {{"2026-03-01 11:00:00+00", "config", "work_mem", "ALTER SYSTEM SET", "4MB", "64MB", "jane",
        "psql", "10.0.0.7", "t"},
       {"2026-03-01 10:30:00+00", "mark", "release 7", "mark", "", "", "deployer", "", "", "t"},
       {"2026-03-01 10:00:00+00", "config", "max_wal_size", "edited", "1GB", "2GB", "", "", "",
        "f"}});
  desk.over(
      "regressions",
      {"object", "what", "shifted_at", "before_ms", "after_ms", "factor", "cause", "cause_at",
       "query"},
      {{"77", "statement", "2026-03-01 10:35:00+00", "2", "40", "20",
        "index public.by_note was dropped", "2026-03-01 10:34:00+00", "SELECT * FROM orders"}});
  desk.over("top_queries",
            {"rank", "queryid", "database", "role", "calls", "total_time_ms", "mean_time_ms",
             "share_percent", "rows", "cache_hit_percent", "temp_bytes", "wal_bytes", "query",
             "previous_mean_time_ms", "change_percent"},
            {{"1", "77", "shop", "app", "100", "4000", "40", "90", "100", "100", "0", "0",
              "SELECT * FROM orders", "2", "1900"},
             {"2", "78", "shop", "app", "10", "400", "40", "10", "100", "100", "0", "0",
              "SELECT * FROM items", "50", "-20"}});
  desk.reports.plan("settings",
                    {"name", "value", "unit", "default_value", "source", "source_file",
                     "source_line", "pending_restart", "context", "description"},
                    {{"work_mem", "64MB", "kB", "4MB", "configuration file", "/etc/x.conf", "1",
                      "f", "user", "Memory for sorts."}});
  desk.names.known = {{"work_mem", base::NameKind::setting, "work_mem"}};
  return desk;
}

}  // namespace

TEST_CASE("waits of a window name the wait, its share and what it means") {
  Desk at = desk();
  const base::Json answer = at.ask("what did sessions wait for between 10 and 12?");
  CHECK(answer["intent"] == "waits");
  CHECK(arguments(answer, "waits")["since"] == "2 hours");
  CHECK(has(answer["verdict"],
            "Lock: transactionid: 80 % of the time of active sessions, "
            "1.50 sessions at a time: waits for another transaction to end"));
  CHECK(has(answer["facts"], "mostly on public.orders, mostly in: UPDATE orders"));
  CHECK(!has(answer["caveats"], "one look"));
}

TEST_CASE("the log and its checkpoints") {
  Desk at = desk();
  const base::Json answer = at.ask("how much wal was written since yesterday?");
  CHECK(answer["intent"] == "wal_checkpoint");
  CHECK(has(answer["verdict"], "1 GB of WAL were written"));
  CHECK(has(answer["verdict"], "24 checkpoints, 4 of them on request."));
}

TEST_CASE("changes: all, of what was named, and none") {
  Desk at = desk();
  const base::Json all = at.ask("what changed since yesterday?");
  CHECK(all["intent"] == "config_changes");
  CHECK(arguments(all, "changes")["since"] == "36 hours");
  CHECK(has(all["verdict"],
            "3 changes (since yesterday); the newest: 2026-03-01 11:00+00: ALTER "
            "SYSTEM SET: work_mem, from 4MB to 64MB, by jane with psql from "
            "10.0.0.7."));
  CHECK(
      has(all["facts"], "max_wal_size, from 1GB to 2GB; found by comparing: when and by whom is"));
  CHECK(has(at.ask("who changed work_mem?")["verdict"], "1 change of work_mem"));
  at.reports.planned["changes"].rows.clear();
  CHECK(has(at.ask("who changed work_mem?")["verdict"],
            "No change of work_mem was recorded (in the last 7 days)."));
  const base::Json set = at.ask("set work_mem to 1GB");
  CHECK(!has(set["verdict"], "No change"));
}

TEST_CASE("slower than before: what got slower, why, and the comparison") {
  Desk at = desk();
  const base::Json answer = at.ask("which queries are slower than yesterday?");
  CHECK(answer["intent"] == "top_queries");
  CHECK(arguments(answer, "top_queries")["compare"] == "true");
  CHECK(arguments(answer, "top_queries")["since"] == "24 hours");
  CHECK(has(answer["verdict"],
            "Statement 77 takes 40 ms instead of 2 ms since 2026-03-01 "
            "10:35+00; most likely because: index public.by_note was dropped"));
  CHECK(has(answer["facts"], "40 ms a call instead of 2 ms, 100 calls: SELECT * FROM orders"));
  CHECK(!has(answer["facts"], "instead of 50 ms"));
}

TEST_CASE("what got slower is told as what it is") {
  Desk at = desk();
  const auto told = [&](std::vector<std::string> row) {
    at.over("regressions",
            {"object", "what", "shifted_at", "before_ms", "after_ms", "factor", "cause", "cause_at",
             "query"},
            {std::move(row)});
    return at.ask("which queries are slower than yesterday?")["verdict"].get<std::string>();
  };
  const std::string when = "2026-03-01 10:35:00+00";
  CHECK(has(told({"public.orders", "table", when, "", "", "12.5", "", "", ""}),
            "A scan of table public.orders asks for 13 times the blocks since 2026-03-01 10:35"));
  CHECK(has(told({"server", "server", when, "2", "5", "2.5", "", "", ""}),
            "A transaction anywhere on the server takes 5 ms instead of 2 ms since"));
  CHECK(has(told({"shop", "database", when, "2", "5", "2.5", "", "", ""}),
            "Database shop takes 5 ms instead of 2 ms since"));
}

TEST_CASE("since the deploy is since the last mark, if there is one") {
  Desk at = desk();
  const base::Json answer = at.ask("slowest queries since the deploy");
  CHECK(arguments(answer, "top_queries")["since"] == "90 minutes");
  CHECK(has(answer["understood"], "since the last mark, 2026-03-01 10:30+00"));
  at.reports.planned["changes"].rows.clear();
  const base::Json unknown = at.ask("slowest queries since the deploy");
  CHECK(!arguments(unknown, "top_queries").contains("since"));
  CHECK(has(unknown["caveats"], "copilot.mark('deploy')"));
}

TEST_CASE("a time that is over is not explained by the present") {
  Desk at = desk();
  at.reports.plan("locks", {"depth", "pid", "root_pid"}, {});
  const base::Json answer = at.ask("why was the database slow yesterday between 10 and 12?");
  CHECK(answer["intent"] == "health");
  CHECK(arguments(answer, "locks") == nullptr);
  CHECK(arguments(answer, "waits")["until"] == "2026-02-28 12:00:00.000000+00");
  CHECK(has(answer["verdict"], "Most likely: "));
  CHECK(has(answer["facts"], "80 % of the time of active sessions went to Lock: transactionid"));
}

TEST_CASE("of a time without history nothing is claimed") {
  Desk at = desk();
  const base::Failure none{"22023", "there is no history before 2026-03-01", ""};
  for (const char* report : {"waits", "top_queries", "regressions"}) {
    at.reports.planned[report].since_failure = none;
    at.reports.planned[report].over_history = false;
  }
  at.reports.planned["regressions"].failure = none;
  CHECK(at.ask("what happened yesterday between 10 and 12?")["verdict"] ==
        "What was the matter then is not known: there is no history of yesterday, 10:00 to "
        "12:00.");
}

TEST_CASE("a window that the history does not cover is said to be incomplete") {
  Desk at = desk();
  at.over("wal", {"what", "value", "unit", "meaning"}, {{"WAL written", "1024", "bytes", ""}}, "f");
  CHECK(has(at.ask("how much wal was written since yesterday?")["caveats"],
            "Not all is known of what was asked for (since yesterday): wal covers what was since "
            "2026-03-01 10:00+00"));
}
