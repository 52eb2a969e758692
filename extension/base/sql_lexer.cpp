// SqlLexer: the rules of PostgreSQL's parser/scan.l, by hand, without backing up.
// Words: see sql_lexer.hpp.
// It must not know a keyword, nor report an error: what the server refuses is cut all the same.
#include "base/sql_lexer.hpp"

#include <array>
#include <cstring>

namespace copilot::base {

namespace {

enum Class : std::uint8_t { letter = 1, digit = 2, operator_char = 4, hex_digit = 8 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80)
      classes[c] |= letter;
    if (c >= '0' && c <= '9') classes[c] |= digit | hex_digit;
    if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) classes[c] |= hex_digit;
  }
  for (char c : std::string_view("~!@#^&|`?+-*/%<>="))
    classes[static_cast<unsigned char>(c)] |= operator_char;
  return classes;
}

constexpr std::array<std::uint8_t, 256> classes = make_classes();

constexpr bool is(char c, int wanted) {
  return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

}  // namespace

bool SqlLexer::space(char c) const {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' ||
         (c == '\v' && dialect_.since_16);
}

Token SqlLexer::take(TokenKind kind, std::size_t finish, bool closed) {
  Token token{kind, closed, position_, finish - position_};
  position_ = finish;
  return token;
}

std::size_t SqlLexer::line_end(std::size_t from) const {
  while (from < text_.size() && text_[from] != '\n' && text_[from] != '\r') ++from;
  return from;
}

Token SqlLexer::next_significant() {
  for (;;) {
    Token token = next();
    if (token.kind != TokenKind::whitespace && token.kind != TokenKind::comment) return token;
  }
}

Token SqlLexer::next() {
  if (position_ >= text_.size()) return {TokenKind::end, true, text_.size(), 0};
  char c = text_[position_];
  if (position_ < signs_end_) return take(TokenKind::operator_, position_ + 1);
  if (space(c)) {
    std::size_t finish = position_ + 1;
    while (finish < text_.size() && space(text_[finish])) ++finish;
    return take(TokenKind::whitespace, finish);
  }
  if (is(c, letter)) return take_word();
  if (is(c, digit)) return take_number();
  char following = at(position_ + 1);
  switch (c) {
    case '\'':
      return take_quoted(
          dialect_.standard_conforming_strings ? TokenKind::string : TokenKind::escape_string,
          position_ + 1);
    case '"':
      return take_quoted_identifier(TokenKind::quoted_identifier, position_ + 1);
    case '$':
      return take_dollar();
    case '.':
      if (is(following, digit)) return take_number();
      return take(TokenKind::punctuation, position_ + (following == '.' ? 2 : 1));
    case ':':
      return take(TokenKind::punctuation,
                  position_ + (following == ':' || following == '=' ? 2 : 1));
    case '-':
      if (following == '-') return take(TokenKind::comment, line_end(position_ + 2));
      return take_operator();
    case '/':
      if (following == '*') return take_block_comment();
      return take_operator();
    default:
      if (is(c, operator_char)) return take_operator();
      return take(TokenKind::punctuation, position_ + 1);
  }
}

// A string goes on after its closing quote if only whitespace with a newline, which may hold --
// comments, comes before the next quote. Gives the place after that quote, or 0.
std::size_t SqlLexer::continuation(std::size_t after_quote) const {
  bool newline = false;
  std::size_t i = after_quote;
  for (;;) {
    char c = at(i);
    if (i < text_.size() && space(c)) {
      newline = newline || c == '\n' || c == '\r';
      ++i;
    } else if (c == '-' && at(i + 1) == '-') {
      i = line_end(i + 2);
    } else {
      return newline && c == '\'' ? i + 1 : 0;
    }
  }
}

Token SqlLexer::take_quoted(TokenKind kind, std::size_t body) {
  const bool doubled = kind != TokenKind::bit_string && kind != TokenKind::hex_string;
  const bool escapes = kind == TokenKind::escape_string;
  std::size_t i = body;
  while (i < text_.size()) {
    if (escapes) {
      while (i < text_.size() && text_[i] != '\'' && text_[i] != '\\') ++i;
      if (at(i) == '\\') {
        i += 2;
        continue;
      }
    } else {
      const void* quote = std::memchr(text_.data() + i, '\'', text_.size() - i);
      i = quote ? static_cast<const char*>(quote) - text_.data() : text_.size();
    }
    if (i >= text_.size()) break;
    if (doubled && at(i + 1) == '\'') {
      i += 2;
      continue;
    }
    std::size_t more = continuation(i + 1);
    if (more == 0) return take(kind, i + 1);
    i = more;
  }
  return take(kind, text_.size(), false);
}

Token SqlLexer::take_quoted_identifier(TokenKind kind, std::size_t body) {
  for (std::size_t i = body; i < text_.size(); ++i) {
    if (text_[i] != '"') continue;
    if (at(i + 1) != '"') return take(kind, i + 1);
    ++i;
  }
  return take(kind, text_.size(), false);
}

Token SqlLexer::take_dollar() {
  std::size_t i = position_ + 1;
  if (is(at(i), digit)) {
    while (is(at(i), digit)) ++i;
    return take(TokenKind::parameter, i);
  }
  while (is(at(i), letter | digit)) ++i;
  if (at(i) != '$') return take(TokenKind::punctuation, position_ + 1);
  // A tag holds no dollar sign, so each candidate is compared no further than the next one.
  const std::string_view tag = text_.substr(position_, i + 1 - position_);
  for (++i; i < text_.size(); ++i) {
    const void* dollar = std::memchr(text_.data() + i, '$', text_.size() - i);
    if (!dollar) break;
    i = static_cast<const char*>(dollar) - text_.data();
    if (text_.compare(i, tag.size(), tag) == 0)
      return take(TokenKind::dollar_string, i + tag.size());
  }
  return take(TokenKind::dollar_string, text_.size(), false);
}

Token SqlLexer::take_block_comment() {
  std::size_t depth = 1;
  std::size_t i = position_ + 2;
  while (i + 1 < text_.size()) {
    if (text_[i] == '/' && text_[i + 1] == '*') {
      ++depth;
      i += 2;
    } else if (text_[i] == '*' && text_[i + 1] == '/') {
      i += 2;
      if (--depth == 0) return take(TokenKind::comment, i);
    } else {
      ++i;
    }
  }
  return take(TokenKind::comment, text_.size(), false);
}

Token SqlLexer::take_word() {
  const char following = at(position_ + 1);
  if (following == '\'') {
    switch (text_[position_]) {
      case 'e':
      case 'E':
        return take_quoted(TokenKind::escape_string, position_ + 2);
      case 'n':
      case 'N':
        // The server reads N alone, then an ordinary string.
        return take_quoted(dialect_.standard_conforming_strings ? TokenKind::national_string
                                                                : TokenKind::escape_string,
                           position_ + 2);
      case 'b':
      case 'B':
        return take_quoted(TokenKind::bit_string, position_ + 2);
      case 'x':
      case 'X':
        return take_quoted(TokenKind::hex_string, position_ + 2);
      default:
        break;
    }
  } else if (following == '&' && (text_[position_] == 'u' || text_[position_] == 'U')) {
    if (at(position_ + 2) == '\'') return take_quoted(TokenKind::unicode_string, position_ + 3);
    if (at(position_ + 2) == '"')
      return take_quoted_identifier(TokenKind::unicode_identifier, position_ + 3);
  }
  std::size_t finish = position_ + 1;
  while (finish < text_.size() && (is(text_[finish], letter | digit) || text_[finish] == '$'))
    ++finish;
  return take(TokenKind::identifier, finish);
}

// The end of a run of decimal digits; from 16 on one underscore may stand between two of them.
std::size_t SqlLexer::digits(std::size_t from) const {
  while (is(at(from), digit) || (dialect_.since_16 && at(from) == '_' && is(at(from - 1), digit) &&
                                 is(at(from + 1), digit)))
    ++from;
  return from;
}

// The end of 0x, 0o or 0b digits, or `from` where there are none.
std::size_t SqlLexer::based_digits(std::size_t from) const {
  const char base = at(from + 1) | 0x20;
  if (!dialect_.since_16 || at(from) != '0' || (base != 'x' && base != 'o' && base != 'b'))
    return from;
  auto valid = [base](char c) {
    if (base == 'x') return is(c, hex_digit);
    return c >= '0' && c <= (base == 'o' ? '7' : '1');
  };
  std::size_t i = from + 2;
  for (;;) {
    if (valid(at(i)))
      ++i;
    else if (at(i) == '_' && valid(at(i + 1)))
      i += 2;
    else
      return i == from + 2 ? from : i;
  }
}

Token SqlLexer::take_number() {
  std::size_t finish = based_digits(position_);
  if (finish > position_) return take(TokenKind::number, finish);
  finish = digits(position_);
  // 1..10 is a range of integers.
  if (at(finish) == '.' && at(finish + 1) != '.') finish = digits(finish + 1);
  if ((at(finish) | 0x20) == 'e') {
    std::size_t exponent = finish + 1;
    if (at(exponent) == '+' || at(exponent) == '-') ++exponent;
    if (is(at(exponent), digit)) finish = digits(exponent);
  }
  return take(TokenKind::number, finish);
}

// An operator ends before a comment. It may end in + or - only if it holds a character that no
// operator of the standard has; else these signs are tokens of their own.
Token SqlLexer::take_operator() {
  std::size_t finish = position_;
  std::size_t last_other = position_;  // after the last that is not a sign
  bool unusual = false;
  for (; finish < text_.size() && is(text_[finish], operator_char); ++finish) {
    const char c = text_[finish];
    const char following = at(finish + 1);
    if ((c == '/' && following == '*') || (c == '-' && following == '-')) break;
    if (c == '+' || c == '-') continue;
    last_other = finish + 1;
    if (std::strchr("~!@#^&|`?%", c)) unusual = true;
  }
  if (unusual) return take(TokenKind::operator_, finish);
  signs_end_ = finish;
  return take(TokenKind::operator_, last_other > position_ ? last_other : position_ + 1);
}

}  // namespace copilot::base
