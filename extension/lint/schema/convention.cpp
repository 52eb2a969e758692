// Comparing names with what they should be.
// Words: see convention.hpp; a generated name ends in _pkey, _key, _fkey or _idx, perhaps with a number.
// A style that is not known takes any name.
#include "lint/schema/convention.hpp"

#include <algorithm>

#include "lint/schema/words.hpp"

namespace copilot::lint {

namespace {

constexpr std::size_t longest_name = 63;

bool lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// Words of such letters and digits with one underscore between two of them; one may lead.
bool underscored(std::string_view name, bool (*letter)(char)) {
  if (name.starts_with('_')) name.remove_prefix(1);
  if (name.empty() || !letter(name.front()) || name.back() == '_') return false;
  char before = 0;
  for (char c : name) {
    if (!letter(c) && !digit(c) && c != '_') return false;
    if (c == '_' && before == '_') return false;
    before = c;
  }
  return true;
}

bool humped(std::string_view name, bool (*first)(char)) {
  return !name.empty() && first(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
    return lower(c) || upper(c) || digit(c);
  });
}

std::string joined(const std::vector<std::string>& names) {
  if (names.empty()) return "*";
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : "_") + name;
  return list;
}

std::string filled(std::string_view pattern, const Parts& parts) {
  std::string name;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = pattern.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    name += pattern.substr(0, open);
    const std::string_view word = pattern.substr(open + 1, close - open - 1);
    if (word == "table")
      name += parts.table;
    else if (word == "columns")
      name += joined(parts.columns);
    else if (word == "foreign_table")
      name += parts.foreign_table.empty() ? "*" : parts.foreign_table;
    else if (word == "foreign_columns")
      name += joined(parts.foreign_columns);
    else
      name += "*";
    pattern.remove_prefix(close + 1);
  }
  return name += pattern;
}

bool looks_generated(std::string_view name, Keyed keyed, const Parts& parts) {
  constexpr std::string_view endings[] = {"_idx", "_key", "_pkey", "_fkey"};
  std::string_view stem = name;
  while (!stem.empty() && digit(stem.back())) stem.remove_suffix(1);
  const bool ends = stem.ends_with(endings[static_cast<int>(keyed)]) ||
                    (keyed == Keyed::unique && stem.ends_with(endings[0]));
  if (!ends) return false;
  return name.size() == longest_name || name.starts_with(parts.table + "_");
}

}  // namespace

bool of_style(std::string_view style, std::string_view name) {
  if (style == "snake_case") return underscored(name, lower);
  if (style == "UPPER_CASE") return underscored(name, upper);
  if (style == "camelCase") return humped(name, lower);
  if (style == "PascalCase") return humped(name, upper);
  return true;
}

Convention::Convention(const Parameters& parameters)
    : table_(parameters.text("table")),
      column_(parameters.text("column")),
      templates_{parameters.text("index"), parameters.text("unique"),
                 parameters.text("primary_key"), parameters.text("foreign_key")},
      generated_(parameters.boolean("accept_generated")),
      allowed_(parameters.texts("allow")) {}

std::string Convention::style_fault(const std::string& style, std::string_view name) const {
  return of_style(style, name) || matches_any(allowed_, name) ? std::string() : style;
}

std::string Convention::key_fault(std::string_view name, Keyed keyed, const Parts& parts) const {
  const std::string& pattern = templates_[static_cast<int>(keyed)];
  if (pattern.empty() || name.empty() || matches_any(allowed_, name)) return {};
  if (generated_ && looks_generated(name, keyed, parts)) return {};
  std::string expected = filled(pattern, parts);
  // PostgreSQL would cut the longer one.
  if (expected.size() > longest_name && expected.find('*') == std::string::npos)
    expected.resize(longest_name);
  return matches(expected, name) ? std::string() : expected;
}

}  // namespace copilot::lint
