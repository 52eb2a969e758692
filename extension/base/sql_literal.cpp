// Bodies of literals, and their decoding.
// Words: see sql_literal.hpp.
// U& escapes stay as written: nothing that is looked for needs them.
#include "base/sql_literal.hpp"

#include <algorithm>

namespace copilot::base {

Body body_of(std::string_view text, const Token& token) {
  const std::string_view source = text.substr(token.position, token.length);
  std::size_t begin = 0;
  std::size_t closing = token.closed ? 1 : 0;
  if (token.kind == TokenKind::dollar_string) {
    begin = source.find('$', 1) + 1;
    if (token.closed) closing = begin;
  } else {
    begin = source.find_first_of("'\"") + 1;
  }
  return {token.position + begin, token.finish() - closing};
}

bool is_verbatim(std::string_view body, TokenKind kind) {
  switch (kind) {
    case TokenKind::dollar_string:
      return true;
    case TokenKind::escape_string:
      return body.find_first_of("'\\") == std::string_view::npos;
    case TokenKind::quoted_identifier:
    case TokenKind::unicode_identifier:
      return body.find('"') == std::string_view::npos;
    default:
      return body.find('\'') == std::string_view::npos;
  }
}

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// One escape behind its backslash at `i`: the byte it stands for; `i` moves past it.
static char unescape(std::string_view body, std::size_t& i) {
  const char c = body[i++];
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'x': {
      int value = 0;
      int digits = 0;
      for (; digits < 2 && i < body.size() && hex_value(body[i]) >= 0; ++digits)
        value = value * 16 + hex_value(body[i++]);
      return digits == 0 ? c : static_cast<char>(value);
    }
    default:
      break;
  }
  if (c < '0' || c > '7') return c;
  int value = c - '0';
  for (int digits = 1; digits < 3 && i < body.size() && body[i] >= '0' && body[i] <= '7'; ++digits)
    value = value * 8 + (body[i++] - '0');
  return static_cast<char>(value);
}

Decoded decode(std::string_view body, TokenKind kind) {
  const bool identifier =
      kind == TokenKind::quoted_identifier || kind == TokenKind::unicode_identifier;
  const char quote = identifier ? '"' : kind == TokenKind::dollar_string ? '\0' : '\'';
  Decoded decoded;
  decoded.text.reserve(body.size());
  decoded.offsets.reserve(body.size() + 1);
  for (std::size_t i = 0; i < body.size();) {
    const std::size_t source = i;
    char c = body[i++];
    if (quote != '\0' && c == quote) {
      if (i < body.size() && body[i] != quote) {
        // The literal goes on after a newline: its next part begins behind the next quote.
        i = std::min(body.find(quote, i), body.size() - 1) + 1;
        continue;
      }
      if (i < body.size()) ++i;
    } else if (c == '\\' && kind == TokenKind::escape_string && i < body.size()) {
      c = unescape(body, i);
    }
    decoded.text += c;
    decoded.offsets.push_back(static_cast<std::uint32_t>(source));
  }
  decoded.offsets.push_back(static_cast<std::uint32_t>(body.size()));
  return decoded;
}

}  // namespace copilot::base
