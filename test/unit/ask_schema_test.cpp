// Answers about the schema and about migrations: what is told of lint's findings, and what is not.
// Words: a kind is all findings of one rule.
// No server here.
#include <doctest/doctest.h>

#include "ask/ask.hpp"
#include "ask_fakes.hpp"

using namespace copilot;

namespace {

struct Desk {
  test::FakeReports reports;
  test::FakeFindings findings;
  test::FakeNames names;
  test::FakeClock clock;
  test::FakeInterrupts interrupts;

  base::Json ask(std::string_view question) {
    return ask::answer(question, nullptr, reports, findings, names, clock, interrupts);
  }
  void find(const char* rule, const char* category, base::Severity severity, std::string object) {
    base::Finding finding;
    finding.rule = rule;
    finding.category = category;
    finding.severity = severity;
    finding.object_type = "table";
    finding.title = "Fault " + std::string(rule) + " of " + object;
    finding.object = std::move(object);
    finding.fix_kind = "sql";
    finding.fix = "ALTER TABLE " + finding.object;
    findings.all.push_back(std::move(finding));
  }
};

bool has(const base::Json& value, std::string_view part) {
  return value.get<std::string>().find(part) != std::string::npos;
}

bool any_has(const base::Json& list, const char* key, std::string_view part) {
  for (const base::Json& each : list)
    if (each[key].is_string() && has(each[key], part)) return true;
  return false;
}

}  // namespace

TEST_CASE("the schema: the gravest first, a fact a kind, the counts and a fix") {
  Desk desk;
  for (int i = 0; i < 12; ++i)
    desk.find("no_key", "schema", base::Severity::notice, "public.t" + std::to_string(i));
  desk.find("no_fk_index", "index", base::Severity::warning, "public.orders.fk");
  desk.find("view_leaks", "security", base::Severity::warning, "public.v");
  desk.find("slow", "query", base::Severity::critical, "17");
  for (const char* question :
       {"what is wrong with my schema?", "does my schema follow best practice?"}) {
    INFO(std::string(question));
    const base::Json answer = desk.ask(question);
    CHECK(answer["intent"] == "schema_lint");
    CHECK(answer["verdict"] ==
          "Lint has 2 warnings, 12 notices about the schema; first: Fault no_fk_index of "
          "public.orders.fk.");
    CHECK(any_has(answer["facts"], "text", "notice: Fault no_key of public.t0 (and 11 more of"));
    CHECK(!any_has(answer["facts"], "text", "Fault slow"));
    CHECK(answer["facts"].size() == 4);
    CHECK(answer["next_steps"][0]["sql"] == "ALTER TABLE public.orders.fk");
    CHECK(any_has(answer["next_steps"], "sql", "FROM copilot.lint()"));
  }
}

TEST_CASE("a table that the question names: what is found about it alone") {
  Desk desk;
  desk.names.known = {{"orders", base::NameKind::table, "public.orders"}};
  desk.find("no_key", "schema", base::Severity::notice, "public.orders2");
  desk.find("no_key", "schema", base::Severity::notice, "public.orders");
  desk.find("char_type", "schema", base::Severity::warning, "public.orders.note");
  const base::Json answer = desk.ask("lint the table orders: design mistakes?");
  CHECK(answer["intent"] == "schema_lint");
  CHECK(has(answer["verdict"], "1 warning, 1 notice about public.orders;"));
}

TEST_CASE("no finding is said so, and what could not be judged is never fine") {
  Desk desk;
  CHECK(desk.ask("check my schema for problems")["verdict"] ==
        "No rule of lint found anything against the schema.");
  desk.findings.error = base::UserError{"57014", "it took too long", "", "Ask again."};
  const base::Json answer = desk.ask("check my schema for problems");
  CHECK(answer["verdict"] == "The schema could not be judged.");
  CHECK(has(answer["caveats"][0], "it took too long"));
}

TEST_CASE("a migration: how it is judged, and what holds locks now") {
  Desk desk;
  desk.reports.plan("locks", {"pid"}, {});
  const base::Json answer = desk.ask("is this migration safe to run in production?");
  CHECK(answer["intent"] == "migration_lint");
  CHECK(has(answer["verdict"], "copilot.lint_sql judges a script before it runs"));
  CHECK(has(answer["verdict"], "Nobody waits for a lock now."));
  CHECK(has(answer["next_steps"][0]["sql"], "copilot.lint_sql("));
  CHECK(any_has(answer["next_steps"], "what", "pgcopilot lint FILE.sql"));
}
