// SqlLexer: kinds, borders, what is cut off, and that any bytes are covered in linear time.
// Words: see base/sql_lexer.hpp. A shape is the tokens of a text, one letter a kind.
// The proof against the server's scanner is test/lexer/run; no server here.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <string>
#include <vector>

#include "base/sql_lexer.hpp"

using namespace copilot::base;

// Tokens as "kind:text", spaces left out; a token that is not closed ends in '~'.
static std::vector<std::string> tokens(std::string_view text, SqlDialect dialect = {}) {
  static constexpr const char* names[] = {"end", " ", "c", "i", "q", "uq", "s", "e", "n",
                                          "u",   "b", "x", "d", "#", "$",  "o", "p"};
  std::vector<std::string> all;
  SqlLexer lexer(text, dialect);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind == TokenKind::whitespace) continue;
    all.push_back(std::string(names[static_cast<int>(token.kind)]) + ":" +
                  std::string(lexer.text(token)) + (token.closed ? "" : "~"));
  }
  return all;
}

using Tokens = std::vector<std::string>;

TEST_CASE("every kind of token") {
  CHECK(tokens("SELECT a$1, \"B\"\"c\" FROM t_é;") ==
        Tokens{"i:SELECT", "i:a$1", "p:,", "q:\"B\"\"c\"", "i:FROM", "i:t_é", "p:;"});
  CHECK(tokens("'a''b' e'a\\'b' N'x' U&'\\0061' U&\"x\" b'01' X'1F' $1 $12") ==
        Tokens{"s:'a''b'", "e:e'a\\'b'", "n:N'x'", "u:U&'\\0061'", "uq:U&\"x\"", "b:b'01'",
               "x:X'1F'", "$:$1", "$:$12"});
  CHECK(tokens("$$a$b$$ $t$ $$ $T$ $t$ a$$b $x") ==
        Tokens{"d:$$a$b$$", "d:$t$ $$ $T$ $t$", "i:a$$b", "p:$", "i:x"});
  CHECK(tokens("$a$$a$a$") == Tokens{"d:$a$$a$", "i:a$"});
}

TEST_CASE("numbers") {
  CHECK(tokens("1 1. .5 1.5e-3 1e 1..10 1e+ 2.e5") == Tokens{"#:1", "#:1.", "#:.5", "#:1.5e-3",
                                                             "#:1", "i:e", "#:1", "p:..", "#:10",
                                                             "#:1", "i:e", "o:+", "#:2.e5"});
  CHECK(tokens("0x1F 0o17 0b11 1_000.5_0 0x_f 1__0 1_") == Tokens{"#:0x1F", "#:0o17", "#:0b11",
                                                                  "#:1_000.5_0", "#:0x_f", "#:1",
                                                                  "i:__0", "#:1", "i:_"});
  CHECK(tokens("0x1F 1_000", {true, false}) == Tokens{"#:0", "i:x1F", "#:1", "i:_000"});
}

TEST_CASE("operators give up trailing signs and stop before comments") {
  CHECK(tokens("a=-1") == Tokens{"i:a", "o:=", "o:-", "#:1"});
  CHECK(tokens("a @- b") == Tokens{"i:a", "o:@-", "i:b"});
  CHECK(tokens("a <=+-+ b") == Tokens{"i:a", "o:<=", "o:+", "o:-", "o:+", "i:b"});
  CHECK(tokens("a+--x\n-b") == Tokens{"i:a", "o:+", "c:--x", "o:-", "i:b"});
  CHECK(tokens("a*/*x*/b") == Tokens{"i:a", "o:*", "c:/*x*/", "i:b"});
  CHECK(tokens("a::b := c=>d ...5") ==
        Tokens{"i:a", "p:::", "i:b", "p::=", "i:c", "o:=>", "i:d", "p:..", "#:.5"});
}

TEST_CASE("a string goes on across a newline, but not across a mere space") {
  CHECK(tokens("'a'\n'b'") == Tokens{"s:'a'\n'b'"});
  CHECK(tokens("'a' -- c\n  -- d\n 'b'") == Tokens{"s:'a' -- c\n  -- d\n 'b'"});
  CHECK(tokens("'a' 'b'") == Tokens{"s:'a'", "s:'b'"});
  CHECK(tokens("'a' /* \n */ 'b'") == Tokens{"s:'a'", "c:/* \n */", "s:'b'"});
  CHECK(tokens("b'0''1'") == Tokens{"b:b'0'", "s:'1'"});
}

TEST_CASE("backslashes escape where the server says so") {
  CHECK(tokens("'a\\'b'") == Tokens{"s:'a\\'", "b:b'~"});
  CHECK(tokens("'a\\'b'", {false, true}) == Tokens{"e:'a\\'b'"});
}

TEST_CASE("comments nest") {
  CHECK(tokens("/* a /* b */ c */ d") == Tokens{"c:/* a /* b */ c */", "i:d"});
  CHECK(tokens("/*/ a */ b") == Tokens{"c:/*/ a */", "i:b"});
}

TEST_CASE("what the text's end cuts off is one token that is not closed") {
  CHECK(tokens("select 'a") == Tokens{"i:select", "s:'a~"});
  CHECK(tokens("'a'\n'b") == Tokens{"s:'a'\n'b~"});
  CHECK(tokens("e'a\\") == Tokens{"e:e'a\\~"});
  CHECK(tokens("\"a") == Tokens{"q:\"a~"});
  CHECK(tokens("$t$ a $t") == Tokens{"d:$t$ a $t~"});
  CHECK(tokens("/* a /* */") == Tokens{"c:/* a /* */~"});
  CHECK(tokens("-- a") == Tokens{"c:-- a"});
  CHECK(tokens("") == Tokens{});
}

// The number of tokens, or -1 where they leave a gap, overlap, or pass the end.
static long covered(std::string_view text, SqlDialect dialect) {
  SqlLexer lexer(text, dialect);
  std::size_t position = 0;
  long count = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next(), ++count) {
    if (token.position != position || token.length == 0 || token.finish() > text.size()) return -1;
    position = token.finish();
  }
  return position == text.size() ? count : -1;
}

TEST_CASE("tokens cover any bytes exactly") {
  std::uint64_t state = 88172645463325252u;
  auto below = [&state](std::uint64_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
  };
  static constexpr std::string_view likely = "''\"$$\\eEuUnNbBxX&0a_1.-/*+=: \n;";
  for (int i = 0; i < 50000; ++i) {
    std::string text;
    for (std::uint64_t n = below(40); n > 0; --n)
      text += below(5) ? likely[below(likely.size())] : static_cast<char>(below(256));
    // A copy of its own on the heap, so that a sanitizer sees any read past the end.
    std::vector<char> exact(text.begin(), text.end());
    const std::string_view view(exact.data(), exact.size());
    CHECK_MESSAGE(covered(view, {true, true}) >= 0, text);
    CHECK_MESSAGE(covered(view, {false, false}) >= 0, text);
  }
}

TEST_CASE("time is linear in the worst texts") {
  for (std::string_view piece :
       {"/*", "*/",  "$",  "$a",   "$a$", "'",  "''", "'a' ", "'\n", "\"", "+",     "=+",
        "@-", "-\n", "\\", "e'\\", "u&'", "1_", "1.", "1e",   ".",   "0x", "--\n'", "' --"}) {
    auto seconds = [&](std::size_t size) {
      std::string text;
      while (text.size() < size) text += piece;
      double best = 1e9;
      for (int round = 0; round < 3; ++round) {
        const std::clock_t start = std::clock();
        CHECK(covered(text, {}) >= 0);
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
      }
      return best;
    };
    // 32 times the text; a quadratic lexer would take a thousand times as long.
    const double small = seconds(1 << 15);
    CHECK_MESSAGE(seconds(1 << 20) < 400 * small + 0.02, piece);
  }
}
