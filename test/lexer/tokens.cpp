// What our lexer makes of texts, as rows for COPY, and the making of random texts to try.
// Words: a soup is a random string of pieces that are hard to cut; texts are separated by NUL.
// It must not judge: test/lexer/compare.sql does.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

#include "base/sql_lexer.hpp"

using namespace copilot::base;

namespace {

constexpr const char* pieces[] = {
    "'",       "'",    "''",  "'a'",         "\\",     "\\'",     "\"",          "\"b\"",
    "\"\"",    "$",    "$$",  "$$",          "$a$",    "$a$",     "$b",          "$1",
    "$12",     "$_é$", "a",   "b",           "e'",     "E'",      "n'",          "N'",
    "b'",      "X'",   "u&'", "U&\"",        "u&",     "select",  "é",           "漢",
    "😀",       "_x",   "a$b", "0",           "1",      "42",      "1.",          ".5",
    "..",      "1.5",  "1e5", "1e+",         "2E-3",   "0x1F",    "0b1",         "0o7",
    "1_000",   "_",    "x",   "99999999999", "+",      "-",       "--",          "-- c\n",
    "--\n",    "*",    "/",   "/*",          "*/",     "/* c */", "/**/",        "<",
    ">",       "=",    "=>",  "<>",          "!=",     ":=",      "::",          ":",
    "~",       "!",    "@",   "#",           "^",      "&",       "|",           "`",
    "?",       "%",    ",",   "(",           ")",      "[",       "]",           ".",
    ";",       "{",    "}",   " ",           " ",      "\n",      "\n",          "\r",
    "\t",      "\f",   "\v",  "'\n'",        "' \n '", "'--\n'",  "' -- c\n\t'", "E'\\\\'",
    "\\u0061", "\\x41"};

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2685821657736338717u + 1) {}
  std::uint64_t below(std::uint64_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ % limit;
  }

 private:
  std::uint64_t state_;
};

const char* name(TokenKind kind) {
  switch (kind) {
    case TokenKind::identifier:
    case TokenKind::quoted_identifier:
      return "identifier";
    case TokenKind::unicode_identifier:
      return "unicode_identifier";
    case TokenKind::unicode_string:
      return "unicode_string";
    case TokenKind::bit_string:
      return "bit_string";
    case TokenKind::hex_string:
      return "hex_string";
    case TokenKind::number:
      return "number";
    case TokenKind::parameter:
      return "parameter";
    case TokenKind::operator_:
      return "operator";
    case TokenKind::punctuation:
      return "punctuation";
    default:
      return "string";
  }
}

void generate(std::uint64_t seed, std::uint64_t count) {
  Random random(seed);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string text;
    for (std::uint64_t n = 1 + random.below(random.below(4) ? 8 : 24); n > 0; --n)
      text += pieces[random.below(std::size(pieces))];
    std::fwrite(text.c_str(), 1, text.size() + 1, stdout);
  }
}

void row(std::size_t text, std::size_t index, const char* kind, std::size_t position,
         std::size_t length, bool closed) {
  std::printf("%zu\t%zu\t%s\t%zu\t%zu\t%c\n", text, index, kind, position, length,
              closed ? 't' : 'f');
}

void lex(std::size_t number, std::string_view text, SqlDialect dialect) {
  SqlLexer lexer(text, dialect);
  std::size_t index = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const bool skipped = token.kind == TokenKind::whitespace || token.kind == TokenKind::comment;
    if (skipped) {
      if (!token.closed) row(number, ++index, "comment", token.position, token.length, false);
      continue;
    }
    // The server reads the N of N'...' as a keyword of its own.
    if (is_string(token.kind) && (text[token.position] | 0x20) == 'n') {
      row(number, ++index, "identifier", token.position, 1, true);
      ++token.position;
      --token.length;
    }
    row(number, ++index, name(token.kind), token.position, token.length, token.closed);
  }
}

void copy(std::size_t number, std::string_view text) {
  std::printf("%zu\t", number);
  for (char c : text) {
    if (c == '\\' || c == '\n' || c == '\r' || c == '\t')
      std::printf("\\%c", c == '\\' ? '\\' : c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    else
      std::putchar(c);
  }
  std::putchar('\n');
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "generate" && argc == 4) {
    generate(std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
    return 0;
  }
  SqlDialect dialect;
  for (int i = 2; i < argc; ++i) {
    if (std::string_view(argv[i]) == "before_16") dialect.since_16 = false;
    if (std::string_view(argv[i]) == "backslashes") dialect.standard_conforming_strings = false;
  }
  if (mode != "lex" && mode != "copy") {
    std::fputs("usage: tokens generate SEED COUNT | lex [before_16] [backslashes] | copy\n",
               stderr);
    return 2;
  }
  std::string all;
  std::array<char, 65536> buffer;
  while (std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stdin))
    all.append(buffer.data(), got);
  std::size_t number = 0;
  for (std::size_t from = 0; from < all.size();) {
    std::size_t to = all.find('\0', from);
    if (to == std::string::npos) to = all.size();
    const std::string_view text = std::string_view(all).substr(from, to - from);
    if (mode == "lex")
      lex(++number, text, dialect);
    else
      copy(++number, text);
    from = to + 1;
  }
  return 0;
}
