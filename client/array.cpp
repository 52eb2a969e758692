// Array: reading the text form.
// Words: see array.hpp.
// It must not accept what the server would not: a half-read array is no array.
#include "array.hpp"

namespace copilot::client {

static bool is_null(std::string_view text) {
  return text.size() == 4 && (text[0] | 32) == 'n' && (text[1] | 32) == 'u' &&
         (text[2] | 32) == 'l' && (text[3] | 32) == 'l';
}

std::optional<Elements> array_elements(std::string_view text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return std::nullopt;
  std::string_view body = text.substr(1, text.size() - 2);
  Elements elements;
  if (body.empty()) return elements;
  for (std::size_t at = 0;; ++at) {
    std::string element;
    bool quoted = at < body.size() && body[at] == '"';
    if (quoted) ++at;
    bool closed = !quoted;
    for (; at < body.size(); ++at) {
      char c = body[at];
      if (quoted ? c == '"' : c == ',') {
        closed = true;
        break;
      }
      if (!quoted && (c == '{' || c == '}' || c == '"')) return std::nullopt;
      if (c == '\\' && ++at == body.size()) return std::nullopt;
      element += body[at];
    }
    if (!closed) return std::nullopt;
    if (quoted) ++at;
    if (!quoted && element.empty()) return std::nullopt;
    if (!quoted && is_null(element))
      elements.push_back(std::nullopt);
    else
      elements.push_back(std::move(element));
    if (at >= body.size()) return elements;
    if (body[at] != ',') return std::nullopt;
  }
}

}  // namespace copilot::client
