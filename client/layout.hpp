// Layout: which columns of a table fit a width, and how wide each is.
// Words: a column's body is its widest cell, its word the longest word of its heading, its heading
// whole. It knows only widths: no text, no colour.
#pragma once

#include <cstddef>
#include <vector>

namespace copilot::client {

struct ColumnWidths {
  std::size_t body;
  std::size_t word;
  std::size_t heading;
  bool flexible;  // text, which may be cut
  bool empty;     // null in every row: the first to go
};

inline constexpr std::size_t column_gap = 2;

// The width of each column; 0 is left out. The first column and the widest text always stay.
std::vector<std::size_t> lay_out(const std::vector<ColumnWidths>& columns, std::size_t limit);

}  // namespace copilot::client
