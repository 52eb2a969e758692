// Table: a result for a person, in a terminal or in a file.
// Words: a heading is a column's name in words; a window is what the columns window_* say of all
// rows. It must not change a value but for its unit.
#pragma once

#include <string>
#include <vector>

#include "result.hpp"
#include "terminal.hpp"

namespace copilot::client {

struct Table {
  std::string text;
  std::vector<std::string> left_out;  // columns that the terminal has no room for
};

Table table(const Result& result, const Terminal& terminal);

}  // namespace copilot::client
