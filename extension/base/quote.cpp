// Quoting.
// Words: see quote.hpp.
// What needs no quotes must come back as it is.
#include "base/quote.hpp"

#include <algorithm>

#include "base/keywords.hpp"

namespace copilot::base {

namespace {

bool plain(std::string_view name) {
  if (name.empty()) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  if (!letter(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string enclosed(std::string_view text, char quote) {
  std::string result(1, quote);
  for (char c : text) {
    if (c == quote) result += quote;
    result += c;
  }
  return result += quote;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  return plain(name) && keyword(name) == Keyword::none ? std::string(name) : enclosed(name, '"');
}

std::string quote_qualified(std::string_view schema, std::string_view name) {
  if (schema.empty()) return quote_identifier(name);
  return quote_identifier(schema) + "." + quote_identifier(name);
}

std::string quote_literal(std::string_view text) {
  std::string quoted = enclosed(text, '\'');
  if (text.find('\\') == std::string_view::npos) return quoted;
  std::string escaped = "E";
  for (char c : quoted) {
    if (c == '\\') escaped += c;
    escaped += c;
  }
  return escaped;
}

}  // namespace copilot::base
