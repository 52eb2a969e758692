// Taking conditions apart, by their tokens.
// Words: see conjuncts.hpp.
// Quoted names and constants must not be mistaken for words.
#include "lint/schema/conjuncts.hpp"

#include <algorithm>
#include <cctype>

#include "base/sql_lexer.hpp"

namespace copilot::lint {

namespace {

using base::Token;
using base::TokenKind;

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return text;
}

// What a parenthesis does to the depth.
int change(std::string_view token) {
  return token == "(" || token == "[" ? 1 : token == ")" || token == "]" ? -1 : 0;
}

// Whether the parenthesis that opens the text is closed by its last character.
bool enclosed(std::string_view text) {
  base::SqlLexer lexer(text);
  int depth = 0;
  for (Token token = lexer.next_significant(); token.kind != TokenKind::end;
       token = lexer.next_significant()) {
    if (token.kind == TokenKind::punctuation) depth += change(lexer.text(token));
    if (depth == 0) return token.position > 0 && token.finish() == text.size();
  }
  return false;
}

std::string unquoted(std::string_view name) {
  std::string plain;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    plain += name[i];
    if (name[i] == '"') ++i;
  }
  return plain;
}

}  // namespace

std::string_view without_parentheses(std::string_view condition) {
  condition = trimmed(condition);
  while (condition.size() > 1 && condition.front() == '(' && enclosed(condition))
    condition = trimmed(condition.substr(1, condition.size() - 2));
  return condition;
}

std::vector<std::string_view> conjuncts(std::string_view condition) {
  condition = without_parentheses(condition);
  if (condition.empty()) return {};
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  int depth = 0;
  base::SqlLexer lexer(condition);
  for (Token token = lexer.next_significant(); token.kind != TokenKind::end;
       token = lexer.next_significant()) {
    if (token.kind == TokenKind::punctuation) depth += change(lexer.text(token));
    if (depth != 0 || token.kind != TokenKind::identifier) continue;
    const std::string word = lower(lexer.text(token));
    if (word == "or") return {condition};
    if (word != "and") continue;
    pieces.push_back(without_parentheses(condition.substr(begin, token.position - begin)));
    begin = token.finish();
  }
  pieces.push_back(without_parentheses(condition.substr(begin)));
  return pieces;
}

std::string not_null_column(std::string_view conjunct) {
  base::SqlLexer lexer(conjunct);
  const Token name = lexer.next_significant();
  std::string column;
  if (name.kind == TokenKind::identifier) {
    column = lower(lexer.text(name));
  } else if (name.kind == TokenKind::quoted_identifier && name.closed) {
    column = unquoted(lexer.text(name));
  } else {
    return "";
  }
  for (const char* expected : {"is", "not", "null"}) {
    const Token token = lexer.next_significant();
    if (token.kind != TokenKind::identifier || lower(lexer.text(token)) != expected) return "";
  }
  return lexer.next_significant().kind == TokenKind::end ? column : "";
}

}  // namespace copilot::lint
