// Running a report: which query a server gets, and what a caller is told instead.
// Words: a server here is only its facts, as base::Server holds them.
// No server is asked; the catalogue is the real one.
#include <algorithm>

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "report/run.hpp"

using namespace copilot;

namespace {

base::Server server(int version, bool local = false) {
  base::Server server;
  server.version = version;
  server.local = local;
  server.read_all_stats = server.read_all_settings = true;
  server.database = "shop";
  server.role = "\"The Role\"";
  server.extensions = {{"pg_stat_statements", "\"Odd {x}\"", version < 140000 ? "1.8" : "1.10"}};
  return server;
}

base::UserError refusal(const char* report, const base::Server& server,
                        std::vector<base::Argument> arguments = {}) {
  try {
    report::prepare(*report::find(report), arguments, server);
  } catch (const base::UserError& error) {
    return error;
  }
  return {};
}

bool has_query(const base::Report& report, bool over_history) {
  return std::any_of(report.variants.begin(), report.variants.end(),
                     [&](const base::Variant& each) { return each.window == over_history; });
}

std::vector<base::Argument> required(const base::Report& report) {
  std::vector<base::Argument> arguments;
  for (const base::Parameter& parameter : report.parameters)
    if (parameter.required) arguments.push_back({parameter.name, "1"});
  return arguments;
}

std::optional<report::Window> window_if(bool wanted) {
  if (!wanted) return std::nullopt;
  return report::Window{"2026-01-31 11:00:00+00", "2026-01-31 12:00:00+00"};
}

bool only_here(const base::Report& report) {
  return has_query(report, false) &&
         std::all_of(report.variants.begin(), report.variants.end(),
                     [](const base::Variant& each) { return each.local; });
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every report has one query for every version, here and there") {
  for (const base::Report& report : report::catalogue())
    for (int version : {130000, 140023, 150020, 160014, 170010, 180004, 190000})
      for (bool local : {false, true}) {
        if (local && version < 150000) continue;
        if (!local && only_here(report)) {
          CHECK(holds(refusal(report.name, server(version)).message, "not kept of that server"));
          continue;
        }
        base::Server facts = server(version, local);
        facts.extensions.push_back({"pg_buffercache", "public", "1.3"});
        for (const bool over_history : {false, true}) {
          if (!has_query(report, over_history) || (over_history && !local)) continue;
          const base::Query query =
              report::prepare(report, required(report), facts, window_if(over_history));
          CAPTURE(report.name);
          CAPTURE(version);
          CHECK(query.parameters.size() == report.parameters.size());
          CHECK(!holds(query.sql, "{pg_"));
          CHECK(!holds(query.sql, "-- 1"));
        }
      }
}

TEST_CASE("a report with a window covers a window, and one without says which counters it covers") {
  for (const base::Report& report : report::catalogue()) {
    CAPTURE(report.name);
    CHECK(report.windowed == (report.history != nullptr));
    CHECK(has_query(report, true) == report.windowed);
  }
}

TEST_CASE("a line of a query is only for its versions") {
  const base::Report& report = *report::find("top_queries");
  CHECK(holds(report::prepare(report, {}, server(130000)).sql, "NULL::boolean AS toplevel"));
  CHECK(!holds(report::prepare(report, {}, server(130000)).sql, "pg_stat_statements_info"));
  CHECK(!holds(report::prepare(report, {}, server(140000)).sql, "NULL::boolean AS toplevel"));
  CHECK(holds(report::prepare(report, {}, server(140000)).sql,
              "\"Odd {x}\".pg_stat_statements_info"));
  CHECK(holds(report::prepare(report, {}, server(150000, true)).sql, "copilot._top_rows"));
  CHECK(!holds(report::prepare(report, {}, server(150000)).sql, "copilot._top_rows"));
}

TEST_CASE("what an extension lacks is said with what to do") {
  base::Server without = server(150000);
  without.extensions.clear();
  CHECK(holds(refusal("top_queries", without).hint,
              "CREATE EXTENSION pg_stat_statements in database shop"));
  base::Server unloaded = server(150000);
  unloaded.extensions[0].loaded = false;
  CHECK(holds(refusal("top_queries", unloaded).hint, "shared_preload_libraries"));
  base::Server hidden = server(150000);
  hidden.extensions[0].usable = false;
  CHECK(refusal("top_queries", hidden).hint ==
        "As superuser run GRANT USAGE ON SCHEMA \"Odd {x}\" TO \"The Role\".");
}

TEST_CASE("versions of an extension are compared number by number, by the server's version") {
  const auto refused = [](int version, const char* has) {
    base::Server facts = server(version);
    facts.extensions[0].version = has;
    return !refusal("top_queries", facts).message.empty();
  };
  CHECK(refused(150000, "1.8"));
  CHECK(!refused(150000, "1.9"));
  CHECK(!refused(150000, "1.10"));
  CHECK(!refused(150000, "2"));
  CHECK(refused(150000, "1"));
  CHECK(!refused(130000, "1.8"));
  CHECK(refused(130000, "1.7"));
  CHECK(refused(150000, ""));
}

TEST_CASE("a missing right names its grant") {
  base::Server facts = server(150000);
  facts.read_all_stats = false;
  CHECK(refusal("locks", facts).code == base::sqlstate::insufficient_privilege);
  CHECK(refusal("locks", facts).hint == "As superuser run GRANT pg_monitor TO \"The Role\".");
  CHECK(refusal("settings", facts).message.empty());
  facts.read_all_settings = false;
  CHECK(holds(refusal("settings", facts).detail, "pg_read_all_settings"));
  CHECK(refusal("table_usage", facts).message.empty());
}

TEST_CASE("arguments are checked") {
  const base::Server facts = server(150000);
  CHECK(holds(refusal("top_queries", facts, {{"order_by", "cost"}}).hint,
              "total_time, mean_time, calls"));
  CHECK(holds(refusal("top_queries", facts, {{"order_by", std::nullopt}}).message,
              "must not be null"));
  CHECK(holds(refusal("top_queries", facts, {{"max_rows", "-1"}}).message, "negative"));
  CHECK(holds(refusal("top_queries", facts, {{"limit", "1"}}).message, "no parameter limit"));
  CHECK(holds(refusal("history", facts).message, "metric must be given"));
  CHECK(holds(refusal("settings", server(120000)).message, "does not support PostgreSQL 12"));
}
