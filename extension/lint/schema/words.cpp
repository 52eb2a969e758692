// Cutting names, and matching them.
// Words: see words.hpp.
// Both are linear, but for a pattern of many stars over a name that is 63 bytes at most.
#include "lint/schema/words.hpp"

#include <algorithm>

namespace copilot::lint {

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool open = false, small = false;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (c == '_' || c == '-' || c == ' ' || c == '.') {
      open = false;
      continue;
    }
    if (!open || (capital && small)) words.emplace_back();
    words.back() += capital ? static_cast<char>(c - 'A' + 'a') : c;
    open = true;
    small = !capital;
  }
  return words;
}

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(pattern, name); });
}

}  // namespace copilot::lint
