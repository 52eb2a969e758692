// ScriptSplitter: where psql would end a statement, what is its own, and what is lost of neither.
// Words: see base/script_split.hpp. A script's shape is its pieces, one text each; > marks psql's own.
// The comparison with psql itself is test/lexer/run; no server here.
#include <doctest/doctest.h>

#include <ctime>
#include <string>
#include <vector>

#include "base/script_split.hpp"

using namespace copilot::base;

namespace {

using Texts = std::vector<std::string>;

std::vector<ScriptPiece> pieces(const std::string& script) {
  std::vector<ScriptPiece> all;
  ScriptSplitter splitter(script);
  for (ScriptPiece piece; splitter.next(piece);) all.push_back(piece);
  return all;
}

Texts shape(const std::string& script) {
  Texts texts;
  ScriptSplitter splitter(script);
  for (ScriptPiece piece; splitter.next(piece);) {
    const bool own = piece.kind == ScriptPiece::Kind::client_command;
    texts.push_back((own ? ">" : "") + splitter.sent(piece) +
                    (piece.unclosed_line == 0 ? "" : "~"));
  }
  return texts;
}

std::vector<int> lines(const std::string& script) {
  std::vector<int> numbers;
  for (const ScriptPiece& piece : pieces(script)) numbers.push_back(piece.line);
  return numbers;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("semicolons end statements, but not in literals, names, comments and parentheses") {
  CHECK(shape("SELECT 1; SELECT ';' ;; ; SELECT \";\" /* ; */, $$;$$ -- ;\n; ") ==
        Texts{"SELECT 1", "SELECT ';'", "SELECT \";\" /* ; */, $$;$$"});
  CHECK(shape("CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1") ==
        Texts{"CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)", "SELECT 1"});
  CHECK(shape("") == Texts{});
  CHECK(shape(" -- nothing\n/* at all */ ;;") == Texts{});
  CHECK(shape("SELECT 1)); SELECT 2") == Texts{"SELECT 1))", "SELECT 2"});
  CHECK(shape("\xEF\xBB\xBFSELECT 1;") == Texts{"SELECT 1"});
}

TEST_CASE("lines are counted from one, over everything that is skipped") {
  CHECK(lines("\n\nSELECT\n1;\r\n-- x\nSELECT 2; SELECT '\n\n'; SELECT 3") ==
        std::vector<int>{3, 6, 6, 8});
  CHECK(lines("COPY t FROM stdin;\n1\n2\n\\.\nSELECT 1;") == std::vector<int>{1, 5});
  CHECK(lines("\\set a b\n\\echo c\nSELECT 1;") == std::vector<int>{1, 2, 3});
}

TEST_CASE("a function's body in SQL keeps its semicolons") {
  const std::string body =
      "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; "
      "SELECT CASE WHEN true THEN 1 END; END";
  CHECK(shape(body + "; SELECT 2") == Texts{body, "SELECT 2"});
  const std::string procedure = "create procedure p() begin atomic insert into t values (1); end";
  CHECK(shape(procedure + ";commit") == Texts{procedure, "commit"});
  // BEGIN is a transaction's elsewhere, and END its COMMIT.
  CHECK(shape("BEGIN; CREATE TABLE begin_case (a int); END; CASE") ==
        Texts{"BEGIN", "CREATE TABLE begin_case (a int)", "END", "CASE"});
  // The second of two that are sent as one is no function.
  CHECK(shape("CREATE FUNCTION f()\\; BEGIN; SELECT 1") ==
        Texts{"CREATE FUNCTION f() ; BEGIN", "SELECT 1"});
  CHECK(shape("CREATE FUNCTION f() RETURNS int AS 'begin; end;' LANGUAGE plpgsql; SELECT 1") ==
        Texts{"CREATE FUNCTION f() RETURNS int AS 'begin; end;' LANGUAGE plpgsql", "SELECT 1"});
}

TEST_CASE("commands of psql") {
  CHECK(shape("\\set x 1\nSELECT 1;\\echo a; b\nSELECT 2") ==
        Texts{">\\set x 1", "SELECT 1", ">\\echo a; b", "SELECT 2"});
  CHECK(shape("\\echo 'a\\\\b' \\\\ SELECT 1;") == Texts{">\\echo 'a\\\\b'", "SELECT 1"});
  CHECK(shape("\\if :x \\echo y\nSELECT 1;\n\\endif") ==
        Texts{">\\if :x", ">\\echo y", "SELECT 1", ">\\endif"});
  CHECK(shape("SELECT 'CREATE' \\gexec\nSELECT 2 \\gset p_\nSELECT 3 \\g") ==
        Texts{"SELECT 'CREATE'", ">\\gexec", "SELECT 2", ">\\gset p_", "SELECT 3", ">\\g"});
  // What does not send the statement is a hole in it.
  CHECK(shape("SELECT 1 \\echo hi\n + 2;") == Texts{"SELECT 1         \n + 2", ">\\echo hi"});
  CHECK(shape("SELECT 1 \\r\nSELECT 2;") == Texts{">\\r", "SELECT 2"});
  CHECK(shape("SELECT 1\\; SELECT 2; SELECT 3") == Texts{"SELECT 1 ; SELECT 2", "SELECT 3"});
  CHECK(shape("SELECT 1; \\! rm \\; 'x\nSELECT 2;") ==
        Texts{"SELECT 1", ">\\! rm \\; 'x", "SELECT 2"});
}

TEST_CASE("quit ends a script, but not within a condition") {
  CHECK(shape("SELECT 1;\n\\q\nthe rest is prose; it's not read") == Texts{"SELECT 1", ">\\q"});
  CHECK(shape("\\if :x\n\\q\n\\endif\nSELECT 1;") ==
        Texts{">\\if :x", ">\\q", ">\\endif", "SELECT 1"});
}

TEST_CASE("data of COPY are no statements") {
  CHECK(shape("COPY t (a, b) FROM stdin WITH (FORMAT text);\n1\t;'\n(\n\\.\nSELECT 1;") ==
        Texts{"COPY t (a, b) FROM stdin WITH (FORMAT text)", "SELECT 1"});
  CHECK(shape("copy t from STDIN; SELECT 0; -- x\nSELECT\n\\.\r\nSELECT 1;") ==
        Texts{"copy t from STDIN", "SELECT 0", "SELECT 1"});
  CHECK(shape("\\copy t from stdin csv\n1,';\n\\.\nSELECT 1;") ==
        Texts{">\\copy t from stdin csv", "SELECT 1"});
  CHECK(shape("COPY t FROM stdin;\nno end") == Texts{"COPY t FROM stdin"});
  // Others have none.
  CHECK(shape("COPY t TO stdout;\nSELECT 1;") == Texts{"COPY t TO stdout", "SELECT 1"});
  CHECK(shape("COPY t FROM 'stdin';\nSELECT 1;") == Texts{"COPY t FROM 'stdin'", "SELECT 1"});
  CHECK(shape("COPY (SELECT a FROM stdin) TO stdout;\nSELECT 1;") ==
        Texts{"COPY (SELECT a FROM stdin) TO stdout", "SELECT 1"});
  CHECK(shape("\\copy t from 'a file'\nSELECT 1;") == Texts{">\\copy t from 'a file'", "SELECT 1"});
}

TEST_CASE("what is never closed ends the script") {
  CHECK(shape("SELECT 1; SELECT 'a; SELECT 2;") == Texts{"SELECT 1", "SELECT 'a; SELECT 2;~"});
  CHECK(shape("SELECT\n'a;\nb; SELECT 2;") == Texts{"SELECT\n'a;~"});
  CHECK(pieces("SELECT 1;\n\nSELECT\n'a;\n").back().unclosed_line == 4);
  CHECK(shape("SELECT 1; /* SELECT 2;").back().ends_with("~"));
  CHECK(shape("SELECT $a$ ; $b$").back().ends_with("~"));
}

TEST_CASE("an open parenthesis hides its statement only") {
  CHECK(shape("CREATE TABLE t (a int; SELECT 1; SELECT 2;") ==
        Texts{"CREATE TABLE t (a int", "SELECT 1", "SELECT 2"});
  CHECK(lines("SELECT (1;\nSELECT 2;\n\n-- copilot:ignore r\nSELECT (3;\nSELECT 4;") ==
        std::vector<int>{1, 2, 5, 6});
  CHECK(shape("SELECT (1; SELECT 'x") == Texts{"SELECT (1", "SELECT 'x~"});
}

TEST_CASE("comments that ask for silence count for the statement they are in or before") {
  const auto all = pieces(
      "-- copilot:ignore first because of that\n"
      "\\set x 1\n"
      "SELECT 1\n  -- copilot:ignore second,third\n;\n"
      "SELECT 2; -- copilot:ignore fourth at the end\n"
      "SELECT 3;\n"
      "--copilot:ignore fifth\n");
  REQUIRE(all.size() == 4);
  REQUIRE(all[1].ignores.size() == 3);
  CHECK(all[1].ignores[0].rule == "first");
  CHECK(all[1].ignores[0].reason == "because of that");
  CHECK(all[1].ignores[0].line == 1);
  CHECK(all[1].ignores[1].rule == "second");
  CHECK(all[1].ignores[2].rule == "third");
  CHECK(all[1].ignores[2].line == 4);
  REQUIRE(all[2].ignores.size() == 1);
  CHECK(all[2].ignores[0].rule == "fourth");
  CHECK(all[3].ignores.empty());

  ScriptSplitter splitter("SELECT 1;\n-- copilot:ignore late\n-- copilot:ignored other\n");
  for (ScriptPiece piece; splitter.next(piece);) {
  }
  REQUIRE(splitter.left_ignores().size() == 1);
  CHECK(splitter.left_ignores()[0].rule == "late");
  CHECK(splitter.left_ignores()[0].statement == 0);
}

TEST_CASE("pieces are in order, apart, and between them is nothing that runs") {
  const std::string script =
      "-- head\nSELECT 1; /* a */ SELECT 'x''y';\n\\set a\nCREATE FUNCTION f() RETURNS int BEGIN "
      "ATOMIC SELECT 1; END;\n;;SELECT ((2)";
  std::size_t at = 0;
  std::string between;
  for (const ScriptPiece& piece : pieces(script)) {
    REQUIRE(piece.position >= at);
    between += script.substr(at, piece.position - at);
    at = piece.finish();
  }
  between += script.substr(at);
  CHECK(between == "-- head\n; /* a */ ;\n\n;\n;;");
}

TEST_CASE("ten megabytes of anything take linear time") {
  const std::string scripts[] = {repeated("SELECT 'a', (1, 2); -- comment\n", 330000),
                                 repeated("SELECT (1;\n", 900000),
                                 repeated("\\set x 1\n", 1100000),
                                 repeated("COPY t FROM stdin;\n1\n", 500000),
                                 repeated("(", 10000000),
                                 repeated("-- copilot:ignore a\n", 500000),
                                 repeated("SELECT 1\\;", 1000000),
                                 "SELECT '" + repeated("a", 10000000)};
  for (const std::string& script : scripts) {
    const std::clock_t begun = std::clock();
    std::size_t bytes = 0;
    ScriptSplitter splitter(script);
    for (ScriptPiece piece; splitter.next(piece);) bytes += piece.length;
    CHECK(bytes <= script.size());
    CHECK(double(std::clock() - begun) / CLOCKS_PER_SEC < 5);
  }
}
