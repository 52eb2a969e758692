// Rows and their arena.
// Words: see base/rows.hpp.
// No server here.
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "base/rows.hpp"

using namespace copilot;

TEST_CASE("cells keep their text, null stays null") {
  base::Rows rows({"name", "bytes"});
  rows.add("a\"b");
  rows.add("42");
  rows.add(std::nullopt);
  rows.add(std::nullopt);
  CHECK(rows.size() == 2);
  CHECK(rows[0].text("name") == "a\"b");
  CHECK(rows[0].integer("bytes") == 42);
  CHECK(rows[1].null("name"));
  CHECK(rows[1].integer("bytes") == std::nullopt);
}

TEST_CASE("a malformed number or an unknown column is never guessed") {
  base::Rows rows({"bytes"});
  rows.add("4x");
  CHECK_THROWS_AS(rows[0].integer("bytes"), std::logic_error);
  CHECK_THROWS_AS(rows[0].text("size"), std::logic_error);
}

TEST_CASE("past its cap a result is an error with a hint") {
  base::Rows rows({"text"}, 4096);
  try {
    for (int i = 0; i < 1000; ++i) rows.add(std::string(64, 'x'));
    FAIL("no cap");
  } catch (const base::UserError& error) {
    CHECK(error.code == base::sqlstate::out_of_memory);
    CHECK(!error.hint.empty());
  }
}

TEST_CASE("rows that are given other ones let go of their own texts before their memory") {
  base::Rows rows({"a"});
  rows.add(std::string(100000, 'x'));
  base::Rows other({"b"});
  other.add("kept");
  rows = std::move(other);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].text("b") == "kept");
}
