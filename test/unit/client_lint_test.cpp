// Lint in the client: baselines, SARIF, workflow commands, the list of a script's findings, files.
// Words: see client/baseline.hpp, client/annotations.hpp and client/script_file.hpp.
// No server: findings are made up. Files only in a temporary folder.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "client/against.hpp"
#include "client/annotations.hpp"
#include "client/arguments.hpp"
#include "client/baseline.hpp"
#include "client/format.hpp"
#include "client/problem.hpp"
#include "client/script_file.hpp"
#include "client/script_findings.hpp"
#include "report/catalogue.hpp"

using namespace copilot;
using namespace copilot::client;

namespace {

using Json = nlohmann::json;

struct Planned {
  const char* rule;
  const char* severity;
  const char* object;
  const char* title;
  const char* detail;
  const char* evidence;
  const char* fix_kind;
  const char* fix;
  const char* suppressed;
  const char* caveats = nullptr;
};

Result findings(const std::vector<Planned>& list) {
  const std::vector<std::string> names = {"rule",  "severity",   "object_type", "object",
                                          "title", "detail",     "evidence",    "fix_kind",
                                          "fix",   "suppressed", "caveats"};
  Result made{{}, base::Rows(names)};
  for (const std::string& name : names)
    made.fields.push_back(field(name,
                                name == "evidence"     ? 3802
                                : name == "suppressed" ? 16
                                                       : 25,
                                nullptr));
  for (const Planned& each : list)
    for (const char* cell :
         {each.rule, each.severity, "table", each.object, each.title, each.detail, each.evidence,
          each.fix_kind, each.fix, each.suppressed, each.caveats})
      made.rows.add(cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
  return made;
}

Result two_files() {
  Result all = placed(
      findings(
          {{"index_blocks", "critical", "public.orders", "Blocks, writes: 5 %", "All writers wait",
            R"({"line": 3})", "sql", "CREATE INDEX CONCURRENTLY ON public.orders (note);", "f"},
           {"name_long", "notice", "public.x", "Name is long", nullptr, R"({"line": 7})", "manual",
            "Shorten it.", "f", R"({"It is {presumed}"})"}}),
      "db/1 a.sql");
  append(all, placed(findings({{"column_dropped", "unknown", "public.orders.a\n::error::b",
                                "Evil\r\n::error::x", nullptr, "{}", nullptr, nullptr, "t"}}),
                     standard_input));
  return all;
}

Result rules() {
  const std::vector<std::string> names = {"rule", "category", "severity", "title",
                                          "why",  "fix",      "sources"};
  Result made{{}, base::Rows(names)};
  for (const std::string& name : names) made.fields.push_back(field(name, 25, nullptr));
  for (const char* cell : {"name_long", "schema", "notice", "Long name", "It is cut.",
                           "Shorten it.", "https://example.org/names, https://example.org/more"})
    made.rows.add(cell);
  for (const char* cell : {"index_blocks", "change", "critical", "Index that blocks",
                           "Writers wait.", "Concurrently.", "the manual"})
    made.rows.add(cell);
  return made;
}

struct Folder {
  std::string path;
  Folder() {
    char name[] = "/tmp/copilot-lint.XXXXXX";
    REQUIRE(::mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const std::string& name, const std::string& text) const {
    std::string file = path + "/" + name;
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
};

template <class Action>
Problem problem_of(Action action) {
  try {
    action();
  } catch (const Problem& problem) {
    return problem;
  }
  return {fine, "", "", ""};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("findings get their file, and the line of their evidence") {
  Result all = two_files();
  CHECK(all.fields[0].name == "file");
  CHECK(all.rows[0].text("file") == "db/1 a.sql");
  CHECK(all.rows[0].text("line") == "3");
  CHECK(all.rows[2].null("line"));
  CHECK(all.rows[2].text("rule") == "column_dropped");
  CHECK(placed(findings({{"r", "notice", "o", "t", nullptr, "{}", nullptr, nullptr, "f"}}), "")
            .rows[0]
            .null("file"));
  Json json = Json::parse(copilot::client::json(all));
  CHECK(json[0]["line"] == 3);
  CHECK(json[2]["line"].is_null());
}

TEST_CASE("a baseline knows what it was made of, and only that") {
  Result all = two_files();
  Baseline made(all);
  Baseline read(made.json(), "b.json");
  CHECK(read.entries() == made.entries());
  CHECK(read.unknown_of(all).rows.empty());
  CHECK(read.stale(all, {"db/1 a.sql"}) == 0);

  Baseline some(R"([{"rule": "index_blocks", "object": "public.orders"},
                    {"file": "./db/x/../1 a.sql", "rule": "name_long", "object": "public.x"},
                    {"file": "other.sql", "rule": "name_long", "object": "public.y"},
                    {"file": "db/1 a.sql", "rule": "gone", "object": "public.x"}])",
                "b.json");
  Result fresh = some.unknown_of(all);
  REQUIRE(fresh.rows.size() == 1);
  CHECK(fresh.rows[0].text("rule") == "column_dropped");
  // Of a file that was not judged nothing is known.
  CHECK(some.stale(all, {"db/1 a.sql"}) == 1);
  CHECK(Baseline("[]", "b.json").unknown_of(all).rows.size() == 3);
  // The same object in another file is another finding.
  CHECK(Baseline(R"([{"file": "c.sql", "rule": "name_long", "object": "public.x"}])", "b.json")
            .unknown_of(all)
            .rows.size() == 3);
}

TEST_CASE("a baseline that is none is refused, with what it should be") {
  for (const char* text :
       {"", "{", "{}", "[1]", R"([{"rule": "a"}])", R"([{"rule": 1, "object": ""}])",
        R"([{"rule": "a", "object": "b", "file": 2}])"}) {
    INFO(std::string(text));
    Problem problem = problem_of([&] { Baseline(text, "b.json"); });
    CHECK(problem.status == wrong_usage);
    CHECK(has(problem.message, "b.json"));
    CHECK(has(problem.hint, "--write-baseline"));
  }
}

TEST_CASE("SARIF has the structure of 2.1.0, each result with a rule that is told") {
  const std::string text = sarif(two_files(), rules(), "1.2.3");
  Json log = Json::parse(text);
  CHECK(log["version"] == "2.1.0");
  CHECK(has(log["$schema"], "sarif-2.1.0"));
  REQUIRE(log["runs"].size() == 1);
  const Json& driver = log["runs"][0]["tool"]["driver"];
  CHECK(driver["name"] == "copilot");
  CHECK(driver["version"] == "1.2.3");
  REQUIRE(driver["rules"].size() == 3);
  CHECK(driver["rules"][0]["id"] == "name_long");
  CHECK(driver["rules"][0]["helpUri"] == "https://example.org/names");
  CHECK(driver["rules"][0]["shortDescription"]["text"] == "Long name");
  CHECK(driver["rules"][0]["defaultConfiguration"]["level"] == "note");
  CHECK(driver["rules"][0]["properties"]["tags"] == Json::array({"schema"}));
  CHECK(!driver["rules"][1].contains("helpUri"));
  const Json& results = log["runs"][0]["results"];
  REQUIRE(results.size() == 3);
  for (const Json& each : results) {
    CHECK(driver["rules"][each["ruleIndex"].get<std::size_t>()]["id"] == each["ruleId"]);
    CHECK(!each["message"]["text"].get<std::string>().empty());
    CHECK(each["locations"].is_array());
  }
  CHECK(results[0]["level"] == "error");
  const Json& place = results[0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "db/1%20a.sql");
  CHECK(place["region"]["startLine"] == 3);
  CHECK(results[0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "public.orders");
  CHECK(has(results[0]["message"]["text"], "Instead:\nCREATE INDEX CONCURRENTLY"));
  CHECK(!results[0].contains("suppressions"));
  CHECK(results[1]["level"] == "note");
  CHECK(results[2]["suppressions"][0]["kind"] == "external");
  CHECK(!results[2]["locations"][0].contains("physicalLocation"));
  CHECK(Json::parse(sarif(findings({}), rules(), "1"))["runs"][0]["results"] == Json::array());
}

TEST_CASE("a path below the working folder is one of the repository, another has its scheme") {
  auto uri = [](const std::string& file) {
    Result one = placed(
        findings({{"r", "warning", "o", "t", nullptr, R"({"line": 1})", nullptr, nullptr, "f"}}),
        file);
    Json log = Json::parse(sarif(one, rules(), "1"));
    return log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
              ["uri"]
                  .get<std::string>();
  };
  CHECK(uri(std::filesystem::current_path().string() + "/a/b.sql") == "a/b.sql");
  CHECK(uri("/nowhere/\xC3\xA4#.sql") == "file:///nowhere/%C3%A4%23.sql");
}

TEST_CASE("workflow commands: a line a finding, whatever its texts hold") {
  const std::string text = workflow_commands(two_files());
  CHECK(text ==
        "::error file=db/1 a.sql,line=3,title=index_blocks::Blocks, writes: 5 %25.%0AAll writers "
        "wait.%0AInstead:%0ACREATE INDEX CONCURRENTLY ON public.orders (note);\n"
        "::notice file=db/1 a.sql,line=7,title=name_long::Name is long.%0AIt is {presumed}.%0AWhat "
        "to do: Shorten "
        "it.\n"
        "::notice title=column_dropped::Evil\\r%0A::error::x.\n");
  Result odd = placed(
      findings({{"r", "warning", "o", "t.", nullptr, R"({"line": 1})", nullptr, nullptr, "f"}}),
      "a,b:c%.sql");
  CHECK(workflow_commands(odd) == "::warning file=a%2Cb%3Ac%25.sql,line=1,title=r::t.\n");
  CHECK(workflow_commands(findings({})).empty());
}

TEST_CASE("the list of a script begins each finding with its place, SQL indented below") {
  const std::string text = script_list(two_files(), Terminal{});
  CHECK(has(text,
            "db/1 a.sql:3: critical index_blocks: Blocks, writes: 5 %\n    All writers wait\n"
            "    fix:\n        CREATE INDEX CONCURRENTLY ON public.orders (note);\n\n"));
  CHECK(has(text,
            "db/1 a.sql:7: notice name_long: Name is long\n    note: It is {presumed}\n    fix: "
            "Shorten it.\n\n"));
  CHECK(has(text, "<stdin>: unknown column_dropped: Evil\\r\\n::error::x (suppressed)\n"));
  CHECK(text.ends_with("3 findings: 1 critical, 1 unknown, 1 notice\n"));
  CHECK(script_list(findings({}), Terminal{}) == "No findings.\n");
  Terminal colours;
  colours.output = colours.colour = true;
  CHECK(has(script_list(two_files(), colours), "\033[1;31mcritical\033[0m"));
}

TEST_CASE("files: marks, encodings, emptiness, size, what is no file") {
  Folder folder;
  CHECK(read_script(folder.write("bom.sql", "\xEF\xBB\xBFSELECT 1;")).text == "SELECT 1;");
  CHECK(read_script(folder.write("empty.sql", "")).text.empty());
  CHECK(read_script(folder.write("crlf.sql", "a\r\nb")).text == "a\r\nb");
  const std::string large = "-- \xC3\xA4\n" + std::string(10u << 20, 'x');
  CHECK(read_script(folder.write("large.sql", large)).text.size() == large.size());
  CHECK(read_script(folder.path + "/.//empty.sql").name == folder.path + "/empty.sql");

  auto refused = [&](const std::string& text, const std::string& message, const std::string& hint) {
    const std::string file = folder.write("odd.sql", text);
    Problem problem = problem_of([&] { read_script(file); });
    CHECK(problem.status == wrong_usage);
    CHECK(has(problem.message, message));
    CHECK(has(problem.hint, hint));
  };
  refused("SELECT 1;\nSELECT '\xE4';\n", "odd.sql:2: this is not UTF-8", "iconv -f LATIN1");
  refused(std::string("\xFF\xFES\0", 4), "UTF-16", "iconv -f UTF-16");
  refused(std::string("PGDMP\n\0", 7), "odd.sql:2: there is a zero byte", "pg_restore");
  CHECK(has(problem_of([&] { read_script(folder.path); }).message, "it is a directory"));
  CHECK(has(problem_of([&] { read_script(folder.path + "/none"); }).message, "No such file"));
  const std::string one = folder.write("one.sql", "");
  CHECK(has(problem_of([&] { read_scripts({one, folder.path + "/./one.sql"}); }).message, "twice"));
}

TEST_CASE("a file is written whole, or the old one stays") {
  Folder folder;
  const std::string file = folder.write("b.json", "old");
  write_file(file, "new", "the baseline");
  CHECK(read_file(file, "the baseline") == "new");
  Problem problem =
      problem_of([&] { write_file(folder.path + "/no/b.json", "x", "the baseline"); });
  CHECK(problem.status == wrong_usage);
  CHECK(has(problem.message, "cannot write the baseline"));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
}

TEST_CASE("against takes an export, and passes on what is a name") {
  Folder folder;
  const std::string text = R"({"copilot_schema": 1, "sections": {"a": {"copilot_schema": 2}}})";
  CHECK(schema_source(folder.write("schema.json", text + "\n")) == text + "\n");
  for (const char* name : {"orders", "orders/shop", "/no_such_database_folder", "current",
                           "dbname=shop host=/tmp/x/y", "postgresql://h/shop.json"})
    CHECK(schema_source(name) == name);
  for (const std::string& broken :
       {folder.write("half.json", text.substr(0, 30)), folder.write("none.json", ""),
        folder.write("deep.json", R"({"sections": {"copilot_schema": 1}})"),
        folder.write("list.json", "[]"), folder.path, std::string("no.json"), std::string("./no"),
        std::string("a/b/no")}) {
    INFO(broken);
    Problem problem = problem_of([&] { schema_source(broken); });
    CHECK(problem.status == wrong_usage);
    CHECK(has(problem.hint, "copilot.schema_export()' > schema.json"));
  }
}

TEST_CASE("lint's own forms are lint's only, its schema may repeat") {
  const Grammar commands = grammar(report::catalogue());
  Invocation lint =
      parse(commands, {"lint", "a.sql", "-", "--format", "sarif", "--in-transaction"});
  CHECK(lint.operands == std::vector<std::string>{"a.sql", "-"});
  CHECK(lint.option("format") == "sarif");
  CHECK(lint.on("in-transaction"));
  CHECK(parse(commands, {"--format", "github", "lint"}).option("format") == "github");
  CHECK(parse(commands, {"lint", "--schema", "a", "--schema", "b,c"}).list("schema") ==
        std::vector<std::string>{"a", "b,c"});
  CHECK(problem_of([&] {
          parse(commands, {"findings", "--format", "sarif"});
        }).status == wrong_usage);
  CHECK(problem_of([&] { parse(commands, {"lint", "--format", "xml"}); }).status == wrong_usage);
}
