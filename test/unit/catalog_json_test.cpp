// A snapshot as JSON: the same rows back, and every broken text refused with a reason.
// Words: a roundtrip is to_json, then from_json.
// No server here.
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "catalog_fakes.hpp"

using namespace copilot;

namespace {

catalog::Snapshot read(const std::string& text) {
  test::FakeInterrupts interrupts;
  return catalog::from_json(text, interrupts);
}

std::string write(const catalog::Snapshot& snapshot) {
  test::FakeInterrupts interrupts;
  return catalog::to_json(snapshot, interrupts);
}

// The message of the refusal; empty where the text is taken.
std::string refusal(const std::string& text) {
  try {
    read(text);
    return "";
  } catch (const base::UserError& error) {
    CHECK(error.code == base::sqlstate::invalid_parameter_value);
    CHECK_FALSE(error.hint.empty());
    return error.message;
  }
}

std::string with_sections(const std::string& sections) {
  return R"({"copilot_schema":1,"server_version":150000,"sections":)" + sections + "}";
}

}  // namespace

TEST_CASE("a roundtrip changes nothing") {
  catalog::Snapshot snapshot = test::shop();
  snapshot.gaps = {{"sizes", "\"a\\b\"", "tab\tand\nline \x01 \xC3\xA9"}};
  const std::string text = write(snapshot);
  const catalog::Snapshot again = read(text);
  CHECK(write(again) == text);
  CHECK(again.version == snapshot.version);
  CHECK(again.taken_at == snapshot.taken_at);
  CHECK_FALSE(again.live);
  CHECK(again.gaps.front().reason == snapshot.gaps.front().reason);
  CHECK(again.sections.size() == snapshot.sections.size());
  CHECK(again.sections.at("relations").size() == 5);
}

TEST_CASE("an empty section keeps its columns, an emoji and an empty text stay") {
  catalog::Snapshot snapshot;
  snapshot.version = 150000;
  snapshot.sections.emplace("none", test::planted({"a", "b"}, {}));
  snapshot.sections.emplace("some",
                            test::planted({"a"}, {{""}, {std::nullopt}, {"\xF0\x9F\x98\x80"}}));
  const catalog::Snapshot again = read(write(snapshot));
  CHECK(again.sections.at("none").columns().size() == 2);
  CHECK(again.sections.at("none").empty());
  const base::Rows& some = again.sections.at("some");
  CHECK(std::string(some.at(0, 0)) == "");
  CHECK(some.at(1, 0) == nullptr);
  CHECK(std::string(some.at(2, 0)) == "\xF0\x9F\x98\x80");
}

TEST_CASE("what no export is") {
  CHECK(refusal("") == "the schema export is not valid JSON");
  CHECK(refusal("{") == "the schema export is not valid JSON");
  CHECK(refusal("{}") == "the text is not a schema export");
  CHECK(refusal("[]") == "the text is not a schema export");
  CHECK(refusal("1") == "the text is not a schema export");
  CHECK(refusal("null") == "the text is not a schema export");
  CHECK(refusal(R"({"copilot_schema":2,"server_version":150000})") ==
        "the schema export was made by a later version of copilot");
  CHECK(refusal(R"({"copilot_schema":1})") ==
        "the schema export does not say of which version it is");
  CHECK(refusal(R"({"copilot_schema":1,"server_version":-5})") ==
        "the schema export does not say of which version it is");
  CHECK(refusal(R"({"copilot_schema":1,"server_version":99999999999999999999})") ==
        "the schema export does not say of which version it is");
  CHECK(refusal(R"({"copilot_schema":1,"server_version":150000} x)") ==
        "the schema export is not valid JSON");
}

TEST_CASE("sections of another shape") {
  CHECK(refusal(with_sections("[]")) == "");  // what is no object there is nobody's
  for (const char* sections :
       {R"({"a":1})", R"({"a":"x"})", R"({"a":null})", R"({"a":{}})", R"({"a":[]})",
        R"({"a":[[]]})", R"({"a":[1]})", R"({"a":[["x"],[]]})", R"({"a":[["x"],["1","2"]]})",
        R"({"a":[["x"],[1]]})", R"({"a":[["x"],[true]]})", R"({"a":[["x"],[[]]]})",
        R"({"a":[["x"],[{}]]})", R"({"a":[[null]]})"})
    CHECK_MESSAGE(refusal(with_sections(sections)) == "the text is not a schema export", sections);
  CHECK(refusal(with_sections(R"({"a":[["x"]],"a":[["x"]]})")) ==
        "the schema export has a section twice");
  CHECK(refusal(with_sections(R"({"a":[["x"],["\u0000"]]})")) ==
        "the schema export holds text that PostgreSQL could not");
}

TEST_CASE("what a later version may add is passed over, however deep") {
  CHECK(refusal(R"({"extra":{"a":[1,{"b":null}]},"copilot_schema":1,"server_version":150000})") ==
        "");
  std::string deep = R"({"extra":)";
  for (int i = 0; i < 200; ++i) deep += '[';
  CHECK(refusal(deep) == "the schema export is nested too deeply");
  std::string very_deep;
  for (int i = 0; i < 1000000; ++i) very_deep += "[";
  CHECK(refusal(very_deep) == "the text is not a schema export");
}

TEST_CASE("cells that cannot be what they must be are refused when the model is built") {
  test::FakeClock clock;
  test::FakeInterrupts interrupts;
  auto built = [&](const char* section, std::vector<std::string> columns,
                   std::initializer_list<test::Cells> rows) -> std::string {
    catalog::Snapshot snapshot = test::shop();
    snapshot.sections.erase(section);
    snapshot.sections.emplace(section, test::planted(std::move(columns), rows));
    try {
      catalog::build(snapshot, clock, interrupts);
      return "";
    } catch (const base::UserError& error) {
      return error.message;
    }
  };
  CHECK(built("schemas", {"oid", "name", "owner", "acl"}, {{"x", "a", "1", std::nullopt}}) ==
        "the schema export has a value of column \"oid\" that cannot be read");
  CHECK(built("schemas", {"oid", "name", "owner", "acl"}, {{"-1", "a", "1", std::nullopt}}) ==
        "the schema export has a value of column \"oid\" that cannot be read");
  CHECK(built("schemas", {"oid", "name"}, {}) == "the schema export has no column \"owner\"");
  CHECK(built("partitioned", {"relation", "columns"}, {{"1020", "{1,x}"}}) ==
        "the schema export has a value of column \"columns\" that cannot be read");
  CHECK(built("inherits", {"child", "parent"}, {{"1020", "1020"}}) == "");
}
