// Chunk: changes to bytes and back, and bytes that are damaged.
// Words: see collect/chunk.hpp.
// No server here.
#include <doctest/doctest.h>

#include <limits>

#include "base/error.hpp"
#include "collect/chunk.hpp"
#include "collect_fakes.hpp"

using namespace copilot;
using namespace copilot::test;
using collect::Changes;
using collect::Chunk;

namespace {

// As a reader sees it.
Changes read(const Chunk& chunk) {
  Changes changes;
  changes.collector = &chunk.collector();
  changes.full = chunk.full();
  changes.known = chunk.known();
  changes.keys = chunk.keys();
  changes.values.assign(changes.keys.size() * changes.width(), absent);
  std::vector<Chunk::Cell> cells;
  for (std::size_t m = 0; m < changes.width(); ++m) {
    chunk.read(m, cells);
    for (const Chunk::Cell& each : cells) changes.row(each.row)[m] = each.value;
  }
  for (std::size_t i = 0; i < changes.keys.size(); ++i) changes.marks.push_back(chunk.marks(i));
  return changes;
}

Changes random_changes(std::mt19937_64& random) {
  Changes changes;
  changes.collector = &some_collector;
  changes.full = random() % 2 == 0;
  changes.known = random() % 32;
  const std::uint64_t scopes = random() % 4;
  const bool wide = random() % 2 == 0;
  const std::uint64_t density = 1 + random() % 20;
  for (std::uint64_t scope = 0; scope < scopes; ++scope) {
    std::uint64_t object = random() % 3;
    for (std::uint64_t i = 0; i < random() % 200; ++i) {
      changes.keys.push_back({wide ? scope << 60 : scope, object});
      object += 1 + (wide ? random() >> 12 : random() % 5);
    }
  }
  for (std::size_t i = 0; i < changes.keys.size(); ++i) {
    changes.marks.push_back(random() % 8 == 0 ? random() % 8 : 0);
    for (std::size_t m = 0; m < changes.width(); ++m)
      changes.values.push_back(m != 1 && random() % density == 0
                                   ? static_cast<std::int64_t>(random()) >> (random() % 64)
                               : m == 4 ? 1
                                        : absent);
  }
  return changes;
}

// Reads all of it; whether it was whole.
bool survives(std::string_view bytes) {
  // A copy of its own, so that the sanitizer sees a byte too far.
  const std::vector<char> copy(bytes.begin(), bytes.end());
  try {
    read(Chunk(some_collector, {copy.data(), copy.size()}));
    return true;
  } catch (const base::UserError& error) {
    CHECK(error.code == "XX001");
    return false;
  }
}

}  // namespace

TEST_CASE("random changes come back as they were") {
  std::mt19937_64 random(1);
  for (int turn = 0; turn < 300; ++turn) {
    const Changes changes = random_changes(random);
    const std::string bytes = collect::encode(changes);
    const Changes back = read(Chunk(some_collector, bytes));
    CAPTURE(turn);
    CHECK(back.keys == changes.keys);
    CHECK(back.values == changes.values);
    CHECK(back.marks == changes.marks);
    CHECK(back.full == changes.full);
    CHECK(back.known == changes.known);
  }
}

TEST_CASE("extreme keys and values come back") {
  constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Changes changes;
  changes.collector = &some_collector;
  changes.keys = {{0, 0}, {0, 1}, {0, top}, {1, top - 1}, {1, top}, {top, 0}, {top, top}};
  for (std::size_t i = 0; i < changes.keys.size(); ++i) {
    for (const std::int64_t value : {most, -most, std::int64_t{0}, std::int64_t{-1}, absent})
      changes.values.push_back(value);
    changes.marks.push_back(static_cast<std::uint8_t>(i));
  }
  const std::string bytes = collect::encode(changes);
  const Changes back = read(Chunk(some_collector, bytes));
  CHECK(back.keys == changes.keys);
  CHECK(back.values == changes.values);
  CHECK(back.marks == changes.marks);
}

TEST_CASE("no changes are a few bytes") {
  Changes changes;
  changes.collector = &some_collector;
  changes.known = 3;
  const std::string bytes = collect::encode(changes);
  CHECK(bytes.size() <= 6);
  CHECK(read(Chunk(some_collector, bytes)).keys.empty());
}

TEST_CASE("a metric that this version does not know is passed over") {
  Changes changes;
  changes.collector = &some_collector;
  changes.keys = {{1, 1}};
  changes.values = {1, 2, 3, 4, 5};
  changes.marks = {0};
  const std::string bytes = collect::encode(changes);
  const collect::Collector older{"some", "", std::span(some_metrics).first(2)};
  std::vector<Chunk::Cell> cells;
  const Chunk chunk(older, bytes);
  chunk.read(1, cells);
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].value == 2);
}

TEST_CASE("damaged bytes are an error or other values, and never read out of bounds") {
  std::mt19937_64 random(2);
  int refused = 0;
  for (int turn = 0; turn < 40; ++turn) {
    const std::string bytes = collect::encode(random_changes(random));
    for (std::size_t length = 0; length < bytes.size(); ++length)
      refused += !survives(std::string_view(bytes).substr(0, length));
    for (int i = 0; i < 400; ++i) {
      std::string damaged = bytes;
      for (std::uint64_t flips = 1 + random() % 3; flips > 0; --flips)
        damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
      survives(damaged);
    }
    std::string noise;
    for (std::uint64_t i = random() % 200; i > 0; --i) noise += static_cast<char>(random());
    survives(noise);
    survives('\1' + noise);
  }
  CHECK(refused > 1000);
}

TEST_CASE("a count beyond all bytes takes no memory") {
  const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
  for (const std::string& head : {std::string("\1\0\0", 3), std::string("\1\0\0\1\1", 5),
                                  std::string("\1\0\0\0", 4), std::string("\1\0\0\0\0\0", 6)})
    CHECK_FALSE(survives(head + huge));
}
