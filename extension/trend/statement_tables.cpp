// Collecting names.
// Words: see statement_tables.hpp.
// Strings, comments and numbers are no names; a keyword may be taken for one, which harms nothing.
#include "trend/statement_tables.hpp"

#include <algorithm>

#include "base/sql_lexer.hpp"

namespace copilot::trend {

namespace {

using base::Token;
using base::TokenKind;

constexpr std::size_t most_names = 100;

bool plain(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// As quote_ident writes it, but for keywords, which it quotes as well.
std::string quoted(const std::string& name) {
  if (plain(name)) return name;
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += c;
    text += c;
  }
  return text + "\"";
}

std::string identifier(std::string_view text, TokenKind kind) {
  std::string name;
  if (kind == TokenKind::identifier) {
    for (const char c : text) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return quoted(name);
  }
  if (text.size() < 2) return {};
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    name += text[i];
    if (text[i] == '"') ++i;
  }
  return quoted(name);
}

bool names(const Token& token) {
  return token.kind == TokenKind::identifier ||
         (token.kind == TokenKind::quoted_identifier && token.closed);
}

}  // namespace

std::vector<std::string> names_in(std::string_view statement) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(found.begin(), found.end(), name) == found.end())
      found.push_back(name);
  };
  base::SqlLexer lexer(statement);
  Token token = lexer.next_significant();
  while (token.kind != TokenKind::end && found.size() < most_names) {
    if (!names(token)) {
      token = lexer.next_significant();
      continue;
    }
    const bool quotes = token.kind == TokenKind::quoted_identifier;
    const std::string first = identifier(lexer.text(token), token.kind);
    token = lexer.next_significant();
    if (token.kind != TokenKind::punctuation || lexer.text(token) != ".") {
      add(first);
      // A keyword as a name is quoted in the catalog's texts.
      if (quotes && first.front() != '"') add('"' + first + '"');
      continue;
    }
    token = lexer.next_significant();
    if (names(token)) {
      add(first + "." + identifier(lexer.text(token), token.kind));
      token = lexer.next_significant();
    }
  }
  return found;
}

}  // namespace copilot::trend
