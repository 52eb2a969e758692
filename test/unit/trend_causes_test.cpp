// The ranking of causes, each with the numbers it leaves behind.
// Words: a case is a slowdown as the history would tell it, with distractions that are near as well.
// The order is what is tested: the first one is what the user reads.
#include <doctest/doctest.h>

#include "trend/causes.hpp"

using namespace copilot;
using namespace copilot::trend;

namespace {

constexpr base::Timestamp second = 1'000'000;

// Ten times slower, with nothing else changed, at 1000 s; quick until 940 s.
Slowdown slowdown() {
  Slowdown slow{940 * second, 1000 * second, {}, {}, {}, {}};
  slow.before = {.calls_per_second = 10, .ms = 1, .rows = 1, .blocks = 5};
  slow.after = {.calls_per_second = 10, .ms = 10, .rows = 1, .blocks = 5};
  slow.tables.push_back({.name = "public.t",
                         .rows_before = 1000,
                         .rows_after = 1000,
                         .bytes_before = 1 << 20,
                         .bytes_after = 1 << 20,
                         .changed_rows = 3,
                         .analyzed_at = 500 * second});
  return slow;
}

Happening happening(const char* kind, const char* object, const char* action,
                    base::Timestamp at_s = 970) {
  Happening happening{.at = at_s * second,
                      .kind = kind,
                      .object = object,
                      .action = action,
                      .before = {},
                      .after = {}};
  return happening;
}

void distract(Slowdown& slow) {
  slow.happenings.push_back(happening("config", "log_min_messages", "set"));
  slow.happenings.push_back(happening("ddl", "public.other", "CREATE TABLE"));
  slow.happenings.push_back(happening("role", "app", "ALTER ROLE"));
}

std::string first(const Slowdown& slow) {
  const auto causes = causes_of(slow);
  return causes.empty() ? "" : causes.front().kind;
}

}  // namespace

TEST_CASE("nothing near and nothing measured is no cause") {
  CHECK(causes_of(slowdown()).empty());
  Slowdown slow = slowdown();
  distract(slow);
  CHECK(causes_of(slow).empty());
}

TEST_CASE("a dropped index comes first, if it was of the table") {
  Slowdown slow = slowdown();
  distract(slow);
  slow.after.blocks = 400;
  Happening drop = happening("ddl", "public.t_a_idx", "DROP INDEX");
  drop.is_index = drop.touches = true;
  slow.happenings.push_back(drop);
  slow.happenings.push_back(happening("config", "random_page_cost", "set"));
  CHECK(first(slow) == "index");
  slow.happenings[slow.happenings.size() - 2].touches = false;
  CHECK(first(slow) == "setting");
}

TEST_CASE("what came later, or long before, is not blamed") {
  Slowdown slow = slowdown();
  slow.after.blocks = 400;
  slow.happenings.push_back(happening("config", "enable_indexscan", "set", 1001));
  CHECK(causes_of(slow).empty());
  slow.happenings.back().certain = false;  // found later only
  CHECK(first(slow) == "setting");
  slow.happenings.back().at = -90000 * second;
  CHECK(causes_of(slow).empty());
}

TEST_CASE("a setting counts by what it does to the numbers") {
  Slowdown slow = slowdown();
  distract(slow);
  slow.after.temp_blocks = 500;
  slow.happenings.push_back(happening("config", "work_mem", "set"));
  slow.happenings.back().before = "64MB";
  slow.happenings.back().after = "64kB";
  slow.happenings.push_back(happening("config", "seq_page_cost", "set"));
  const auto causes = causes_of(slow);
  REQUIRE(!causes.empty());
  CHECK(causes[0].what == "setting work_mem changed from 64MB to 64kB");
}

TEST_CASE("stale statistics: another plan, and rows changed since the last ANALYZE") {
  Slowdown slow = slowdown();
  distract(slow);
  slow.after.blocks = 4000;
  slow.after.ms = 500;
  slow.tables[0].rows_after = 3000;
  slow.tables[0].changed_rows = 2500;
  CHECK(first(slow) == "statistics");
}

TEST_CASE("a table that grew explains as much as it grew") {
  Slowdown slow = slowdown();
  distract(slow);
  slow.after.blocks = 50;
  slow.tables[0].rows_after = 10000;
  slow.tables[0].bytes_after = 10 << 20;
  CHECK(first(slow) == "growth");
  slow.tables[0].changed_rows = 9000;  // not analyzed either, but the plan does what it did
  CHECK(first(slow) == "growth");
  slow.tables[0].rows_after = 1010;
  slow.tables[0].rows_before = slow.tables[0].bytes_before = std::nullopt;
  slow.tables[0].changed_rows = 0;
  CHECK(first(slow) == "");
}

TEST_CASE("waiting for locks comes first where it is the time that was added") {
  Slowdown slow = slowdown();
  distract(slow);
  slow.after.lock_ms = 9;
  slow.happenings.push_back(happening("mark", "release 7", "mark"));
  slow.happenings.push_back(happening("config", "random_page_cost", "set"));
  CHECK(first(slow) == "locks");
  slow.after.lock_ms = 1;
  CHECK(first(slow) != "locks");
}

TEST_CASE("more rows a call, blocks from disk, and more calls are seen") {
  Slowdown slow = slowdown();
  slow.after.rows = 12;
  CHECK(first(slow) == "rows");
  slow = slowdown();
  slow.before.read_ms = 0.1;
  slow.after.read_ms = 8;
  slow.after.reads = 5;
  CHECK(first(slow) == "cache");
  slow = slowdown();
  slow.after.calls_per_second = 100;
  CHECK(first(slow) == "volume");
}

TEST_CASE("a deploy and a restart are blamed when nothing better is known") {
  Slowdown slow = slowdown();
  slow.happenings.push_back(happening("restart", "", "started"));
  slow.happenings.push_back(happening("mark", "release 7", "mark"));
  const auto causes = causes_of(slow);
  REQUIRE(causes.size() == 2);
  CHECK(causes[0].what == "release 7");
  CHECK(causes[1].kind == "restart");
}
