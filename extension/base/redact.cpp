// redact_constants: constants out, identifiers in.
// Words: see redact.hpp.
// It must not guess where an unclear constant ends: the rest of the text goes with it.
#include "base/redact.hpp"

#include "base/mask.hpp"
#include "base/sql_lexer.hpp"

namespace copilot::base {

// Where a plain string ends in a backslash, or a quoted name never ends, what follows could be
// either text or constant: it depends on standard_conforming_strings, or on what was cut off.
static bool unclear(std::string_view text, const Token& token) {
  if (!token.closed) return true;
  const std::size_t quote = token.finish() - 1;
  return token.kind == TokenKind::string && text[quote - 1] == '\\';
}

std::string redact_constants(std::string_view sql) {
  // Masked first: SET my.key = abc and PASSWORD abc hold secrets that are no constants to the
  // lexer.
  const std::string masked = mask_secrets(sql);
  SqlLexer lexer(masked);
  std::string redacted;
  redacted.reserve(masked.size());
  bool space = false;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind == TokenKind::whitespace || token.kind == TokenKind::comment) {
      space = true;
      continue;
    }
    if (space && !redacted.empty()) redacted += ' ';
    space = false;
    const bool constant = is_string(token.kind) || token.kind == TokenKind::number;
    if (!constant && token.closed) {
      redacted += lexer.text(token);
      continue;
    }
    redacted += '?';
    if (unclear(masked, token)) break;
  }
  return redacted;
}

}  // namespace copilot::base
