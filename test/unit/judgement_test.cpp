// What is said of all verdicts together: suppression, folding, merging, order, health, arguments.
// Words: see base/judgement.hpp and base/health.hpp.
// No server here; the clock is planted.
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "base/finding_filter.hpp"
#include "base/finding_rows.hpp"
#include "base/text_array.hpp"
#include "rule_fakes.hpp"

using namespace copilot;
using namespace copilot::test;
using base::Severity;
using base::Verdict;

namespace {

constexpr base::Rule rule(const char* id, const char* category) {
  return {id, category, Severity::critical, "A title", "", "", "", {}, {}, nullptr, nullptr};
}
constexpr base::Rule locks = rule("locks", "lock");
constexpr base::Rule idle = rule("idle", "connection");
constexpr base::Rule unused = rule("unused", "index");

base::Finding finding(const base::Rule& rule, Severity severity, std::string object,
                      std::vector<std::string> related = {}) {
  base::Finding finding;
  finding.rule = rule.id;
  finding.category = rule.category;
  finding.severity = severity;
  finding.object = std::move(object);
  finding.title = std::string(base::name(severity)) + " " + finding.object;
  finding.related = std::move(related);
  return finding;
}

base::Judged failed(const base::Rule& rule, std::vector<base::Finding> findings) {
  return {&rule, Verdict::of(std::move(findings), "", {})};
}

base::Server server() {
  base::Server server;
  server.database = "shop";
  return server;
}

base::Suppressions none() {
  return base::Suppressions({}, FakeClock());
}

std::string said(const std::vector<base::Finding>& findings) {
  std::string text;
  for (const auto& finding : findings)
    text += finding.rule + ":" + finding.object + (finding.suppressed ? "*" : "") + " ";
  return text;
}

}  // namespace

TEST_CASE("worst first, and in the order of the rules where equal") {
  const auto all = base::findings_of({failed(locks, {finding(locks, Severity::notice, "a")}),
                                      failed(idle, {finding(idle, Severity::critical, "b"),
                                                    finding(idle, Severity::unknown, "c")}),
                                      failed(unused, {finding(unused, Severity::notice, "d"),
                                                      finding(unused, Severity::warning, "e")})},
                                     none(), server());
  CHECK(said(all) == "idle:b unused:e idle:c locks:a unused:d ");
}

TEST_CASE("one cause, one finding: what follows of the same object is folded") {
  const auto root = finding(locks, Severity::warning, "app@shop", {"idle"});
  const auto follows = finding(idle, Severity::warning, "app@shop");
  const auto other = finding(idle, Severity::warning, "job@shop");
  const auto worse = finding(idle, Severity::critical, "app@shop");
  CHECK(said(base::findings_of({failed(locks, {root}), failed(idle, {follows, other})}, none(),
                               server())) == "locks:app@shop idle:job@shop ");
  CHECK(said(base::findings_of({failed(locks, {root}), failed(idle, {worse})}, none(), server())) ==
        "idle:app@shop locks:app@shop ");
}

TEST_CASE("a cause that is a part of a table explains what is said of the table") {
  auto root = finding(locks, Severity::warning, "shop.orders.amount", {"idle"});
  root.evidence["table"] = "shop.orders";
  const auto follows = finding(idle, Severity::warning, "shop.orders");
  const auto other = finding(idle, Severity::warning, "shop.items");
  const auto unknown = finding(idle, Severity::unknown, "shop.orders");
  CHECK(said(base::findings_of({failed(locks, {root}), failed(idle, {follows, other, unknown})},
                               none(), server())) ==
        "locks:shop.orders.amount idle:shop.items idle:shop.orders ");
}

TEST_CASE("in a script one statement does not explain another") {
  auto root = finding(locks, Severity::warning, "shop.orders", {"idle"});
  auto follows = finding(idle, Severity::warning, "shop.orders");
  root.evidence["statement"] = follows.evidence["statement"] = 1;
  auto other = follows;
  other.evidence["statement"] = 2;
  CHECK(said(base::findings_of({failed(locks, {root}), failed(idle, {follows, other})}, none(),
                               server())) == "locks:shop.orders idle:shop.orders ");
}

TEST_CASE("a suppressed cause folds nothing") {
  const auto root = finding(locks, Severity::warning, "app@shop", {"idle"});
  const auto follows = finding(idle, Severity::warning, "app@shop");
  const base::Suppressions suppressions({{"locks", "*", {}}}, FakeClock());
  const auto all =
      base::findings_of({failed(locks, {root}), failed(idle, {follows})}, suppressions, server());
  CHECK(said(base::shown(all, {})) == "idle:app@shop ");
}

TEST_CASE("what nobody may see is one finding for each cause, and never hidden by a filter") {
  const auto blind = [] { return Verdict::unknown("no right", "GRANT it."); };
  const std::vector<base::Judged> judged = {
      {&locks, blind()}, {&idle, blind()}, {&unused, Verdict::unknown("no time", "Wait.")}};
  const auto all = base::findings_of(judged, none(), server());
  REQUIRE(all.size() == 2);
  CHECK(all[0].title == "2 rules could not be judged: no right");
  CHECK(all[0].related == std::vector<std::string>{"idle"});
  CHECK(all[0].fix == "GRANT it.");
  base::Filter critical{Severity::critical, "public.t"};
  CHECK(base::shown(all, critical).size() == 2);
  for (const auto& check : base::checks_of(judged, none(), server()))
    CHECK(std::string(check.status) == "unknown");
}

TEST_CASE("a suppressed finding is left out unless critical, until its time has passed") {
  FakeClock clock;
  clock.time = 1000;
  const std::vector<base::Judged> judged = {failed(
      locks, {finding(locks, Severity::critical, "a"), finding(locks, Severity::warning, "b"),
              finding(locks, Severity::warning, "c")})};
  auto suppressed = [&](std::vector<base::Suppression> all) {
    return said(base::shown(base::findings_of(judged, {std::move(all), clock}, server()), {}));
  };
  CHECK(suppressed({{"locks", "*", {}}}) == "locks:a* ");
  CHECK(suppressed({{"locks", "b", 1001}}) == "locks:a locks:c ");
  CHECK(suppressed({{"locks", "b", 1000}}) == "locks:a locks:b locks:c ");
  CHECK(suppressed({{"idle", "*", {}}}) == "locks:a locks:b locks:c ");
}

TEST_CASE("a check is suppressed only if all it found is") {
  FakeClock clock;
  const std::vector<base::Judged> judged = {failed(
      locks, {finding(locks, Severity::warning, "a"), finding(locks, Severity::warning, "b")})};
  const auto status = [&](const char* object) {
    return std::string(
        base::checks_of(judged, {{{"locks", object, {}}}, clock}, server())[0].status);
  };
  CHECK(status("a") == "failed");
  CHECK(status("*") == "suppressed");
}

TEST_CASE("severity and object filter; a table's name finds what is about it") {
  base::Finding about = finding(unused, Severity::warning, "public.i");
  about.evidence["table"] = "public.t";
  const std::vector<base::Finding> all = {about, finding(locks, Severity::notice, "x")};
  CHECK(said(base::shown(all, {Severity::warning, {}})) == "unused:public.i ");
  CHECK(said(base::shown(all, {Severity::notice, "public.t"})) == "unused:public.i ");
  CHECK(said(base::shown(all, {Severity::notice, "x"})) == "locks:x ");
}

TEST_CASE("health takes the lowest score, counts nothing suppressed, and never calls unknown ok") {
  FakeClock clock;
  const std::vector<base::Judged> judged = {
      failed(locks,
             {finding(locks, Severity::critical, "a"), finding(locks, Severity::warning, "b")}),
      {&idle, Verdict::unknown("no right", "GRANT it.")},
      failed(unused, {finding(unused, Severity::critical, "c")})};
  const base::Suppressions suppressions({{"unused", "*", {}}}, clock);
  const auto findings = base::findings_of(judged, suppressions, server());
  const auto areas = base::health_of(judged, findings, server(), {"crm", "hr"});
  REQUIRE(areas.size() == 4);
  CHECK(areas[0].name == "overall");
  CHECK(areas[0].status == "critical");
  CHECK(areas[0].score == 45);
  CHECK(areas[0].findings == 3);
  CHECK(areas[0].headline ==
        "3 findings, first: critical a. Looked into database shop, not into crm, hr.");
  CHECK(areas[1].name == "index");
  CHECK(areas[1].status == "ok");
  CHECK(areas[1].score == 100);
  CHECK(areas[2].name == "connection");
  CHECK(areas[2].status == "unknown");
  CHECK(areas[2].score == std::nullopt);
  CHECK(areas[3].headline == "critical a, and 1 more");
}

TEST_CASE("arguments: what is not allowed is named, with what is") {
  const base::Rules rules = {&locks, &idle};
  CHECK(base::rules_in(rules, std::nullopt).size() == 2);
  CHECK(base::rules_in(rules, std::vector<std::string>{"lock"}) == base::Rules{&locks});
  const auto refused = [&](const std::string& category) {
    try {
      base::rules_in(rules, std::vector<std::string>{category});
    } catch (const base::UserError& error) {
      return error.code;
    }
    return std::string();
  };
  CHECK(refused("lokc") == base::sqlstate::invalid_parameter_value);
  CHECK(refused("security") == base::sqlstate::feature_not_supported);
  CHECK(refused("lock").empty());
  CHECK_THROWS_AS(base::categories_from("{}"), base::UserError);
  CHECK_THROWS_AS(base::categories_from("{NULL}"), base::UserError);
  CHECK_THROWS_AS(base::filter_from("bad", {}), base::UserError);
  CHECK_THROWS_AS(base::filter_from(std::nullopt, {}), base::UserError);
  CHECK(base::filter_from("unknown", "t").at_least == Severity::unknown);
}

TEST_CASE("arrays in the server's notation, both ways") {
  const std::vector<std::string> odd = {"", "a,b", "q\"q", "back\\slash", "{x}", "NULL", " "};
  std::vector<std::string> back;
  for (auto& element : base::parse_text_array(base::format_text_array(odd)))
    back.push_back(element.value());
  CHECK(back == odd);
  CHECK(base::format_text_array({}) == "{}");
  CHECK(base::parse_text_array("{NULL,a}")[0] == std::nullopt);
  CHECK_THROWS_AS(base::parse_text_array("{{a}}"), base::UserError);
  CHECK_THROWS_AS(base::parse_text_array("[0:1]={a,b}"), base::UserError);
}

TEST_CASE("timestamps are ISO in UTC, also before 1970 and with microseconds") {
  CHECK(base::timestamp_text(0) == "1970-01-01 00:00:00.000000+00");
  CHECK(base::timestamp_text(1'700'000'000'123'456) == "2023-11-14 22:13:20.123456+00");
  CHECK(base::timestamp_text(-1) == "1969-12-31 23:59:59.999999+00");
}
