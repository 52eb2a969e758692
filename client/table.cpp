// Table: headings, rule, rows, and the window below.
// Words: see table.hpp.
// No column is dropped without a word: the caller tells which were left out.
#include "table.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "layout.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

std::string heading_of(const Field& field) {
  std::string text = field.name;
  auto drop = [&](std::string_view ending, const char* instead) {
    if (!text.ends_with(ending) || text.size() == ending.size()) return;
    text.replace(text.size() - ending.size(), ending.size(), instead);
  };
  // The values carry their unit.
  if (field.kind == Kind::bytes) drop("_bytes", "");
  if (field.kind == Kind::milliseconds) drop("_ms", "");
  if (field.kind == Kind::percent) drop("_percent", " %");
  std::replace(text.begin(), text.end(), '_', ' ');
  return visible(text);
}

std::size_t longest_word(const std::string& heading) {
  std::size_t longest = 0;
  for (const std::string& word : wrap(heading, 1)) longest = std::max(longest, width(word));
  return longest;
}

struct Column {
  const Field* field;
  std::string heading;
  std::vector<std::string> cells;
  ColumnWidths widths;
};

constexpr const char* window_columns[] = {"window_from", "window_to", "window_complete"};

std::optional<std::size_t> find(const Result& result, std::string_view name) {
  for (std::size_t i = 0; i < result.fields.size(); ++i)
    if (result.fields[i].name == name) return i;
  return std::nullopt;
}

// The window of all rows, when they have one and the same; then its columns need not be repeated.
std::optional<std::string> window_of(const Result& result) {
  if (result.rows.empty()) return std::nullopt;
  std::string value[3];
  for (int i = 0; i < 3; ++i) {
    auto column = find(result, window_columns[i]);
    if (!column) return std::nullopt;
    const char* first = result.rows.at(0, *column);
    for (std::size_t row = 1; row < result.rows.size(); ++row) {
      const char* each = result.rows.at(row, *column);
      bool same = first == nullptr || each == nullptr ? first == each : !std::strcmp(first, each);
      if (!same) return std::nullopt;
    }
    value[i] = first == nullptr ? "an unknown time" : human(result.fields[*column], first);
  }
  return "Window: " + value[0] + " to " + value[1] +
         (value[2] == "yes" ? "" : ", not known to be complete") + ".";
}

Column column_of(const Result& result, std::size_t position) {
  Column column{&result.fields[position], heading_of(result.fields[position]), {}, {}};
  ColumnWidths& widths = column.widths;
  widths.flexible = !right_aligned(column.field->kind) && column.field->kind != Kind::timestamp &&
                    column.field->kind != Kind::boolean;
  widths.empty = true;
  widths.body = 0;
  widths.heading = width(column.heading);
  widths.word = longest_word(column.heading);
  for (std::size_t row = 0; row < result.rows.size(); ++row) {
    const char* cell = result.rows.at(row, position);
    widths.empty = widths.empty && cell == nullptr;
    column.cells.push_back(human(*column.field, cell));
    widths.body = std::max(widths.body, width(column.cells.back()));
  }
  return column;
}

std::vector<Column> columns_of(const Result& result, bool with_window) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < result.fields.size(); ++i) {
    auto named = [&](const char* name) { return result.fields[i].name == name; };
    bool window = std::any_of(std::begin(window_columns), std::end(window_columns), named);
    if (with_window || !window) columns.push_back(column_of(result, i));
  }
  return columns;
}

Style style_of_cell(const Column& column, const std::string& cell) {
  const std::string& name = column.field->name;
  return name == "severity" || name == "status" ? style_of(cell) : Style::plain;
}

class Printer {
 public:
  Printer(const std::vector<Column>& columns, const std::vector<std::size_t>& widths,
          const Terminal& terminal)
      : columns_(columns), widths_(widths), terminal_(terminal) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (widths[i] > 0) last_ = i;
  }

  void headings() {
    std::size_t height = 1;
    std::vector<std::vector<std::string>> wrapped;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      wrapped.push_back(wrap(columns_[i].heading, widths_[i]));
      if (widths_[i] > 0) height = std::max(height, wrapped.back().size());
    }
    for (std::size_t line = 0; line < height; ++line)
      row(
          [&](std::size_t i) {
            // A short heading stands at the bottom, next to its values.
            std::size_t above = height - std::min(height, wrapped[i].size());
            return line < above ? std::string() : wrapped[i][line - above];
          },
          [](std::size_t) { return Style::heading; });
    row([&](std::size_t i) { return std::string(widths_[i], '-'); },
        [](std::size_t) { return Style::dim; });
  }

  void cells(std::size_t number) {
    std::size_t height = 1;
    std::vector<std::vector<std::string>> folded;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = columns_[i].cells[number];
      bool prose = columns_[i].field->kind == Kind::prose && widths_[i] > 0;
      folded.push_back(prose ? wrap(cell, widths_[i]) : std::vector<std::string>{cell});
      if (widths_[i] > 0) height = std::max(height, folded.back().size());
    }
    for (std::size_t line = 0; line < height; ++line)
      row([&](std::size_t i) { return line < folded[i].size() ? folded[i][line] : std::string(); },
          [&](std::size_t i) { return style_of_cell(columns_[i], columns_[i].cells[number]); });
  }

  std::string take() { return std::move(text_); }

 private:
  template <class Cell, class Look>
  void row(Cell cell, Look look) {
    bool first = true;
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (widths_[i] == 0) continue;
      if (!first) line += std::string(column_gap, ' ');
      first = false;
      std::string text = cut(cell(i), widths_[i]);
      std::string blanks(widths_[i] - std::min(widths_[i], width(text)), ' ');
      bool right = right_aligned(columns_[i].field->kind);
      std::string styled = terminal_.styled(look(i), text);
      // No blanks at the end of a line: they would wrap it, and show in a diff.
      line += right ? blanks + styled : i == last_ ? styled : styled + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  const std::vector<Column>& columns_;
  const std::vector<std::size_t>& widths_;
  const Terminal& terminal_;
  std::size_t last_ = 0;
  std::string text_;
};

}  // namespace

Table table(const Result& result, const Terminal& terminal) {
  auto window = window_of(result);
  std::vector<Column> columns = columns_of(result, !window);
  std::vector<std::size_t> widths;
  Table made;
  if (terminal.limit()) {
    std::vector<ColumnWidths> wanted;
    for (const Column& column : columns) wanted.push_back(column.widths);
    widths = lay_out(wanted, *terminal.limit());
  } else {
    for (const Column& column : columns)
      widths.push_back(std::max(column.widths.body, column.widths.heading));
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (widths[i] == 0) made.left_out.push_back(columns[i].field->name);
  Printer printer(columns, widths, terminal);
  printer.headings();
  for (std::size_t row = 0; row < result.rows.size(); ++row) printer.cells(row);
  made.text = printer.take();
  if (result.rows.empty()) made.text += "(no rows)\n";
  if (window) made.text += *window + "\n";
  return made;
}

}  // namespace copilot::client
