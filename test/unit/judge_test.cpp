// The executor of rules: what is fetched, how often, and what becomes of failures.
// Words: see base/judge.hpp.
// No server here.
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "rule_fakes.hpp"

using namespace copilot;
using namespace copilot::test;

namespace {

constexpr base::EvidenceVariant shared_sql[] = {{130000, "shared"}};
constexpr base::EvidenceQuery shared{"shared", nullptr, nullptr, shared_sql};
constexpr base::EvidenceVariant private_sql[] = {{130000, "old"}, {160000, "new"}};
constexpr base::EvidenceQuery versioned{"versioned", &base::Server::read_all_stats,
                                        "pg_read_all_stats", private_sql};

base::Verdict count_rows(const base::Case& given) {
  return base::Verdict::passed(std::to_string(given.evidence[shared].size()) + " rows");
}

std::vector<base::Candidate> all(const base::Evidence& evidence, const base::Server&) {
  std::vector<base::Candidate> list;
  for (std::size_t i = 0; i < evidence[shared].size(); ++i)
    list.push_back({evidence[shared][i].text("oid"), {evidence[shared][i].integer("oid").value()}});
  return list;
}

base::Query keys(std::span<const base::Candidate> candidates) {
  base::Query query{"second", {""}};
  for (const auto& candidate : candidates) *query.parameters[0] += candidate.key + " ";
  return query;
}

base::Verdict tell_details(const base::Case& given) {
  std::string text;
  for (const auto& [key, detail] : given.details.found)
    text += key + "=" + (*detail).text("size") + " ";
  for (const auto& [key, failure] : given.details.failed) text += key + "!" + failure.code + " ";
  return base::Verdict::passed(text);
}

constexpr const base::EvidenceQuery* needs_shared[] = {&shared};
constexpr const base::EvidenceQuery* needs_both[] = {&shared, &versioned};
constexpr base::SecondLook by_four{4, all, keys};
constexpr base::Rule first{"first",   "index", base::Severity::notice, "First", "",
                           "",        "",      needs_shared,           {},      nullptr,
                           count_rows};
constexpr base::Rule second{
    "second", "lock",    base::Severity::notice, "Second", "", "", "", needs_both, {},
    nullptr,  count_rows};
constexpr base::Rule looks{"looks",     "index", base::Severity::notice, "Looks", "",
                           "",          "",      needs_shared,           {},      &by_four,
                           tell_details};

base::Rows oids(int from, int to) {
  base::Rows rows({"oid"});
  for (int i = from; i <= to; ++i) rows.add(std::to_string(i));
  return rows;
}

// The rows of what was asked, unless one of those oids is asked too.
base::Outcome sizes(const base::Query& query, const std::map<std::string, std::string>& failing) {
  base::Rows rows({"key", "size"});
  std::string key;
  for (char c : *query.parameters[0]) {
    if (c != ' ') {
      key += c;
      continue;
    }
    if (const auto found = failing.find(key); found != failing.end())
      return base::Failure{found->second, "refused", "Do something."};
    rows.add(key);
    rows.add("7");
    key.clear();
  }
  return rows;
}

}  // namespace

TEST_CASE("evidence that two rules need is fetched once, in one fetch, for the server's version") {
  FakeDb db({&first, &second});
  db.facts.version = 170004;
  db.answers["shared"] = [] { return oids(1, 3); };
  db.answers["versioned"] = [] { return oids(1, 1); };
  const auto judged = db.judge();
  CHECK(db.fetches == std::vector<std::size_t>{2});
  CHECK(judged[0].verdict.reason == "3 rows");
  CHECK(judged[1].verdict.reason == "3 rows");
}

TEST_CASE("a missing privilege makes the rule that needs it unknown, and only that one") {
  FakeDb db({&first, &second});
  db.facts.read_all_stats = false;
  db.answers["shared"] = [] { return oids(1, 1); };
  const auto judged = db.judge();
  CHECK(judged[0].verdict.status == base::Verdict::Status::passed);
  CHECK(judged[1].verdict.status == base::Verdict::Status::unknown);
  CHECK(judged[1].verdict.hint == "As superuser run GRANT pg_monitor TO watcher.");
}

TEST_CASE("a failed query, or our own time limit, makes rules unknown with the reason") {
  FakeDb db({&first, &second});
  db.answers["shared"] = [] {
    return base::Failure{base::sqlstate::query_canceled, "stopped at copilot's own time limit",
                         "Raise it."};
  };
  db.answers["versioned"] = [] { return oids(1, 1); };
  for (const auto& judged : db.judge()) {
    CHECK(judged.verdict.status == base::Verdict::Status::unknown);
    CHECK(judged.verdict.reason == "stopped at copilot's own time limit");
    CHECK(judged.verdict.hint == "Raise it.");
  }
}

TEST_CASE("an object locked exclusively is not asked about, and is unknown alone") {
  FakeDb db({&looks});
  db.answers["shared"] = [] { return oids(1, 6); };
  db.answers["exclusive_locks"] = [] { return oids(2, 2); };
  db.second = [](const base::Query& query) {
    CHECK(query.parameters[0]->find("2 ") == std::string::npos);
    return sizes(query, {});
  };
  CHECK(db.verdict().reason == "1=7 3=7 4=7 5=7 6=7 2!55P03 ");
  CHECK(db.fetches == std::vector<std::size_t>{2, 2});
}

TEST_CASE("a lock met on the way costs its object, not the batch; what is gone is left out") {
  FakeDb db({&looks});
  db.answers["shared"] = [] { return oids(1, 8); };
  db.second = [](const base::Query& query) {
    return sizes(query, {{"3", "55P03"}, {"5", "42P01"}});
  };
  CHECK(db.verdict().reason == "1=7 2=7 4=7 6=7 7=7 8=7 3!55P03 ");
}

TEST_CASE("past the time limit nothing is asked again") {
  FakeDb db({&looks});
  db.answers["shared"] = [] { return oids(1, 4); };
  db.second = [](const base::Query& query) { return sizes(query, {{"3", "57014"}}); };
  CHECK(db.verdict().reason == "1!57014 2!57014 3!57014 4!57014 ");
  CHECK(db.fetches.size() == 2);
}

TEST_CASE("evidence that was not declared is a fault of the program") {
  base::Evidence evidence;
  CHECK_THROWS_AS(evidence.find(shared), std::logic_error);
}
