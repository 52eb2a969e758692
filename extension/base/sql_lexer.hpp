// SqlLexer: cuts SQL into tokens exactly as the server does; keywords are identifiers here.
// Words: tokens cover the text without gap; one that the text's end cuts off is not closed.
// It must not throw, allocate, recurse or read past the text; its time is linear in the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace copilot::base {

enum class TokenKind : std::uint8_t {
  end,
  whitespace,
  comment,             // -- or /* */, nested
  identifier,          // or a keyword
  quoted_identifier,   // "..."
  unicode_identifier,  // U&"..."
  string,              // '...'; this and the next six are strings
  escape_string,       // E'...', and '...' where backslashes escape
  national_string,     // N'...'
  unicode_string,      // U&'...'
  bit_string,          // B'...'
  hex_string,          // X'...'
  dollar_string,       // $tag$...$tag$
  number,
  parameter,    // $1
  operator_,    // one or more of ~!@#^&|`?+-*/%<>=
  punctuation,  // , ( ) [ ] . ; : and :: := .. and any other single byte
};

constexpr bool is_string(TokenKind kind) {
  return kind >= TokenKind::string && kind <= TokenKind::dollar_string;
}

struct Token {
  TokenKind kind = TokenKind::end;
  bool closed = true;
  std::size_t position = 0;
  std::size_t length = 0;

  std::size_t finish() const { return position + length; }
};

// What differs between servers.
struct SqlDialect {
  bool standard_conforming_strings = true;
  // PostgreSQL 16 and later: 0x1F, 0o17, 0b11, 1_000, and vertical tab is a space.
  bool since_16 = true;
};

class SqlLexer {
 public:
  explicit SqlLexer(std::string_view text, SqlDialect dialect = {})
      : text_(text), dialect_(dialect) {}

  // The next token; kind end for ever once the text is used up.
  Token next();
  // The next token that is neither whitespace nor comment.
  Token next_significant();

  std::string_view text(const Token& token) const {
    return text_.substr(token.position, token.length);
  }

 private:
  char at(std::size_t position) const { return position < text_.size() ? text_[position] : '\0'; }
  bool space(char c) const;
  Token take(TokenKind kind, std::size_t finish, bool closed = true);
  Token take_quoted(TokenKind kind, std::size_t body);
  Token take_quoted_identifier(TokenKind kind, std::size_t body);
  Token take_dollar();
  Token take_block_comment();
  Token take_word();
  Token take_number();
  Token take_operator();
  std::size_t continuation(std::size_t after_quote) const;
  std::size_t digits(std::size_t from) const;
  std::size_t based_digits(std::size_t from) const;
  std::size_t line_end(std::size_t from) const;

  std::string_view text_;
  SqlDialect dialect_;
  std::size_t position_ = 0;
  // Up to here every byte is a sign that a longer operator left over, a token each.
  std::size_t signs_end_ = 0;
};

}  // namespace copilot::base
