// What got slower, over a planted history: what is so every day, what ran too briefly, and what costs a search.
// Words: a planted subject has a pass a minute, quick first and slow then; yesterday is what a call took a day ago.
// No server here.
#include <doctest/doctest.h>

#include <algorithm>

#include "ambient_fakes.hpp"
#include "trend/regressions.hpp"

using namespace copilot;

namespace {

constexpr base::Timestamp minute = 60'000'000, day = 1440 * minute, began = 20000 * day;

class HistoryDb final : public base::Db {
 public:
  int quick = 20, slow = 10;
  // Who got slower: databases by their oids, and as these.
  std::vector<int> databases;
  bool statement = false, table = false, server_too = false;
  int queryid = 42;
  long yesterday_us = 100;
  long lock_us = 0;
  std::vector<std::string> asked;
  base::Server facts;

  const base::Server& server() override { return facts; }
  std::vector<base::Outcome> fetch(std::span<const base::Query>) override { return {}; }
  void stream(const base::Query& query, const Batch& batch) override {
    asked.push_back(query.sql);
    batch(answer(query));
  }
  bool asked_for(const char* what) const {
    return std::any_of(asked.begin(), asked.end(),
                       [&](const std::string& sql) { return sql.find(what) != std::string::npos; });
  }

 private:
  base::Timestamp end() const { return began + (quick + slow) * minute; }

  base::Rows answer(const base::Query& query) {
    const auto has = [&](const char* part) { return query.sql.find(part) != std::string::npos; };
    if (has("_history_span")) {
      base::Rows rows({"since", "until"});
      rows.add(std::to_string(began));
      rows.add(std::to_string(end()));
      return rows;
    }
    if (has("_series(")) return subjects(has);
    if (has("_window('wait'")) {
      base::Rows rows({"lock_us", "other_us"});
      rows.add(std::to_string(lock_us));
      rows.add("0");
      return rows;
    }
    if (has("_history_statements")) {
      base::Rows rows({"database", "queryid", "query"});
      for (const std::string& cell :
           {std::string("shop"), std::to_string(queryid), std::string("SELECT 1")})
        rows.add(cell);
      return rows;
    }
    base::Rows rows({"calls", "exec_us", "rows", "shared_hit", "shared_read", "read_us", "temp"});
    if (has(" AS exec_us") || has("w.exec_us")) {
      const base::Timestamp from = std::stoll(query.parameters[0].value());
      const long each = from < began - day / 2 ? yesterday_us : 100;
      for (const long cell : {100L, 100 * each, 100L, 0L, 0L, 0L, 0L})
        rows.add(std::to_string(cell));
    }
    return rows;
  }

  base::Rows subjects(const auto& has) const {
    base::Rows rows({"scope", "object", "name", "times", "calls", "spent"});
    if (has("_series('statement'")) {
      if (statement) add(rows, 1, 7, "");
    } else if (has("_series('relation'")) {
      if (table) add(rows, 1, 8, "public.t");
    } else if (has("'server'")) {
      if (server_too) add(rows, 0, 0, "server");
    } else {
      for (const int oid : databases) add(rows, 0, oid, "db" + std::to_string(oid));
    }
    return rows;
  }

  void add(base::Rows& rows, int scope, int object, const std::string& name) const {
    std::string times, calls, spent;
    for (int i = 0; i < quick + slow; ++i) {
      const char* comma = i == 0 ? "{" : ",";
      times += comma + std::to_string(began + (i + 1) * minute);
      calls += comma + std::string("100");
      spent += comma + std::to_string(100 * (i < quick ? 100 + i % 3 : 10000 + i % 3));
    }
    for (const std::string& cell : {std::to_string(scope), std::to_string(object), name,
                                    times + "}", calls + "}", spent + "}"})
      rows.add(cell);
  }
};

base::Rows run(HistoryDb& db, bool tables = true) {
  test::FakeInterrupts interrupts;
  return trend::regressions(db, "2024-10-04", "2024-10-05", tables, interrupts);
}

std::string told(HistoryDb db, bool tables = true) {
  const base::Rows rows = run(db, tables);
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i)
    text += (i == 0 ? "" : " ") + rows[i].text("what") + ":" + rows[i].text("object");
  return text;
}

}  // namespace

TEST_CASE("what is as slow every day at this hour is no regression, whatever it is") {
  HistoryDb db;
  db.statement = true;
  CHECK(told(db) == "statement:42");
  db.yesterday_us = 10000;
  CHECK(told(db) == "");
  HistoryDb database;
  database.databases = {5};
  CHECK(told(database) == "database:db5");
  database.yesterday_us = 10000;
  CHECK(told(database) == "");
  HistoryDb table;
  table.table = true;
  CHECK(told(table) == "table:public.t");
  table.yesterday_us = 10'000'000;  // a block stands for a thousand
  CHECK(told(table) == "");
  HistoryDb server;
  server.databases = {5, 6};
  server.server_too = true;
  CHECK(told(server) == "server:server");
  server.yesterday_us = 10000;
  CHECK(told(server) == "");
}

TEST_CASE("what ran a few passes before has no usual time yet") {
  HistoryDb db;
  db.statement = true;
  db.quick = 5;
  CHECK(told(db) == "");
  db.quick = 6;
  db.slow = 4;
  CHECK(told(db) == "statement:42");
}

TEST_CASE("tables are not searched where they are not wanted") {
  HistoryDb db;
  db.table = true;
  CHECK(run(db, false).empty());
  CHECK_FALSE(db.asked_for("_series('relation'"));
  CHECK(run(db).size() == 1);
  CHECK(db.asked_for("_series('relation'"));
}

TEST_CASE("waits of no statement in particular are not those of an unknown one") {
  HistoryDb db;
  db.statement = true;
  db.lock_us = 100 * 9000;
  const auto causes = [&] { return run(db)[0].text("evidence"); };
  CHECK(causes().find("\"lock_wait_ms\":9.0") != std::string::npos);
  db.queryid = 0;
  CHECK(causes().find("\"lock_wait_ms\":0.0") != std::string::npos);
  CHECK(causes().find("\"lock_wait_ms\":9.0") == std::string::npos);
}
