// Totals and Series: chunks added up give what one long pass would have given.
// Words: see collect/totals.hpp and collect/series.hpp.
// No server here.
#include <doctest/doctest.h>

#include <limits>

#include "collect/last_pass.hpp"
#include "collect/levels.hpp"
#include "collect/series.hpp"
#include "collect/totals.hpp"
#include "collect_fakes.hpp"

using namespace copilot;
using namespace copilot::test;
using collect::Changes;
using collect::Chunk;
using collect::Key;
using collect::Totals;

namespace {

constexpr std::int64_t noon = collect::day_us * 9000 + collect::day_us / 2;
const std::vector<std::size_t> all_metrics{0, 1, 2, 3, 4};

Changes changes_of(const std::vector<Reading>& rows, const std::vector<std::uint8_t>& marks = {}) {
  Changes changes;
  changes.collector = &some_collector;
  changes.known = 0b11111;
  for (const Reading& each : rows) {
    changes.keys.push_back(each.key);
    changes.values.insert(changes.values.end(), each.values.begin(), each.values.end());
    changes.marks.push_back(0);
  }
  for (std::size_t i = 0; i < marks.size(); ++i) changes.marks[i] = marks[i];
  return changes;
}

// The oldest first.
Changes merged(const std::vector<Changes>& changes) {
  Totals totals(some_collector, all_metrics);
  for (auto each = changes.rbegin(); each != changes.rend(); ++each) {
    const std::string bytes = collect::encode(*each);
    totals.add(Chunk(some_collector, bytes));
  }
  return totals.take();
}

}  // namespace

TEST_CASE("counters add, the last gauge stays, the highest peak stays") {
  const Changes total = merged({changes_of({{{1, 1}, {1, 10, 7, absent, 3}}}),
                                changes_of({{{1, 1}, {2, absent, absent, 5, 9}}}, {1}),
                                changes_of({{{1, 1}, {4, 1, 8, absent, 2}}})});
  REQUIRE(total.keys.size() == 1);
  const std::int64_t* const row = total.row(0).data();
  CHECK(row[calls] == 7);
  CHECK(row[us] == 11);
  CHECK(row[bytes] == 8);
  CHECK(row[at] == 5);
  CHECK(row[highest] == 9);
  CHECK(total.marks[0] == collect::mark::reset);
  CHECK(total.resets() == 1);
}

TEST_CASE("a sum beyond all bounds stays at the bound") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const Changes total = merged(
      {changes_of({{{1, 1}, {most, 1, 0, 0, 0}}}), changes_of({{{1, 1}, {most, 1, 0, 0, 0}}})});
  CHECK(total.row(0)[calls] == most);
}

TEST_CASE("a gauge of an object that is gone is not told for the next of its name") {
  const Changes old = changes_of({{{1, 1}, {1, 1, 700, 7, 1}}});
  const Changes drop = changes_of({{{1, 1}, {absent, absent, absent, absent, absent}}}, {2});
  const Changes fresh = changes_of({{{1, 1}, {1, 1, absent, 9, 1}}});
  const Changes dropped = merged({old, drop});
  CHECK(dropped.row(0)[bytes] == absent);
  CHECK(dropped.row(0)[calls] == 1);
  CHECK(dropped.marks[0] == collect::mark::gone);
  const Changes again = merged({old, drop, fresh});
  CHECK(again.row(0)[bytes] == absent);
  CHECK(again.row(0)[at] == 9);
  CHECK(again.row(0)[calls] == 2);
  CHECK(again.marks[0] == collect::mark::renewed);
  // Merged in two steps, the same comes out.
  const Changes steps = merged({old, merged({drop, fresh})});
  CHECK(steps.row(0)[bytes] == absent);
  CHECK(steps.row(0)[at] == 9);
  const Changes late = merged({merged({old, drop}), fresh});
  CHECK(late.row(0)[bytes] == absent);
}

TEST_CASE("nothing said of a known counter is zero; of an unknown one nothing") {
  Changes changes = changes_of({{{1, 1}, {1, absent, absent, absent, absent}}});
  changes.known = 0b00011;
  const std::string encoded = collect::encode(changes);
  Totals totals(some_collector, {highest, us, bytes});
  totals.add(Chunk(some_collector, encoded));
  CHECK(totals.value_or_zero(0, 0) == absent);
  CHECK(totals.value_or_zero(0, 1) == 0);
  CHECK(totals.value_or_zero(0, 2) == absent);
}

TEST_CASE("gauges from before the window fill in what the window does not tell") {
  Changes before = changes_of({{{1, 1}, {100, 1, 5, 6, 9}}, {{1, 2}, {100, 1, 50, 60, 9}}});
  before.full = true;
  const std::string earlier = collect::encode(before);
  const std::string inside =
      collect::encode(changes_of({{{1, 1}, {3, absent, 55, absent, absent}}}));
  Totals totals(some_collector, all_metrics);
  totals.add(Chunk(some_collector, inside));
  CHECK_FALSE(totals.full());
  totals.add_gauges(Chunk(some_collector, earlier));
  CHECK(totals.full());
  REQUIRE(totals.size() == 2);
  CHECK(totals.value(0, calls) == 3);
  CHECK(totals.value(0, bytes) == 55);
  CHECK(totals.value(0, at) == 6);
  CHECK(totals.value(0, highest) == absent);
  CHECK(totals.value(1, calls) == absent);
  CHECK(totals.value(1, bytes) == 50);
}

TEST_CASE("merges of random passes, in any steps, are the direct difference") {
  std::mt19937_64 random(3);
  for (int turn = 0; turn < 30; ++turn) {
    std::vector<std::uint64_t> words((256 << 10) / 8);
    std::vector<std::uint64_t> direct_words((256 << 10) / 8);
    std::map<Key, std::vector<std::int64_t>> now;
    for (std::uint64_t i = 0; i < 60; ++i) now[{1, i}] = {100, 5, 7, 8, 0};
    std::vector<Changes> passes;
    std::int64_t time = noon;
    const auto sample = [&] {
      collect::Sample sample(some_collector);
      for (const auto& [key, values] : now) {
        auto row = sample.add(key);
        std::copy(values.begin(), values.end(), row.begin());
      }
      return sample;
    };
    const auto pass = [&](std::vector<std::uint64_t>& memory) {
      collect::LastPass last(std::as_writable_bytes(std::span(memory)));
      collect::Sample readings = sample();
      collect::Comparison comparison(last, readings);
      Changes changes = comparison.difference(time);
      comparison.commit(time);
      return changes;
    };
    pass(words);
    pass(direct_words);
    for (int i = 0; i < 12; ++i) {
      time += collect::minute_us;
      for (int j = 0; j < 20; ++j) {
        auto& values = now[{1, random() % 70}];
        values.resize(5);
        values[calls] += static_cast<std::int64_t>(random() % 100);
        values[us] += static_cast<std::int64_t>(random() % 3);
        values[bytes] = static_cast<std::int64_t>(random() % 4);
        values[at] = time;
      }
      passes.push_back(pass(words));
    }
    const Changes direct = pass(direct_words);
    const std::size_t cut = 1 + random() % 10;
    const Changes stepped =
        merged({merged({passes.begin(), passes.begin() + static_cast<std::ptrdiff_t>(cut)}),
                merged({passes.begin() + static_cast<std::ptrdiff_t>(cut), passes.end()})});
    CAPTURE(turn);
    for (const Changes& total : {merged(passes), stepped}) {
      for (std::size_t i = 0; i < direct.keys.size(); ++i) {
        const std::int64_t* const row = row_of(total, direct.keys[i]);
        REQUIRE(row != nullptr);
        CHECK(row[calls] == direct.row(i)[calls]);
        CHECK(row[us] == direct.row(i)[us]);
        if (direct.row(i)[bytes] != absent) CHECK(row[bytes] == direct.row(i)[bytes]);
        if (direct.row(i)[at] != absent) CHECK(row[at] == direct.row(i)[at]);
      }
    }
  }
}

TEST_CASE("a series carries a gauge on, and begins a counter anew") {
  const std::string first =
      collect::encode(changes_of({{{1, 1}, {4, 0, 10, 0, 2}}, {{1, 2}, {1, 0, 5, 0, absent}}}));
  const std::string second = collect::encode(changes_of({{{1, 1}, {3, 0, 12, 0, 7}}}, {1}));
  const std::string gone =
      collect::encode(changes_of({{{1, 2}, {absent, absent, absent, absent, absent}}}, {2}));
  std::vector<collect::Series::Point> points;

  collect::Series sizes(some_collector, bytes, {}, false);
  sizes.add(Chunk(some_collector, first));
  sizes.end_bucket(points);
  REQUIRE(points.size() == 2);
  CHECK(points[0].value == 10);
  sizes.add(Chunk(some_collector, second));
  sizes.end_bucket(points);
  REQUIRE(points.size() == 2);
  CHECK(points[0].value == 12);
  CHECK(points[1].value == 5);
  sizes.end_bucket(points);
  CHECK(points.size() == 2);
  sizes.add(Chunk(some_collector, gone));
  sizes.end_bucket(points);
  REQUIRE(points.size() == 1);
  CHECK(points[0].key == Key{1, 1});

  collect::Series counts(some_collector, calls, {{}, 1}, true);
  counts.add(Chunk(some_collector, first));
  counts.add(Chunk(some_collector, second));
  counts.end_bucket(points);
  REQUIRE(points.size() == 1);
  CHECK(points[0].value == 7);
  CHECK(points[0].reset);
  counts.add(Chunk(some_collector, gone));
  counts.end_bucket(points);
  REQUIRE(points.size() == 1);
  CHECK(points[0].value == 0);
  CHECK_FALSE(points[0].reset);
  counts.end_bucket(points);
  CHECK(points.empty());

  collect::Series peaks(some_collector, highest, {}, false);
  peaks.add(Chunk(some_collector, first));
  peaks.add(Chunk(some_collector, second));
  peaks.end_bucket(points);
  REQUIRE(points.size() == 1);
  CHECK(points[0].value == 7);
}

TEST_CASE("one scope or object only") {
  const std::string encoded = collect::encode(changes_of(
      {{{1, 1}, {1, 0, 0, 0, 0}}, {{1, 2}, {2, 0, 0, 0, 0}}, {{2, 1}, {3, 0, 0, 0, 0}}}));
  const auto sum = [&](collect::Filter filter) {
    Totals totals(some_collector, {calls}, filter);
    totals.add(Chunk(some_collector, encoded));
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < totals.size(); ++i) sum += totals.value(i, 0);
    return sum;
  };
  CHECK(sum({}) == 6);
  CHECK(sum({1, {}}) == 3);
  CHECK(sum({{}, 1}) == 4);
  CHECK(sum({2, 1}) == 3);
  CHECK(sum({3, {}}) == 0);
}
