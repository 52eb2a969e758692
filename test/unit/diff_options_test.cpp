// Lists of options: how they are parted, and how one becomes another.
// Words: see diff/kinds/options.hpp.
// A sign within quotes must part nothing.
#include "diff/kinds/options.hpp"

#include <doctest/doctest.h>

using copilot::diff::items;
using copilot::diff::option_changes;

TEST_CASE("a list is parted outside of quotes and parentheses only") {
  const auto list = items(R"(a 'x, y', "b, c" E'd\', e', f(1, 2))", ',');
  REQUIRE(list.size() == 3);
  CHECK(list[0] == "a 'x, y'");
  CHECK(list[1] == R"("b, c" E'd\', e')");
  CHECK(list[2] == "f(1, 2)");
  CHECK(items("", ',').empty());
}

TEST_CASE("options are added, set and dropped") {
  CHECK(option_changes("a '1', b '2', c '3'", "b '2', c '4', d ''") ==
        "(DROP a, SET c '4', ADD d '')");
  CHECK(option_changes("a '1', b '2'", "b '2', a '1'").empty());
}
