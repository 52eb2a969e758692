// Layout: headings wrap first, then texts are cut, then columns are left out from the right.
// Words: see layout.hpp.
// A number is never cut: a shortened number is a wrong one.
#include "layout.hpp"

#include <algorithm>
#include <optional>

namespace copilot::client {

namespace {

constexpr std::size_t least_text = 12;  // fewer cells of a text tell nothing
constexpr std::size_t least_key = 40;   // what a row is about: without it the rest is worthless

std::size_t total(const std::vector<std::size_t>& widths) {
  std::size_t sum = 0, shown = 0;
  for (std::size_t width : widths) sum += width, shown += width > 0;
  return sum + (shown > 1 ? (shown - 1) * column_gap : 0);
}

// The text that says most, or 0 when there is none beside the first column.
std::size_t widest_text(const std::vector<ColumnWidths>& columns) {
  std::size_t found = 0, widest = 0;
  for (std::size_t i = 1; i < columns.size(); ++i) {
    if (!columns[i].flexible || columns[i].empty || columns[i].body <= widest) continue;
    found = i;
    widest = columns[i].body;
  }
  return found;
}

// The width of a column when no text may be wider than the cap.
std::size_t capped(const ColumnWidths& column, std::size_t cap) {
  std::size_t body = column.flexible ? std::min(column.body, cap) : column.body;
  return std::max(body, column.word);
}

// The first column names what its row is about.
std::size_t capped_key(const ColumnWidths& column, std::size_t cap, std::size_t limit) {
  return capped(column, std::max(cap, std::min(least_key, limit / 2)));
}

std::vector<std::size_t> capped(const std::vector<ColumnWidths>& columns,
                                const std::vector<bool>& hidden, std::size_t cap,
                                std::size_t limit) {
  std::vector<std::size_t> widths{capped_key(columns[0], cap, limit)};
  for (std::size_t i = 1; i < columns.size(); ++i)
    widths.push_back(hidden[i] ? 0 : capped(columns[i], cap));
  return widths;
}

std::optional<std::size_t> next_to_hide(const std::vector<ColumnWidths>& columns,
                                        const std::vector<bool>& hidden) {
  std::size_t main = widest_text(columns);
  for (bool only_empty : {true, false})
    for (std::size_t i = columns.size(); i-- > 1;)
      if (!hidden[i] && i != main && (columns[i].empty || !only_empty)) return i;
  return std::nullopt;
}

// What room is left goes to headings, so that fewer of them wrap.
void widen_headings(const std::vector<ColumnWidths>& columns, std::size_t limit,
                    std::vector<std::size_t>& widths) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (widths[i] == 0 || widths[i] >= columns[i].heading) continue;
    std::size_t room = limit - total(widths);
    std::size_t wanted = columns[i].heading - widths[i];
    if (wanted <= room) widths[i] += wanted;
  }
}

}  // namespace

std::vector<std::size_t> lay_out(const std::vector<ColumnWidths>& columns, std::size_t limit) {
  if (columns.empty()) return {};
  std::vector<bool> hidden(columns.size(), false);
  for (;;) {
    std::vector<std::size_t> widths = capped(columns, hidden, least_text, limit);
    if (total(widths) <= limit) break;
    auto next = next_to_hide(columns, hidden);
    if (!next) {
      // Too narrow even for two columns: what is left shares the width.
      std::size_t main = widest_text(columns);
      if (main > 0 && widths[0] + column_gap < limit)
        widths[main] = limit - column_gap - widths[0];
      else if (main > 0)
        widths[main] = 0;
      return widths;
    }
    hidden[*next] = true;
  }
  // The largest cap that fits: found from both ends, as widths grow with it.
  std::size_t low = least_text, high = std::max(limit, least_text);
  while (low < high) {
    std::size_t middle = (low + high + 1) / 2;
    if (total(capped(columns, hidden, middle, limit)) <= limit)
      low = middle;
    else
      high = middle - 1;
  }
  std::vector<std::size_t> widths = capped(columns, hidden, low, limit);
  widen_headings(columns, limit, widths);
  return widths;
}

}  // namespace copilot::client
