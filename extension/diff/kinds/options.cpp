// Parting lists and comparing options.
// Words: see options.hpp.
// Its work is linear in the text for items, and square in the options of one object, which are few.
#include "diff/kinds/options.hpp"

namespace copilot::diff {

std::vector<std::string_view> items(std::string_view list, char sign) {
  std::vector<std::string_view> all;
  char quote = 0;
  std::size_t begin = 0;
  int depth = 0;
  auto keep = [&](std::size_t end) {
    std::string_view item = list.substr(begin, end - begin);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) all.push_back(item);
    begin = end + 1;
  };
  bool escapes = false;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const char c = list[at];
    if (quote != 0) {
      if (escapes && c == '\\')
        ++at;
      else if (c == quote)
        quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
      escapes = c == '\'' && at > 0 && (list[at - 1] == 'E' || list[at - 1] == 'e');
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == sign && depth == 0) {
      keep(at);
    }
  }
  keep(list.size());
  return all;
}

Named named(std::string_view item) {
  bool quoted = false;
  for (std::size_t at = 0; at < item.size(); ++at) {
    if (item[at] == '"') quoted = !quoted;
    if (item[at] == ' ' && !quoted) return {item.substr(0, at), item.substr(at + 1)};
  }
  return {item, {}};
}

std::string_view find(const std::vector<std::string_view>& list, std::string_view name) {
  for (const std::string_view each : list)
    if (named(each).name == name) return named(each).rest;
  return {};
}

std::string option_changes(std::string_view from, std::string_view to) {
  const auto before = items(from, ','), after = items(to, ',');
  std::string text;
  auto write = [&](const char* verb, std::string_view what) {
    if (!text.empty()) text += ", ";
    text += verb;
    text += what;
  };
  for (const std::string_view each : before)
    if (find(after, named(each).name).empty()) write("DROP ", named(each).name);
  for (const std::string_view each : after) {
    const std::string_view old = find(before, named(each).name);
    if (old.empty())
      write("ADD ", each);
    else if (old != named(each).rest)
      write("SET ", each);
  }
  return text.empty() ? text : "(" + text + ")";
}

}  // namespace copilot::diff
