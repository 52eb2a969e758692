// json, csv and markdown.
// Words: see client/format.hpp.
// No server: a result is made up.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "client/format.hpp"

using namespace copilot;
using namespace copilot::client;

namespace {

Result sample() {
  struct {
    const char* name;
    unsigned type;
  } columns[] = {{"name", 25},   {"size_bytes", 20}, {"ratio", 1700},  {"ok", 16},
                 {"tags", 1009}, {"pids", 1007},     {"detail", 3802}, {"waited", 1186}};
  Result made{{}, base::Rows({})};
  std::vector<std::string> names;
  for (const auto& each : columns) {
    made.fields.push_back(field(each.name, each.type, nullptr));
    names.emplace_back(each.name);
  }
  made.rows = base::Rows(names);
  return made;
}

void add(Result& result, const std::vector<const char*>& cells) {
  for (const char* cell : cells)
    result.rows.add(cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
}

}  // namespace

TEST_CASE("json keeps types, digits and null") {
  Result result = sample();
  add(result, {"a\"b\\\n\x1b", "9007199254740993", "0.12345678901234567890", "t",
               R"({x,NULL,"y z"})", "{1,2}", R"({"a": [1, null]})", "1 day"});
  add(result, {nullptr, nullptr, "NaN", "f", nullptr, "{}", nullptr, nullptr});
  std::string text = json(result);
  // The digits of what a double could not hold are there.
  CHECK(text.find("\"size_bytes\": 9007199254740993") != std::string::npos);
  CHECK(text.find("0.12345678901234567890") != std::string::npos);
  auto parsed = nlohmann::json::parse(text);
  REQUIRE(parsed.size() == 2);
  CHECK(parsed[0]["name"] == "a\"b\\\n\x1b");
  CHECK(parsed[0]["ok"] == true);
  CHECK(parsed[0]["tags"] == nlohmann::json::parse(R"(["x", null, "y z"])"));
  CHECK(parsed[0]["pids"] == nlohmann::json::parse("[1, 2]"));
  CHECK(parsed[0]["detail"]["a"][1] == nullptr);
  CHECK(parsed[0]["waited"] == "1 day");
  CHECK(parsed[1]["name"] == nullptr);
  CHECK(parsed[1]["ratio"] == "NaN");
  CHECK(parsed[1]["pids"].empty());
}

TEST_CASE("json of nothing is an empty array") {
  CHECK(json(sample()) == "[]\n");
}

TEST_CASE("json is valid even for text that is not UTF-8") {
  Result result = sample();
  add(result, {"a\xff", "1", "1", "t", "{\"\xff\"}", "{}", "{}", "1 day"});
  CHECK(nlohmann::json::accept(json(result)));
}

TEST_CASE("csv quotes what RFC 4180 asks for, and tells null from empty") {
  Result result{
      {field("a,b", 25, nullptr), field("c", 25, nullptr), field("size_bytes", 20, nullptr)},
      base::Rows({"a,b", "c", "size_bytes"})};
  add(result, {"say \"hi\"", "two\nlines", "1048576"});
  add(result, {"", nullptr, nullptr});
  CHECK(csv(result) == "\"a,b\",c,size_bytes\n\"say \"\"hi\"\"\",\"two\nlines\",1048576\n\"\",,\n");
}

TEST_CASE("markdown cannot be broken out of") {
  Result result{{field("na|me", 25, nullptr), field("size_bytes", 20, nullptr)},
                base::Rows({"na|me", "size_bytes"})};
  add(result, {"a|b <script> & `c` x_y\nz", "1024"});
  add(result, {nullptr, nullptr});
  CHECK(markdown(result) ==
        "| na\\|me | size\\_bytes |\n| --- | ---: |\n"
        "| a\\|b &lt;script> &amp; \\`c\\` x\\_y\\\\nz | 1.00 kB |\n|  |  |\n");
}

TEST_CASE("formats have names") {
  CHECK(format_named("csv") == Format::csv);
  CHECK(format_named("xml") == std::nullopt);
}
