// Parsing and writing arrays.
// Words: see text_array.hpp.
// Every element is written quoted: nothing then depends on what an element looks like.
#include "base/text_array.hpp"

#include "base/error.hpp"

namespace copilot::base {

static void refuse() {
  throw UserError{sqlstate::invalid_parameter_value,
                  "a list must have one dimension and begin at 1", "",
                  "Write it as ARRAY['a', 'b']."};
}

std::vector<std::optional<std::string>> parse_text_array(std::string_view text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') refuse();
  text = text.substr(1, text.size() - 2);
  std::vector<std::optional<std::string>> elements;
  for (std::size_t at = 0; at < text.size();) {
    std::string element;
    const bool quoted = text[at] == '"';
    if (quoted) ++at;
    if (!quoted && text[at] == '{') refuse();
    while (at < text.size() && text[at] != (quoted ? '"' : ',')) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      element += text[at++];
    }
    if (quoted) ++at;
    if (at < text.size() && text[at] != ',') refuse();
    ++at;
    if (!quoted && element == "NULL")
      elements.emplace_back(std::nullopt);
    else
      elements.emplace_back(std::move(element));
  }
  return elements;
}

std::string format_text_array(const std::vector<std::string>& elements) {
  std::string text = "{";
  for (const std::string& element : elements) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (char c : element) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

}  // namespace copilot::base
