// The command line: grammar, parsing, help, completion.
// Words: see client/grammar.hpp and client/arguments.hpp.
// The catalogue is a made-up one: no report of the real one is relied on.
#include <doctest/doctest.h>

#include "client/arguments.hpp"
#include "client/commands.hpp"
#include "client/completion.hpp"
#include "client/help.hpp"
#include "client/nearest.hpp"
#include "client/text.hpp"

using namespace copilot;
using namespace copilot::client;

namespace {

constexpr base::Parameter parameters[] = {
    {"order_by", "text", "size", "size|name", "what comes first"},
    {"max_rows", "integer", "20", nullptr, "how many rows"},
    {"with_empty", "boolean", "false", nullptr, "empty ones too"},
    {"since", "interval", nullptr, nullptr, "how far back"},
};
constexpr base::Parameter needed[] = {
    {"metric", "text", nullptr, nullptr, "what to show", true},
    {"since", "interval", nullptr, nullptr, "how far back"},
};
constexpr base::Column columns[] = {{"name", "text", "", "the thing"}};
constexpr base::Report reports[] = {
    {"big_things", "Big things", "What is big.", "big", true, parameters, columns, {}, {}},
    {"history", "History", "One metric.", "chart", true, needed, columns, {}, {}},
    {"locks", "Locks", "Who waits.", "locks", false, {}, columns, {}, {}},
};

struct Parsed {
  Grammar commands = grammar(reports);
  Invocation invocation;
  explicit Parsed(const std::vector<std::string>& words) : invocation(parse(commands, words)) {}
};

Problem mistake(const std::vector<std::string>& words) {
  Grammar commands = grammar(reports);
  try {
    parse(commands, words);
  } catch (const Problem& problem) {
    return problem;
  }
  FAIL("no mistake was found");
  return {};
}

}  // namespace

TEST_CASE("what a report must be given needs no option, and is missed") {
  Target target{};
  for (const auto& words : {std::vector<std::string>{"history", "database.commits"},
                            {"history", "--metric", "database.commits"}}) {
    Parsed parsed(words);
    Call call = report_call(*parsed.invocation.command, parsed.invocation, target);
    CHECK(sql(call) == "SELECT * FROM copilot.history(metric => $1::text)");
    CHECK(call.arguments[0].value == "database.commits");
  }
  CHECK(mistake({"history"}).message == "history needs a value for --metric");
  CHECK(mistake({"history", "a", "b"}).message == "unexpected argument \"b\"");
  CHECK(mistake({"locks", "a"}).message == "unexpected argument \"a\"");
}

TEST_CASE("a report's parameters become named arguments, bound and cast") {
  Parsed parsed(
      {"big-things", "--order-by", "name", "--max-rows=-5", "--with-empty", "-s", "prod"});
  Target target{};
  target.server = "prod";
  Call call = report_call(*parsed.invocation.command, parsed.invocation, target);
  CHECK(sql(call) ==
        "SELECT * FROM copilot.big_things(order_by => $1::text, max_rows => $2::text::integer, "
        "with_empty => $3::text::boolean, server => $4::text)");
  CHECK(call.arguments[0].value == "name");
  CHECK(call.arguments[1].value == "-5");
  CHECK(call.arguments[2].value == "true");
  CHECK(call.arguments[3].value == "prod");
}

TEST_CASE("what is not given is left to the server's defaults") {
  Parsed parsed({"big_things"});
  CHECK(sql(report_call(*parsed.invocation.command, parsed.invocation, {})) ==
        "SELECT * FROM copilot.big_things()");
}

TEST_CASE("snake_case, negation and null are understood") {
  Parsed parsed({"big_things", "--max_rows", "all", "--no-with-empty", "--since", "null"});
  Call call = report_call(*parsed.invocation.command, parsed.invocation, {});
  REQUIRE(call.arguments.size() == 3);
  CHECK(call.arguments[0].value == std::nullopt);
  CHECK(call.arguments[1].value == "false");
  CHECK(call.arguments[2].value == std::nullopt);
}

TEST_CASE("what a user types never becomes SQL") {
  Parsed parsed({"big-things", "--since", "1 day'); DROP TABLE x; --"});
  Call call = report_call(*parsed.invocation.command, parsed.invocation, {});
  CHECK(sql(call).find("DROP") == std::string::npos);
}

TEST_CASE("connection options stand before or after the command, the last one wins") {
  Parsed parsed({"-d", "shop", "locks", "-hdb1", "--port=5433", "-U", "me", "-d", "other"});
  CHECK(parsed.invocation.command->name == "locks");
  CHECK(parsed.invocation.option("dbname") == "other");
  CHECK(parsed.invocation.option("host") == "db1");
  CHECK(parsed.invocation.option("port") == "5433");
}

TEST_CASE("a question may be many words, also names of commands and options' values") {
  Parsed parsed({"ask", "who", "locks", "[x, y]", "--format", "json", "health", "?"});
  CHECK(parsed.invocation.command->name == "ask");
  CHECK(parsed.invocation.operands ==
        std::vector<std::string>{"who", "locks", "[x, y]", "health", "?"});
  CHECK(Parsed({"ask", "--", "--why"}).invocation.operands == std::vector<std::string>{"--why"});
  CHECK(Parsed({"ask", ""}).invocation.operands == std::vector<std::string>{""});
}

TEST_CASE("watch takes the options of what it watches") {
  Parsed parsed({"watch", "big_things", "--max-rows", "3", "--interval", "5"});
  CHECK(parsed.invocation.command->name == "watch");
  REQUIRE(parsed.invocation.watched != nullptr);
  CHECK(parsed.invocation.watched->name == "big-things");
  CHECK(parsed.invocation.option("max-rows") == "3");
  CHECK(parsed.invocation.option("interval") == "5");
}

TEST_CASE("a mistyped word gets the one that was meant") {
  struct {
    std::vector<std::string> words;
    const char* message;
    const char* hint;
  } cases[] = {
      {{"heath"}, "unknown command \"heath\"", "Did you mean health?"},
      {{"big_thing"}, "unknown command \"big_thing\"", "Did you mean big-things?"},
      {{"frobnicate"}, "unknown command \"frobnicate\"", "See: pgcopilot --help"},
      {{"big-things", "--ordr-by", "x"},
       "unknown option \"--ordr-by\"",
       "Did you mean --order-by?"},
      {{"locks", "--fromat=json"}, "unknown option \"--fromat\"", "Did you mean --format?"},
      {{"watch", "lock"}, "watch does not know \"lock\"", "Did you mean locks?"},
      {{"big-things", "--order-by", "sise"}, "--order-by cannot be \"sise\"", "Did you mean size?"},
      {{"findings", "--category", "index,lok"},
       "--category cannot be \"lok\"",
       "Did you mean lock?"},
      {{"locks", "--format", "xml"}, "--format cannot be \"xml\"", "See: pgcopilot locks --help"},
      {{"locks", "more"}, "unexpected argument \"more\"", "See: pgcopilot locks --help"},
      {{"locks", "--format"}, "--format needs a value", "See: pgcopilot locks --help"},
  };
  for (const auto& each : cases) {
    Problem problem = mistake(each.words);
    CHECK(problem.status == wrong_usage);
    CHECK(problem.message == each.message);
    CHECK_MESSAGE(problem.hint.find(each.hint) != std::string::npos, problem.hint);
  }
  CHECK(mistake({"big-things", "--order-by", "sise"}).detail == "It is one of: size, name.");
}

TEST_CASE("what is far away is not suggested") {
  CHECK(nearest("helth", {"health", "show"}) == "health");
  CHECK(nearest("hsow", {"health", "show"}) == "show");
  CHECK(nearest("xyzzy", {"health", "show"}) == std::nullopt);
  CHECK(nearest("", {"health"}) == std::nullopt);
  CHECK(nearest(std::string(100000, 'h'), {"health"}) == std::nullopt);
}

TEST_CASE("help names every command and option, and fits") {
  Grammar commands = grammar(reports);
  std::string text = overview(commands, 80);
  for (const auto& command : commands.commands) {
    CHECK(text.find("  " + command.name) != std::string::npos);
    std::string own = help(commands, command, 80);
    for (const auto& option : command.options)
      CHECK_MESSAGE(own.find(option.name) != std::string::npos, command.name);
    for (const auto& example : command.examples) CHECK(own.find(example) != std::string::npos);
    CHECK(!command.summary.empty());
  }
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    CHECK(width(text.substr(at, end - at)) <= 80);
    at = end + 1;
  }
  std::string report = help(commands, *commands.find("big_things"), 80);
  CHECK(report.find("--[no-]with-empty") != std::string::npos);
  CHECK(report.find("what comes first (one of size, name; default: size)") != std::string::npos);
  CHECK(report.find("the thing") != std::string::npos);
}

TEST_CASE("--help and --version need nothing else to be right") {
  CHECK(Parsed({"--help"}).invocation.on("help"));
  CHECK(Parsed({"locks", "-?"}).invocation.on("help"));
  CHECK(Parsed({"-V"}).invocation.on("version"));
  CHECK(Parsed({"findings", "--fail-on", "x", "--help"}).invocation.on("help"));
}

TEST_CASE("completion knows every command, option and choice") {
  Grammar commands = grammar(reports);
  for (const std::string& text : {bash_completion(commands), zsh_completion(commands)}) {
    for (const auto& command : commands.commands)
      CHECK(text.find(command.name) != std::string::npos);
    CHECK(text.find("big-things:--order-by) candidates=\"size name\"") != std::string::npos);
    CHECK(text.find("*:--format) candidates=\"table json csv markdown\"") != std::string::npos);
    CHECK(text.find("--no-with-empty") != std::string::npos);
  }
}
