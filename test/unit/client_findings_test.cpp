// Numbered findings: their list, the file that keeps the numbers, the script of a fix.
// Words: see client/numbering.hpp and client/findings.hpp.
// No server: a finding is made up. Files only in a temporary folder.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "client/findings.hpp"
#include "client/listing.hpp"
#include "client/numbering.hpp"
#include "client/problem.hpp"

using namespace copilot;
using namespace copilot::client;

namespace {

Result finding(const std::map<std::string, std::string>& values) {
  struct {
    const char* name;
    unsigned type;
  } columns[] = {{"rule", 25},        {"category", 25},  {"severity", 25},     {"object_type", 25},
                 {"object", 25},      {"title", 25},     {"detail", 25},       {"evidence", 3802},
                 {"confidence", 700}, {"caveats", 1009}, {"verify_sql", 25},   {"fix_kind", 25},
                 {"fix", 25},         {"fix_lock", 25},  {"fix_duration", 25}, {"undo", 25},
                 {"related", 1009},   {"docs", 25},      {"suppressed", 16}};
  Result made{{}, base::Rows({})};
  std::vector<std::string> names;
  for (const auto& each : columns) {
    made.fields.push_back(field(each.name, each.type, nullptr));
    names.emplace_back(each.name);
  }
  made.rows = base::Rows(names);
  for (const auto& name : names) {
    auto value = values.find(name);
    made.rows.add(value == values.end() ? std::nullopt
                                        : std::optional<std::string_view>(value->second));
  }
  return made;
}

std::map<std::string, std::string> unused_index() {
  return {{"rule", "unused_index"},
          {"category", "index"},
          {"severity", "warning"},
          {"object_type", "index"},
          {"object", "public.orders_note_idx"},
          {"title", "Index public.orders_note_idx is never read"},
          {"detail", "No scan since the counters' reset."},
          {"evidence", R"({"scans": 0, "size_bytes": 2048})"},
          {"confidence", "0.9"},
          {"caveats", R"({"A standby may read it."})"},
          {"verify_sql", "SELECT idx_scan FROM pg_stat_user_indexes"},
          {"fix_kind", "sql"},
          {"fix", "DROP INDEX CONCURRENTLY public.orders_note_idx;"},
          {"fix_lock", "SHARE UPDATE EXCLUSIVE"},
          {"undo", "CREATE INDEX CONCURRENTLY orders_note_idx\n  ON public.orders (note);"},
          {"suppressed", "f"}};
}

// What psql would run: the lines that are no comment.
std::string outside_comments(const std::string& script) {
  std::string text;
  for (std::size_t at = 0; at < script.size();) {
    std::size_t end = script.find('\n', at);
    std::string line = script.substr(at, end - at);
    if (!line.empty() && !line.starts_with("--")) text += line + "\n";
    at = end + 1;
  }
  return text;
}

struct Folder {
  std::string path;
  Folder() {
    char name[] = "/tmp/copilot-numbering.XXXXXX";
    REQUIRE(::mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::string message_of(const Numbering& numbering, const std::string& number) {
  try {
    numbering.find(number);
  } catch (const Problem& problem) {
    CHECK(problem.status == wrong_usage);
    return problem.message;
  }
  return {};
}

}  // namespace

TEST_CASE("numbers mean what they meant when listed") {
  Folder folder;
  Numbering here(folder.path + "/a/b", "host:5432/shop");
  CHECK(message_of(here, "1") == "no findings have been listed for host:5432/shop");
  here.save({{"r1", "public.\"a\nb\"", "index"}, {"r2", "caf\u00e9", "lock"}});
  CHECK(here.find("1").object == "public.\"a\nb\"");
  CHECK(here.find("2").rule == "r2");
  CHECK(here.find("2").category == "lock");
  CHECK(message_of(here, "3") == "there is no finding 3");
  for (const char* bad : {"0", "-1", "1x", "", "one", "99999999999999999999999"})
    CHECK(!message_of(here, bad).empty());
  here.save({});
  CHECK(message_of(here, "1") == "there is no finding 1");
}

TEST_CASE("each place has numbers of its own") {
  Folder folder;
  Numbering one(folder.path, "host:5432/one"), two(folder.path, "host:5432/two");
  one.save({{"r1", "a", "index"}});
  CHECK(message_of(two, "1") == "no findings have been listed for host:5432/two");
  CHECK(one.file() != two.file());
}

TEST_CASE("nobody else may read the file, and no half of it is left") {
  Folder folder;
  Numbering numbering(folder.path + "/state", "p");
  ::umask(0);
  numbering.save({{"r", "o", "c"}});
  struct stat info = {};
  REQUIRE(::stat(numbering.file().c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  REQUIRE(::stat((folder.path + "/state").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0700);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& each :
       std::filesystem::directory_iterator(folder.path + "/state"))
    ++files;
  CHECK(files == 1);
}

TEST_CASE("a damaged file is no list") {
  Folder folder;
  Numbering numbering(folder.path, "p");
  for (const char* text : {"", "{", "[]", "{\"place\": \"q\", \"findings\": []}",
                           "{\"place\": \"p\", \"findings\": 3}", "{\"place\": 7}"}) {
    std::ofstream(numbering.file()) << text;
    CHECK_MESSAGE(message_of(numbering, "1") == "no findings have been listed for p", text);
  }
  std::ofstream(numbering.file()) << R"({"place": "p", "findings": [5, {"rule": 1}]})";
  CHECK(numbering.find("1").rule == "");
}

TEST_CASE("a folder that cannot be written to is said") {
  Numbering numbering("/proc/copilot", "p");
  CHECK_THROWS_AS(numbering.save({}), Problem);
}

TEST_CASE("the list shows severity, title and object, and what is suppressed") {
  auto values = unused_index();
  values["suppressed"] = "t";
  Result list = numbered(finding(values), true);
  CHECK(list.rows[0].text("#") == "1");
  CHECK(list.rows[0].text("title") == "Index public.orders_note_idx is never read (suppressed)");
  CHECK(list.rows[0].text("object") == "public.orders_note_idx");
}

TEST_CASE("show has all of a finding") {
  std::string text = description(finding(unused_index()), {});
  for (const auto& [name, value] : unused_index()) {
    if (name == "evidence" || name == "confidence" || name == "caveats" || name == "suppressed" ||
        name == "fix_kind" || name == "undo")
      continue;
    CHECK_MESSAGE(text.find(value) != std::string::npos, name);
  }
  CHECK(text.find("size_bytes: 2.00 kB (2048)") != std::string::npos);
  CHECK(text.find("Confidence  90 %") != std::string::npos);
  CHECK(text.find("A standby may read it.") != std::string::npos);
  CHECK(text.find("            ON public.orders") != std::string::npos);
}

TEST_CASE("on a terminal prose is folded, SQL is not") {
  auto values = unused_index();
  values["detail"] = "one two three four five six seven eight nine ten";
  values["verify_sql"] = "SELECT one, two, three, four, five, six, seven FROM eight";
  Terminal narrow;
  narrow.output = true;
  narrow.columns = 40;
  std::string text = description(finding(values), narrow);
  CHECK(text.find("one two three four five six\n            seven eight nine ten\n") !=
        std::string::npos);
  CHECK(text.find(values["verify_sql"]) != std::string::npos);
}

TEST_CASE("a fix in SQL can be run as it is, and only the fix") {
  auto values = unused_index();
  CHECK(outside_comments(script(finding(values))) ==
        "DROP INDEX CONCURRENTLY public.orders_note_idx;\n");
  CHECK(script(finding(values)).find("--   ON public.orders (note);") != std::string::npos);
  for (const char* column : {"title", "severity", "fix_lock", "fix_duration", "undo"})
    for (const char* breakout : {"x\nDROP TABLE t;", "x\rDROP TABLE t;", "x\u2028DROP TABLE t;"}) {
      values = unused_index();
      values[column] = breakout;
      std::string text = script(finding(values));
      CHECK(outside_comments(text) == "DROP INDEX CONCURRENTLY public.orders_note_idx;\n");
      CHECK(text.find('\r') == std::string::npos);
    }
}

TEST_CASE("a fix that is not ended is ended, so that psql runs it") {
  struct {
    const char* fix;
    const char* run;
  } cases[] = {{"SELECT 1;\nSELECT 2", "SELECT 1;\nSELECT 2;\n"},
               {"SELECT 1;  \n", "SELECT 1;\n"},
               {"SELECT 1 -- one", "SELECT 1 -- one\n;\n"},
               {"SELECT 1; -- one", "SELECT 1; -- one\n;\n"}};
  for (const auto& each : cases) {
    auto values = unused_index();
    values["fix"] = each.fix;
    CHECK(outside_comments(script(finding(values))) == each.run);
  }
}

TEST_CASE("what is not SQL is never written as SQL") {
  for (const char* kind : {"command", "manual", "parameter_group", ""}) {
    auto values = unused_index();
    values["fix_kind"] = kind;
    values["fix"] = "aws rds reboot\nsecond line";
    std::string text = script(finding(values));
    CHECK(outside_comments(text) == "");
    CHECK(text.find("-- aws rds reboot\n-- second line") != std::string::npos);
  }
}

TEST_CASE("a literal for the hint is safe to paste") {
  CHECK(sql_literal("public.\"it's\"") == "'public.\"it''s\"'");
  CHECK(sql_literal("a\\b'") == " E'a\\\\b'''");
}
