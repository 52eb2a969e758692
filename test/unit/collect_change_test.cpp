// Folding of changes: what is one line, and what stays apart.
// Words: see collect/change.hpp.
// No server here.
#include <doctest/doctest.h>

#include "collect/change.hpp"

using namespace copilot::collect;

namespace {

constexpr std::int64_t second = 1000000;

Change change(std::int64_t at, std::string object, std::string run,
              std::string application = "psql") {
  Change each;
  each.at = each.until = at * second;
  each.kind = "ddl";
  each.object = std::move(object);
  each.action = "CREATE TABLE";
  each.run = std::move(run);
  each.application = std::move(application);
  each.database = "shop";
  each.by_role = "owner";
  return each;
}

}  // namespace

TEST_CASE("a hundred changes of a run are told one by one, in the order of time") {
  std::vector<Change> changes;
  for (int i = 100; i > 0; --i) changes.push_back(change(i, "t" + std::to_string(i), "r"));
  const auto folded = fold(changes);
  REQUIRE(folded.size() == 100);
  CHECK(folded[0].object == "t1");
  CHECK(folded[99].object == "t100");
}

TEST_CASE("more than a hundred of one run are one line, others stay apart") {
  std::vector<Change> changes;
  for (int i = 0; i < 101; ++i) changes.push_back(change(i, "t" + std::to_string(i), "r"));
  changes.push_back(change(50, "other", "s"));
  Change setting = change(60, "work_mem", "");
  setting.kind = "config";
  changes.push_back(setting);
  const auto folded = fold(changes);
  REQUIRE(folded.size() == 3);
  CHECK(folded[0].pieces == 101);
  CHECK(folded[0].action == "script");
  CHECK(folded[0].object == "shop");
  CHECK(folded[0].at == 0);
  CHECK(folded[0].until == 100 * second);
  CHECK(folded[1].object == "other");
  CHECK(folded[2].object == "work_mem");
}

TEST_CASE("pg_restore is one line, also of several sessions, but not two of them") {
  const auto folded =
      fold({change(0, "a", "r", "pg_restore"), change(30, "b", "s", "pg_restore"),
            change(80, "c", "r", "pg_restore"), change(200, "d", "t", "pg_restore")});
  REQUIRE(folded.size() == 2);
  CHECK(folded[0].action == "restore by pg_restore");
  CHECK(folded[0].pieces == 3);
  CHECK(folded[0].after == "a, b, c");
  CHECK(folded[1].object == "d");
  CHECK(folded[1].pieces == 1);
}

TEST_CASE("what comes later joins the line that was stored") {
  Change stored = change(0, "shop", "r", "pg_restore");
  stored.folded = true;
  stored.pieces = 40;
  stored.after = "a, b";
  stored.stored = 7;
  Change more = change(20, "z", "r", "pg_restore");
  more.pieces = 5;
  const auto folded = fold({stored, more});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].pieces == 45);
  CHECK(folded[0].after == "a, b, z");
  CHECK(folded[0].stored == -1);
}

TEST_CASE("a stored line that nothing joins is left alone") {
  Change stored = change(0, "shop", "r", "pg_restore");
  stored.folded = true;
  stored.stored = 7;
  const auto folded = fold({stored});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].stored == 7);
}

TEST_CASE("a record that others were added to in the ring is told as the run it is") {
  Change record = change(0, "public.a", "r");
  record.pieces = 200;
  record.folded = true;
  const auto folded = fold({record});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].action == "script");
  CHECK(folded[0].pieces == 200);
}
