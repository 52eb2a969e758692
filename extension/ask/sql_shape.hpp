// SQL shape: is a question not a question but a statement, and of which kind.
// Words: read is SELECT, write is INSERT, UPDATE, DELETE or MERGE, define is DDL, stacked is a
// script that reads and then changes something. It never parses or runs SQL: it looks at the first
// words.
#pragma once

#include <cstddef>
#include <string_view>

namespace copilot::ask {

enum class SqlShape { none, read, write, define, stacked };

struct SqlFound {
  SqlShape shape = SqlShape::none;
  std::size_t offset = 0;  // where it begins
  bool whole = false;      // nothing but SQL
};

// The text as it stands, or a statement after a colon, a quote or a line of prose.
SqlFound find_sql(std::string_view text);

}  // namespace copilot::ask
