// LastPass: what changed since the pass before, in memory that outlives the process.
// Words: see collect/last_pass.hpp.
// No server here.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "collect/last_pass.hpp"
#include "collect/levels.hpp"
#include "collect_fakes.hpp"

using namespace copilot;
using namespace copilot::test;
using collect::Changes;
using collect::Comparison;
using collect::Key;
using collect::LastPass;

namespace {

constexpr std::int64_t noon = collect::day_us * 9000 + collect::day_us / 2;
constexpr std::int64_t minute = collect::minute_us;

struct Memory {
  explicit Memory(std::size_t size = 1 << 20) : words(size / 8) {}
  std::span<std::byte> bytes() { return std::as_writable_bytes(std::span(words)); }
  std::vector<std::uint64_t> words;
};

Changes pass(Memory& memory, const std::vector<Reading>& readings, std::int64_t now,
             bool commit = true) {
  LastPass last(memory.bytes());
  collect::Sample sample = sample_of(readings);
  Comparison comparison(last, sample);
  Changes changes = comparison.difference(now);
  if (commit) comparison.commit(now);
  return changes;
}

}  // namespace

TEST_CASE("the first pass keeps gauges only, and the next one what grew") {
  Memory memory;
  const Changes first = pass(memory, {{{1, 2}, {100, 7, 50, absent, 0}}}, noon);
  CHECK(first.full);
  CHECK(first.known == 0b10100);  // the gauge that was read, and the peak
  REQUIRE(row_of(first, {1, 2}) != nullptr);
  CHECK(row_of(first, {1, 2})[calls] == absent);
  CHECK(row_of(first, {1, 2})[bytes] == 50);
  CHECK(row_of(first, {1, 2})[at] == absent);
  CHECK(LastPass(memory.bytes()).before(some_collector) == noon);

  const Changes second = pass(memory, {{{1, 2}, {130, 7, 50, 5, 3}}}, noon + minute);
  CHECK_FALSE(second.full);
  REQUIRE(row_of(second, {1, 2}) != nullptr);
  CHECK(row_of(second, {1, 2})[calls] == 30);
  CHECK(row_of(second, {1, 2})[us] == absent);
  CHECK(row_of(second, {1, 2})[bytes] == absent);
  CHECK(row_of(second, {1, 2})[at] == 5);
  CHECK(row_of(second, {1, 2})[highest] == 3);
  CHECK(second.known == 0b11111);

  CHECK(pass(memory, {{{1, 2}, {130, 7, 50, 5, 0}}}, noon + 2 * minute).keys.empty());
}

TEST_CASE("a peak is told again, though it is the same") {
  Memory memory;
  pass(memory, {{{1, 2}, {1, 1, 1, 1, 9}}}, noon);
  const Changes changes = pass(memory, {{{1, 2}, {1, 1, 1, 1, 9}}}, noon + minute);
  REQUIRE(row_of(changes, {1, 2}) != nullptr);
  CHECK(row_of(changes, {1, 2})[highest] == 9);
}

TEST_CASE("what is not committed is part of the next difference") {
  Memory memory;
  pass(memory, {{{1, 2}, {100, 0, 0, 0, 0}}}, noon);
  pass(memory, {{{1, 2}, {110, 0, 0, 0, 0}}, {{1, 3}, {4, 0, 0, 0, 0}}}, noon + minute, false);
  const Changes changes =
      pass(memory, {{{1, 2}, {125, 0, 0, 0, 0}}, {{1, 3}, {6, 0, 0, 0, 0}}}, noon + 2 * minute);
  CHECK(row_of(changes, {1, 2})[calls] == 25);
  CHECK(row_of(changes, {1, 3})[calls] == 6);
  CHECK(LastPass(memory.bytes()).before(some_collector) == noon + 2 * minute);
}

TEST_CASE("a counter that went back counts from zero, and is marked") {
  Memory memory;
  pass(memory, {{{1, 2}, {100, 50, 8, 0, 0}}, {{1, 3}, {5, 5, 0, 0, 0}}}, noon);
  const Changes changes =
      pass(memory, {{{1, 2}, {7, 60, 4, 0, 0}}, {{1, 3}, {0, 5, 0, 0, 0}}}, noon + minute);
  CHECK(row_of(changes, {1, 2})[calls] == 7);
  CHECK(row_of(changes, {1, 2})[us] == 10);
  CHECK(row_of(changes, {1, 2})[bytes] == 4);  // a gauge goes down as it likes
  CHECK(marks_of(changes, {1, 2}) == collect::mark::reset);
  CHECK(row_of(changes, {1, 3})[calls] == absent);
  CHECK(marks_of(changes, {1, 3}) == collect::mark::reset);
  CHECK(changes.resets() == 2);
}

TEST_CASE("a new object counts from zero; one that is gone says so and is forgotten") {
  Memory memory;
  pass(memory, {{{1, 1}, {1, 0, 5, 0, 0}}, {{1, 2}, {1, 0, 5, 0, 0}}}, noon);
  const Changes changes =
      pass(memory, {{{1, 1}, {1, 0, 5, 0, 0}}, {{1, 9}, {12, 0, 6, 0, 0}}}, noon + minute);
  CHECK(row_of(changes, {1, 9})[calls] == 12);
  CHECK(row_of(changes, {1, 9})[bytes] == 6);
  CHECK(marks_of(changes, {1, 2}) == collect::mark::gone);
  CHECK(marks_of(changes, {1, 1}) == -1);
  CHECK(LastPass(memory.bytes()).objects(some_collector) == 2);
  // It comes back: from zero again.
  const Changes back = pass(memory, {{{1, 2}, {40, 0, 7, 0, 0}}}, noon + 2 * minute);
  CHECK(row_of(back, {1, 2})[calls] == 40);
}

TEST_CASE("a value that is not known this time stays as it was") {
  Memory memory;
  pass(memory, {{{1, 1}, {10, 0, 500, 3, 0}}}, noon);
  CHECK(pass(memory, {{{1, 1}, {10, 0, absent, absent, 0}}}, noon + minute).keys.empty());
  const Changes changes = pass(memory, {{{1, 1}, {12, 0, 501, 3, 0}}}, noon + 2 * minute);
  CHECK(row_of(changes, {1, 1})[bytes] == 501);
  CHECK(row_of(changes, {1, 1})[at] == absent);
  // A counter seen for the first time has nothing to be compared with.
  pass(memory, {{{2, 2}, {absent, 1, 1, 1, 0}}}, noon + 3 * minute);
  const Changes late = pass(memory, {{{2, 2}, {1000, 2, 1, 1, 0}}}, noon + 4 * minute);
  CHECK(row_of(late, {2, 2})[calls] == absent);
  CHECK(row_of(late, {2, 2})[us] == 1);
}

TEST_CASE("the first pass of a day tells all gauges, also those it did not read") {
  Memory memory;
  pass(memory, {{{1, 1}, {10, 0, 500, 3, 0}}, {{1, 2}, {1, 1, absent, absent, 0}}}, noon);
  CHECK_FALSE(pass(memory, {{{1, 1}, {10, 0, absent, 3, 0}}, {{1, 2}, {1, 1, absent, absent, 0}}},
                   noon + 719 * minute)
                  .full);
  const Changes changes =
      pass(memory, {{{1, 1}, {10, 0, absent, 3, 0}}, {{1, 2}, {1, 1, absent, absent, 0}}},
           noon + 721 * minute);
  CHECK(changes.full);
  CHECK(changes.keys == std::vector<Key>{{1, 1}});
  CHECK(row_of(changes, {1, 1})[bytes] == 500);
  CHECK(row_of(changes, {1, 1})[calls] == absent);
  CHECK_FALSE(pass(memory, {{{1, 1}, {10, 0, 1, 3, 0}}}, noon + 722 * minute).full);
}

TEST_CASE("extreme keys and values") {
  constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Memory memory;
  const std::vector<Reading> before{{{0, 0}, {0, 0, -1, 0, 0}}, {{top, top}, {1, 0, 0, 0, 0}}};
  pass(memory, before, noon);
  const Changes changes = pass(
      memory, {{{0, 0}, {most, 0, -most, 0, 0}}, {{top, top}, {most, 0, 0, 0, 0}}}, noon + minute);
  CHECK(row_of(changes, {0, 0})[calls] == most);
  CHECK(row_of(changes, {0, 0})[bytes] == -most);
  CHECK(row_of(changes, {top, top})[calls] == most - 1);
}

TEST_CASE("forgetting all makes the next pass a first one, and no object a new one") {
  Memory memory;
  pass(memory, {{{1, 1}, {10, 0, 500, 3, 0}}}, noon);
  LastPass(memory.bytes()).forget_all();
  CHECK_FALSE(LastPass(memory.bytes()).before(some_collector));
  const Changes changes = pass(memory, {{{1, 1}, {99, 0, 500, 3, 0}}}, noon + minute);
  CHECK(changes.full);
  CHECK(row_of(changes, {1, 1})[calls] == absent);
}

TEST_CASE("a key that was read twice counts once") {
  Memory memory;
  pass(memory, {{{1, 1}, {10, 0, 0, 0, 0}}, {{1, 2}, {1, 0, 0, 0, 0}}, {{1, 1}, {3, 0, 0, 0, 0}}},
       noon);
  CHECK(LastPass(memory.bytes()).objects(some_collector) == 2);
  const Changes changes = pass(
      memory, {{{1, 2}, {5, 0, 0, 0, 0}}, {{1, 1}, {11, 0, 0, 0, 0}}, {{1, 1}, {4, 0, 0, 0, 0}}},
      noon + minute);
  CHECK(changes.keys == std::vector<Key>{{1, 1}, {1, 2}});
  CHECK(row_of(changes, {1, 1})[calls] == 1);
  CHECK(row_of(changes, {1, 2})[calls] == 4);
  CHECK(changes.resets() == 0);
}

TEST_CASE("what finds no room is counted, and never taken for new later") {
  Memory memory(64 << 10);
  std::vector<Reading> readings;
  for (std::uint64_t i = 0; i < 3000; ++i) readings.push_back({{1, i}, {1000, 0, 1, 1, 0}});
  pass(memory, readings, noon);
  const std::size_t kept = LastPass(memory.bytes()).objects(some_collector);
  CHECK(kept > 100);
  CHECK(LastPass(memory.bytes()).dropped(some_collector) == readings.size() - kept);
  // Half of those kept go: others get their room, but their thousand calls are old.
  readings.erase(readings.begin(), readings.begin() + static_cast<std::ptrdiff_t>(kept / 2));
  const Changes changes = pass(memory, readings, noon + minute);
  CHECK(LastPass(memory.bytes()).objects(some_collector) == kept);
  for (std::size_t i = 0; i < changes.keys.size(); ++i) CHECK(changes.row(i)[calls] == absent);
  // They are compared from now on.
  for (Reading& each : readings) each.values[calls] = 1001;
  const Changes next = pass(memory, readings, noon + 2 * minute);
  CHECK(next.keys.size() == kept);
  for (std::size_t i = 0; i < next.keys.size(); ++i) CHECK(next.row(i)[calls] == 1);
}

TEST_CASE("memory too small for anything drops all, and nothing breaks") {
  Memory memory(1024);
  const Changes changes = pass(memory, {{{1, 1}, {10, 0, 0, 0, 0}}}, noon);
  CHECK(changes.keys.empty());
  LastPass last(memory.bytes());
  collect::Sample sample = sample_of({{{1, 1}, {10, 0, 0, 0, 0}}});
  CHECK(Comparison(last, sample).dropped() == 1);
}

TEST_CASE("random passes of several collectors give what a plain map gives") {
  std::mt19937_64 random(20260523);
  Memory memory(256 << 10);
  collect::Collector others[] = {some_collector, some_collector, some_collector};
  others[1].name = "other";
  others[2].name = "third";
  std::map<Key, std::vector<std::int64_t>> before[3];
  for (int turn = 0; turn < 200; ++turn) {
    const std::size_t which = random() % 3;
    auto& last = before[which];
    auto now = last;
    for (int i = 0; i < 40; ++i) {
      const Key key{random() % 3, random() % 100};
      switch (random() % 4) {
        case 0:
          now.erase(key);
          break;
        default:
          now.try_emplace(key, std::vector<std::int64_t>{0, 0, 0, 0, 0});
          now[key][calls] += static_cast<std::int64_t>(random() % 5);
          now[key][bytes] = static_cast<std::int64_t>(random() % 3);
      }
    }
    collect::Sample sample(others[which]);
    std::vector<Key> order;
    for (const auto& [key, values] : now) order.push_back(key);
    if (random() % 2 == 0) std::shuffle(order.begin(), order.end(), random);
    for (const Key& key : order) {
      auto row = sample.add(key);
      std::copy(now[key].begin(), now[key].end(), row.begin());
    }
    LastPass pass(memory.bytes());
    const bool first = !pass.before(others[which]);
    Comparison comparison(pass, sample);
    const Changes changes = comparison.difference(noon);
    CAPTURE(turn);
    for (const auto& [key, values] : now) {
      const auto old = last.find(key);
      const std::int64_t grown =
          first ? 0 : values[calls] - (old == last.end() ? 0 : old->second[calls]);
      const std::int64_t* const row = row_of(changes, key);
      const bool reset = grown < 0;
      const std::int64_t expected = reset ? values[calls] : grown;
      const std::int64_t told = row == nullptr || row[calls] == absent ? 0 : row[calls];
      if (told != expected) CHECK(told == expected);
      if (!first && old != last.end() && old->second[bytes] != values[bytes]) {
        REQUIRE(row != nullptr);
        CHECK(row[bytes] == values[bytes]);
      }
    }
    for (const auto& [key, values] : last)
      if (!now.contains(key)) CHECK(marks_of(changes, key) == (first ? -1 : collect::mark::gone));
    CHECK(std::is_sorted(changes.keys.begin(), changes.keys.end()));
    if (random() % 4 == 0) continue;  // its transaction failed
    comparison.commit(noon);
    last = std::move(now);
    CHECK(pass.objects(others[which]) == last.size());
  }
}

TEST_CASE("values that are filled in after the comparison are part of the difference") {
  Memory memory;
  pass(memory, {{{1, 1}, {1, 0, 5, 0, 0}}, {{1, 2}, {1, 0, 5, 0, 0}}}, noon);
  LastPass last(memory.bytes());
  collect::Sample sample =
      sample_of({{{1, 1}, {1, 0, absent, 0, 0}}, {{1, 2}, {2, 0, absent, 0, 0}}});
  Comparison comparison(last, sample);
  CHECK(comparison.changed_rows() == std::vector<std::size_t>{1});
  sample.values(0)[bytes] = 6;
  sample.values(1)[bytes] = 5;
  const Changes changes = comparison.difference(noon + minute);
  CHECK(row_of(changes, {1, 1})[bytes] == 6);
  CHECK(row_of(changes, {1, 2})[bytes] == absent);
  comparison.commit(noon + minute);
  CHECK(pass(memory, {{{1, 1}, {1, 0, 6, 0, 0}}, {{1, 2}, {2, 0, 5, 0, 0}}}, noon + 2 * minute)
            .keys.empty());
}

TEST_CASE("a sample without what did not change gives the same, and leaves the same") {
  static constexpr collect::Metric metrics[] = {some_metrics[calls], some_metrics[us],
                                                some_metrics[bytes]};
  constexpr collect::Collector collector{"filtered", "", metrics};
  std::mt19937 random(7);
  Memory whole;
  Memory filtered;
  std::map<Key, std::vector<std::int64_t>> now;
  std::size_t left_out = 0;
  for (int turn = 0; turn < 300; ++turn) {
    for (int i = 0; i < 10; ++i) {
      const Key key{random() % 3, random() % 200};
      if (random() % 8 == 0) {
        now.erase(key);
        continue;
      }
      now.try_emplace(key, std::vector<std::int64_t>{0, 0, absent});
      now[key][random() % 2] += static_cast<std::int64_t>(random() % 3);
      if (random() % 2 == 0) now[key][bytes] = static_cast<std::int64_t>(random() % 3);
    }
    std::vector<Key> order;
    for (const auto& [key, values] : now) order.push_back(key);
    if (random() % 5 == 0) std::shuffle(order.begin(), order.end(), random);
    const std::int64_t at = noon + turn * 20 * minute;  // over some days
    LastPass last_whole(whole.bytes());
    LastPass last_filtered(filtered.bytes());
    collect::Unchanged unchanged(last_filtered, collector, at);
    collect::Sample all(collector);
    collect::Sample some(collector, &unchanged);
    for (const Key& key : order) {
      std::copy(now[key].begin(), now[key].end(), all.add(key).begin());
      some.offer(key, now[key]);
    }
    left_out += all.size() - some.size();
    Comparison expected(last_whole, all);
    Comparison got(last_filtered, some);
    const Changes expected_changes = expected.difference(at);
    const Changes changes = got.difference(at);
    CAPTURE(turn);
    CHECK(changes.full == expected_changes.full);
    CHECK(changes.known == expected_changes.known);
    CHECK(changes.keys == expected_changes.keys);
    CHECK(changes.values == expected_changes.values);
    CHECK(changes.marks == expected_changes.marks);
    if (random() % 4 == 0) continue;  // its transaction failed
    expected.commit(at);
    got.commit(at);
    REQUIRE(whole.words == filtered.words);
  }
  CHECK(left_out > 10000);
}

TEST_CASE("a key that is offered twice counts once") {
  static constexpr collect::Metric metrics[] = {some_metrics[calls]};
  constexpr collect::Collector collector{"filtered", "", metrics};
  Memory memory;
  const auto pass = [&](const std::vector<Reading>& readings, std::int64_t now) {
    LastPass last(memory.bytes());
    collect::Unchanged unchanged(last, collector, now);
    collect::Sample sample(collector, &unchanged);
    for (const Reading& each : readings) sample.offer(each.key, each.values);
    Comparison comparison(last, sample);
    const Changes changes = comparison.difference(now);
    comparison.commit(now);
    CHECK(last.objects(collector) == 2);
    return changes;
  };
  pass({{{1, 1}, {10}}, {{1, 2}, {20}}}, noon);
  CHECK(pass({{{1, 1}, {10}}, {{1, 2}, {20}}, {{1, 1}, {10}}, {{1, 1}, {15}}}, noon + minute)
            .keys.empty());
  const Changes changes = pass({{{1, 1}, {17}}, {{1, 1}, {17}}, {{1, 2}, {20}}}, noon + 2 * minute);
  REQUIRE(row_of(changes, {1, 1}) != nullptr);
  CHECK(row_of(changes, {1, 1})[calls] == 7);
}
