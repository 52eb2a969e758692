// Tables: layout, headings, units, colours.
// Words: see client/table.hpp and client/layout.hpp.
// No server, no terminal: a Terminal is made up.
#include <doctest/doctest.h>

#include <clocale>

#include "client/layout.hpp"
#include "client/table.hpp"
#include "client/text.hpp"

using namespace copilot;
using namespace copilot::client;

namespace {

constexpr unsigned text_type = 25, bigint_type = 20, real_type = 701, boolean_type = 16,
                   timestamp_type = 1184, interval_type = 1186, integers_type = 1007;

struct Heading {
  const char* name;
  unsigned type;
};

Result result(const std::vector<Heading>& columns,
              const std::vector<std::vector<const char*>>& rows,
              const base::Report* report = nullptr) {
  Result made{{}, base::Rows({})};
  std::vector<std::string> names;
  for (const Heading& each : columns) {
    made.fields.push_back(field(each.name, each.type, report));
    names.emplace_back(each.name);
  }
  made.rows = base::Rows(names);
  for (const auto& row : rows)
    for (const char* cell : row)
      made.rows.add(cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
  return made;
}

Terminal file() {
  return {};
}

Terminal screen(std::size_t columns) {
  Terminal terminal;
  terminal.output = true;
  terminal.columns = columns;
  return terminal;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    widest = std::max(widest, width(text.substr(at, end - at)));
    at = end + 1;
  }
  return widest;
}

}  // namespace

TEST_CASE("numbers stand right, in human units, null is a dash") {
  auto made = table(result({{"table_name", text_type}, {"size_bytes", bigint_type}},
                           {{"orders", "1048576"}, {"x", nullptr}}),
                    file());
  CHECK(made.text ==
        "table name     size\n"
        "----------  -------\n"
        "orders      1.00 MB\n"
        "x                 -\n");
  CHECK(made.left_out.empty());
}

TEST_CASE("the catalogue's unit counts, not only the name") {
  static constexpr base::Column columns[] = {{"value", "bigint", "bytes", ""},
                                             {"query", "text", "sql", ""}};
  static constexpr base::Report report = {"r", "", "", "", false, {}, columns, {}, {}};
  auto made = table(
      result({{"value", bigint_type}, {"query", text_type}}, {{"2048", "SELECT\n  1"}}, &report),
      file());
  CHECK(made.text ==
        "  value  query\n"
        "-------  --------\n"
        "2.00 kB  SELECT 1\n");
}

TEST_CASE("every kind of cell reads as a person would say it") {
  auto made = table(result({{"unused", boolean_type},
                            {"at", timestamp_type},
                            {"waited", interval_type},
                            {"blocked_by", integers_type},
                            {"share_percent", real_type}},
                           {{"t", "2026-01-02 03:04:05.678+00", "00:00:05", "{7,8}", "12.3456"}}),
                    file());
  CHECK(made.text ==
        "unused  at                      waited  blocked by  share %\n"
        "------  ----------------------  ------  ----------  -------\n"
        "yes     2026-01-02 03:04:05+00  5.00 s  7, 8           12.3\n");
}

TEST_CASE("the window of all rows is said once") {
  std::vector<Heading> columns{{"calls", bigint_type},
                               {"window_from", timestamp_type},
                               {"window_to", timestamp_type},
                               {"window_complete", boolean_type}};
  const char* from = "2026-01-01 00:00:00+00";
  const char* to = "2026-01-02 00:00:00+00";
  auto same = table(result(columns, {{"1", from, to, "t"}, {"2", from, to, "t"}}), file());
  CHECK(same.text ==
        "calls\n-----\n    1\n    2\nWindow: 2026-01-01 00:00:00+00 to "
        "2026-01-02 00:00:00+00.\n");
  auto partial = table(result(columns, {{"1", nullptr, to, "f"}}), file());
  CHECK(
      partial.text.ends_with("Window: an unknown time to 2026-01-02 00:00:00+00, not known to be "
                             "complete.\n"));
  auto different = table(result(columns, {{"1", from, to, "t"}, {"2", to, to, "t"}}), file());
  CHECK(different.text.find("window from") != std::string::npos);
}

TEST_CASE("no rows are said, not left to be guessed") {
  CHECK(table(result({{"a", text_type}}, {}), file()).text == "a\n-\n(no rows)\n");
}

TEST_CASE("only a terminal cuts, and it is never overrun") {
  REQUIRE(std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr);
  std::string query(200, 'q');
  auto rows = result({{"rank", bigint_type},
                      {"database", text_type},
                      {"total_time_ms", real_type},
                      {"nothing", text_type},
                      {"query", text_type}},
                     {{"1", "\U0001f418\u65e5\u672c", "12345.6", nullptr, query.c_str()},
                      {"22", "shop", "1", nullptr, "SELECT 1"}});
  CHECK(table(rows, file()).text.find(query) != std::string::npos);
  for (std::size_t columns = 1; columns <= 240; ++columns) {
    auto made = table(rows, screen(columns));
    CHECK(widest_line(made.text) <= std::max<std::size_t>(columns, 4));
    // What is not there is named, and the first column always is there.
    CHECK(made.text.find("rank") != std::string::npos);
    bool shown = made.text.find("database") != std::string::npos;
    bool named = false;
    for (const auto& name : made.left_out) named = named || name == "database";
    CHECK(shown != named);
  }
  auto narrow = table(rows, screen(40));
  CHECK(narrow.text.find("q\u2026") != std::string::npos);
  CHECK(narrow.left_out.front() == "nothing");
}

TEST_CASE("headings wrap before a value is cut") {
  std::vector<ColumnWidths> columns{{4, 5, 17, false, false}, {10, 4, 4, true, false}};
  CHECK(lay_out(columns, 29) == std::vector<std::size_t>{17, 10});
  CHECK(lay_out(columns, 20) == std::vector<std::size_t>{5, 10});
}

TEST_CASE("a number is never cut: its column goes") {
  std::vector<ColumnWidths> columns{
      {4, 4, 4, false, false}, {19, 5, 5, false, false}, {50, 5, 5, true, false}};
  CHECK(lay_out(columns, 30) == std::vector<std::size_t>{4, 0, 24});
}

TEST_CASE("what a row is about is not cut while there is something to leave out") {
  std::vector<ColumnWidths> columns{{30, 4, 4, true, false},
                                    {8, 5, 5, false, false},
                                    {60, 5, 5, true, false},
                                    {1, 9, 9, true, true},
                                    {8, 5, 5, false, false}};
  CHECK(lay_out(columns, 80) == std::vector<std::size_t>{30, 8, 17, 9, 8});
  CHECK(lay_out(columns, 60) == std::vector<std::size_t>{30, 8, 18, 0, 0});
  columns[2].empty = true;
  CHECK(lay_out(columns, 60) == std::vector<std::size_t>{30, 8, 0, 0, 8});
}

TEST_CASE("a verdict is folded, not cut") {
  auto made =
      table(result({{"area", text_type}, {"headline", text_type}, {"findings", bigint_type}},
                   {{"index", "one two three four five six", "3"}}),
            screen(34));
  CHECK(made.text ==
        "area   headline           findings\n"
        "-----  -----------------  --------\n"
        "index  one two three             3\n"
        "       four five six\n");
}

TEST_CASE("colour only where it is wanted") {
  auto rows = result({{"status", text_type}}, {{"critical"}});
  CHECK(table(rows, screen(80)).text.find('\033') == std::string::npos);
  Terminal colourful = screen(80);
  colourful.colour = true;
  CHECK(table(rows, colourful).text.find("\033[1;31mcritical\033[0m") != std::string::npos);
}

TEST_CASE("a value can steer neither the terminal nor the layout") {
  auto made = table(result({{"name", text_type}}, {{"a\x1b[2J\nb"}}), screen(80));
  CHECK(made.text == "name\n-----------\na\\x1b[2J\\nb\n");
}
