// Parts of what a fact is called.
// Words: see own_names.hpp.
// Its work is linear in the text.
#include "diff/kinds/own_names.hpp"

namespace copilot::diff {

namespace {

// The last place of a sign outside quotes, or the first one; npos: none.
std::size_t outside_quotes(std::string_view text, char sign, bool first) {
  std::size_t found = std::string_view::npos;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (quoted || text[at] != sign) continue;
    found = at;
    if (first) break;
  }
  return found;
}

}  // namespace

std::string_view own_name(std::string_view object) {
  const std::size_t dot = outside_quotes(object, '.', false);
  return dot == std::string_view::npos ? object : object.substr(dot + 1);
}

std::string_view schema_of(std::string_view object) {
  const std::size_t dot = outside_quotes(object, '.', false);
  return dot == std::string_view::npos ? std::string_view() : object.substr(0, dot);
}

std::string_view without_arguments(std::string_view object) {
  object = object.substr(0, outside_quotes(object, '(', true));
  while (object.ends_with(' ')) object.remove_suffix(1);
  return object;
}

std::string unquoted(std::string_view name) {
  if (!name.starts_with('"')) return std::string(name);
  std::string made;
  for (std::size_t at = 1; at + 1 < name.size(); ++at) {
    made += name[at];
    if (name[at] == '"') ++at;
  }
  return made;
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    all.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return all;
}

std::vector<std::string_view> literals(std::string_view list) {
  std::vector<std::string_view> all;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (list[at] == '\'') quoted = !quoted;
    if (quoted || list[at] != ',') continue;
    all.push_back(list.substr(begin, at - begin));
    begin = at + 2;
  }
  if (begin < list.size()) all.push_back(list.substr(begin));
  return all;
}

}  // namespace copilot::diff
