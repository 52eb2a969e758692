// Truth tables of the rules on sessions: locks, idle and long transactions, prepared ones,
// connections. Words: each case plants evidence and says what must be told, also that nothing must.
// No server here.
#include <doctest/doctest.h>

#include "advise_fakes.hpp"

using namespace copilot;
using namespace copilot::test;

namespace {

std::string locks(std::vector<Session> all, std::vector<Wait> waiting,
                  std::vector<Prepared> two_phase = {}, base::Verdict* verdict = nullptr) {
  FakeDb db({&advise::blocking_locks});
  db.answers["sessions"] = [&] { return sessions(all); };
  db.answers["lock_waits"] = [&] { return waits(waiting); };
  db.answers["prepared"] = [&] { return prepared(two_phase); };
  const base::Verdict found = db.verdict();
  if (verdict != nullptr) *verdict = found;
  return told(found);
}

std::string idle(std::vector<Session> all, std::vector<Wait> waiting = {}) {
  FakeDb db({&advise::idle_in_transaction});
  db.answers["sessions"] = [&] { return sessions(all); };
  db.answers["lock_waits"] = [&] { return waits(waiting); };
  return told(db.verdict());
}

std::string running(std::vector<Session> all) {
  FakeDb db({&advise::long_transactions});
  db.answers["sessions"] = [&] { return sessions(all); };
  return told(db.verdict());
}

std::string two_phase(std::vector<Prepared> all) {
  FakeDb db({&advise::forgotten_prepared_transactions});
  db.answers["prepared"] = [&] { return prepared(all); };
  return told(db.verdict());
}

std::string connections(int sessions_open, std::initializer_list<Cells> limits) {
  FakeDb db({&advise::connections_near_limit});
  std::vector<Session> all;
  for (int i = 0; i < sessions_open; ++i) all.push_back({.pid = i, .state = "idle"});
  all.push_back({.pid = 9000, .state = "", .role = "", .backend_type = "walwriter"});
  all.push_back({.pid = 9001, .state = "active", .backend_type = "walsender"});
  db.answers["sessions"] = [&] { return sessions(all); };
  db.answers["connection_limits"] = [&] {
    return planted({"kind", "name", "limit_total"}, limits);
  };
  return told(db.verdict());
}

constexpr double hour = 3600;

}  // namespace

TEST_CASE("blocking_locks: nobody waits, or not longer than normal work makes one wait") {
  CHECK(locks({{.pid = 1}}, {}) == "passed");
  CHECK(locks({{.pid = 1}, {.pid = 2}}, {{2, "1", 4.9}}) == "passed");
}

TEST_CASE("blocking_locks: the root of a chain is named, not its victims") {
  base::Verdict verdict;
  const std::vector<Session> all = {{.pid = 1, .state = "idle in transaction", .role = "job"},
                                    {.pid = 2},
                                    {.pid = 3},
                                    {.pid = 4}};
  CHECK(locks(all, {{2, "1", 20}, {3, "2", 15}, {4, "2,3", 12}}, {}, &verdict) ==
        "failed notice:job@shop/web");
  CHECK(verdict.findings[0].title == "Session 1 of job@shop/web blocks 3 sessions for 20 s");
  CHECK(verdict.findings[0].fix == "SELECT pg_terminate_backend(1)");
  CHECK(verdict.findings[0].evidence["blocked"] == 3);
}

TEST_CASE("blocking_locks: severity by length and number") {
  std::vector<Session> all = {{.pid = 1}};
  std::vector<Wait> five, ten;
  for (int i = 2; i <= 11; ++i) {
    all.push_back({.pid = i});
    if (i <= 6) five.push_back({i, "1", 6});
    ten.push_back({i, "1", 301});
  }
  CHECK(locks(all, {{2, "1", 29}}) == "failed notice:app@shop/web");
  CHECK(locks(all, {{2, "1", 31}}) == "failed warning:app@shop/web");
  CHECK(locks(all, five) == "failed warning:app@shop/web");
  CHECK(locks(all, ten) == "failed critical:app@shop/web");
}

TEST_CASE("blocking_locks: a cycle ends, and is left to the deadlock detector") {
  CHECK(locks({{.pid = 1}, {.pid = 2}}, {{1, "2", 10}, {2, "1", 10}}) == "passed");
}

TEST_CASE("blocking_locks: a prepared transaction is named by its gid") {
  base::Verdict verdict;
  CHECK(locks({{.pid = 2}}, {{2, "0", 40}}, {{"order 7", 600, 1, "2"}, {"other", 600, 1, ""}},
              &verdict) == "failed warning:order 7");
  CHECK(verdict.findings[0].fix.ends_with("ROLLBACK PREPARED 'order 7'"));
}

TEST_CASE("blocking_locks: roots of one party are one finding, the worst speaks") {
  base::Verdict verdict;
  CHECK(locks({{.pid = 1}, {.pid = 2}, {.pid = 3}, {.pid = 4}}, {{3, "1", 10}, {4, "2", 60}}, {},
              &verdict) == "failed warning:app@shop/web");
  CHECK(verdict.findings[0].evidence["pid"] == 2);
  CHECK(verdict.findings[0].evidence["others"][0]["pid"] == 1);
}

TEST_CASE("blocking_locks: before 14 the wait is an upper bound, and said to be one") {
  base::Verdict verdict;
  CHECK(locks({{.pid = 1}, {.pid = 2}}, {{2, "1", 59, false}}) == "passed");
  CHECK(locks({{.pid = 1}, {.pid = 2}}, {{2, "1", 61, false}}, {}, &verdict) ==
        "failed warning:app@shop/web");
  CHECK(verdict.findings[0].title.find("for up to 61 s") != std::string::npos);
  CHECK(verdict.findings[0].confidence < 1);
}

TEST_CASE("idle_in_transaction: only where it harms and lasts") {
  const Session base{.state = "idle in transaction",
                     .state_seconds = 400,
                     .transaction_seconds = 400,
                     .xmin_age = 5};
  auto with = [&](auto change) {
    Session session = base;
    change(session);
    return idle({session});
  };
  CHECK(with([](Session&) {}) == "failed notice:app@shop/web");
  CHECK(with([](Session& s) { s.state_seconds = 299; }) == "passed");
  CHECK(with([](Session& s) { s.xmin_age = 0; }) == "passed");
  CHECK(with([](Session& s) { s.state = "idle in transaction (aborted)"; }) == "passed");
  CHECK(with([](Session& s) { s.own = true; }) == "passed");
  CHECK(with([](Session& s) { s.state = "active"; }) == "passed");
  CHECK(with([](Session& s) { s.state_seconds = hour; }) == "failed warning:app@shop/web");
  CHECK(with([](Session& s) { s.xmin_age = 100'000; }) == "failed warning:app@shop/web");
  Session holder = base;
  holder.xmin_age = 0;
  CHECK(idle({holder}, {{200, "100"}}) == "failed warning:app@shop/web");
}

TEST_CASE("idle_in_transaction: one finding for a party, however many sessions") {
  const Session one{.pid = 1, .state = "idle in transaction", .state_seconds = 400, .xmin_age = 5};
  Session two = one, other = one;
  two.pid = 2;
  other.pid = 3;
  other.role = "job";
  CHECK(idle({one, two, other}) == "failed notice:app@shop/web notice:job@shop/web");
}

TEST_CASE("long_transactions: age alone is no finding") {
  CHECK(running({{.transaction_seconds = 10 * hour, .xmin_age = 999'999}}) == "passed");
  CHECK(running({{.transaction_seconds = hour - 1, .xmin_age = 5'000'000}}) == "passed");
  CHECK(running({{.transaction_seconds = hour, .xmin_age = 1'000'000}}) ==
        "failed warning:app@shop/web");
  CHECK(running(
            {{.transaction_seconds = hour, .xmin_age = 1'000'000, .backend_type = "walsender"}}) ==
        "passed");
  CHECK(running({{.transaction_seconds = hour,
                  .xmin_age = 1'000'000,
                  .backend_type = "autovacuum worker"}}) == "passed");
}

TEST_CASE("forgotten_prepared_transactions: an hour") {
  CHECK(two_phase({}) == "passed");
  CHECK(two_phase({{"a", hour - 1}}) == "passed");
  CHECK(two_phase({{"a", hour}, {"b", 3}}) == "failed warning:a");
}

TEST_CASE("connections_near_limit: client backends only, against what can be used") {
  CHECK(connections(77, {{"server", "connections", "97"}}) == "passed");
  CHECK(connections(78, {{"server", "connections", "97"}}) == "failed warning:connections");
  CHECK(connections(93, {{"server", "connections", "97"}}) == "failed critical:connections");
}

TEST_CASE("connections_near_limit: of a role or a database; a tiny limit is on purpose") {
  CHECK(connections(7, {{"server", "connections", "97"}, {"role", "app", "10"}}) == "passed");
  CHECK(connections(8, {{"server", "connections", "97"}, {"role", "app", "10"}}) ==
        "failed notice:app");
  CHECK(connections(10, {{"server", "connections", "97"}, {"database", "shop", "10"}}) ==
        "failed warning:shop");
  CHECK(connections(10, {{"server", "connections", "97"}, {"role", "other", "10"}}) == "passed");
  CHECK(connections(4, {{"server", "connections", "97"}, {"role", "app", "4"}}) == "passed");
}

TEST_CASE("who may not see other sessions is told so, and what to do") {
  for (const base::Rule* rule : {&advise::blocking_locks, &advise::idle_in_transaction,
                                 &advise::long_transactions, &advise::connections_near_limit}) {
    FakeDb db({rule});
    db.facts.read_all_stats = false;
    db.answers["prepared"] = [] { return prepared({}); };
    db.answers["connection_limits"] = [] { return planted({"kind", "name", "limit_total"}, {}); };
    const base::Verdict verdict = db.verdict();
    CHECK(told(verdict) == "unknown");
    CHECK(verdict.hint == "As superuser run GRANT pg_monitor TO watcher.");
  }
}
