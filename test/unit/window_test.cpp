// The window of a report: what was asked for, what there is, and what a caller is told instead.
// Words: a span is what the history covers; a fake Db answers as the server's queries would.
// No server, no clock: the moments are what the fake says.
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "report/run.hpp"
#include "rule_fakes.hpp"

using namespace copilot;
using test::planted;

namespace {

// Answers the question for the moments, and the one for the reason why there are none.
class History final : public base::Db {
 public:
  base::Server facts;
  std::optional<std::string> from = "2026-01-01 00:00:00+00";
  bool forward = true, begun = true, reached = true, lasting = true;
  std::optional<base::Failure> failure;
  std::string enabled = "on", preloaded = "copilot";
  std::vector<base::Query> asked;

  History() {
    facts.version = 150000;
    facts.local = facts.read_all_stats = true;
    facts.database = "shop";
    facts.role = "watcher";
  }
  const base::Server& server() override { return facts; }
  void stream(const base::Query&, const Batch&) override {
    throw std::logic_error("a window is fetched");
  }
  std::vector<base::Outcome> fetch(std::span<const base::Query> queries) override {
    asked.push_back(queries.front());
    std::vector<base::Outcome> outcomes;
    outcomes.push_back(answer(queries.front()));
    return outcomes;
  }

 private:
  base::Outcome answer(const base::Query& query) const {
    if (query.parameters.empty())
      return planted({"enabled", "database", "preloaded"}, {{enabled, "postgres", preloaded}});
    if (failure) return *failure;
    const auto truth = [](bool value) { return value ? "t" : "f"; };
    return planted({"forward", "since", "until", "begun", "reached", "lasting", "from_at", "to_at"},
                   {{truth(forward), "the since", "the until", truth(begun), truth(from && reached),
                     truth(lasting), from, from}});
  }
};

std::optional<report::Window> window(History& history, const char* report,
                                     std::vector<base::Argument> arguments = {}) {
  return report::resolve_window(*report::find(report), arguments, history);
}

base::UserError refusal(History& history, const char* report,
                        std::vector<base::Argument> arguments = {}) {
  try {
    window(history, report, arguments);
  } catch (const base::UserError& error) {
    return error;
  }
  return {};
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a window is asked of the collector, and bound as moments") {
  History history;
  const auto found =
      window(history, "top_queries", {{"since", "2 hours"}, {"until", "2026-01-02"}});
  REQUIRE(found);
  CHECK(found->since == "the since");
  CHECK(holds(history.asked[0].sql, "copilot._history_span('statement')"));
  CHECK(history.asked[0].parameters[0] == "2 hours");
  CHECK(history.asked[0].parameters[1] == "2026-01-02");
  const base::Query query =
      report::prepare(*report::find("top_queries"), {{"since", "2 hours"}}, history.facts, found);
  CHECK(holds(query.sql, "copilot._window"));
  CHECK(query.parameters[1] == "the since");
  CHECK(query.parameters[2] == "the until");
}

TEST_CASE("without a window asked for, it is the last hour, if the history reaches back so far") {
  History history;
  CHECK(window(history, "table_usage"));
  CHECK(history.asked[0].parameters[0] == "1 hour");
  history.reached = false;
  CHECK(!window(history, "table_usage"));
  history.from.reset();
  CHECK(!window(history, "table_usage"));
  CHECK(!window(history, "table_usage", {{"since", std::nullopt}}));
  CHECK(!window(history, "top_queries", {{"compare", "f"}}));
}

TEST_CASE("a window that nobody asked for never makes a report fail") {
  History history;
  history.failure = base::Failure{"55000", "the database of the history does not answer", ""};
  CHECK(!window(history, "table_usage"));
  CHECK(refusal(history, "table_usage", {{"since", "1 hour"}}).code == "55000");
  History unprivileged;
  unprivileged.facts.read_all_stats = false;
  CHECK(!window(unprivileged, "table_usage"));
  CHECK(unprivileged.asked.empty());
  CHECK(holds(refusal(unprivileged, "table_usage", {{"since", "1 hour"}}).hint,
              "GRANT pg_monitor TO watcher"));
  History remote;
  remote.facts.local = false;
  CHECK(!window(remote, "table_usage"));
  CHECK(remote.asked.empty());
}

TEST_CASE("one that was asked for and is not there says what to do") {
  History history;
  history.from.reset();
  history.begun = false;
  const auto hint = [&] { return refusal(history, "top_queries", {{"since", "1 hour"}}).hint; };
  CHECK(refusal(history, "top_queries", {{"compare", "true"}}).message ==
        "there is no history yet");
  CHECK(holds(hint(), "copilot.collect_now()"));
  history.enabled = "off";
  CHECK(holds(hint(), "copilot.enabled"));
  history.preloaded = "pg_stat_statements";
  CHECK(holds(hint(), "shared_preload_libraries"));
}

TEST_CASE("a window before the history, or one of no length, is a mistake") {
  History history;
  history.begun = false;
  CHECK(refusal(history, "top_queries", {{"until", "2020-01-01"}}).message ==
        "there is no history before 2026-01-01 00:00:00+00");
  history.begun = true;
  history.lasting = false;
  CHECK(holds(refusal(history, "top_queries", {{"since", "1 second"}}).message,
              "no history after 2026"));
  history.forward = false;
  CHECK(holds(refusal(history, "top_queries", {{"since", "-1 hour"}}).message, "longer"));
}

TEST_CASE("there is no history of another server") {
  History history;
  history.facts.local = false;
  const base::UserError error = refusal(history, "top_queries", {{"since", "1 hour"}});
  CHECK(error.code == base::sqlstate::feature_not_supported);
  CHECK(holds(error.hint, "'/shop'"));
}
