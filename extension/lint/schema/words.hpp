// The words of a name, and patterns of names.
// Words: a word ends at an underscore, a dash, a blank, a dot, or where a capital follows a small letter;
// a pattern holds * for anything, and else what it says.
// It must not fold anything but the letters of ASCII.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copilot::lint {

// In lower case.
std::vector<std::string> words_of(std::string_view name);

bool matches(std::string_view pattern, std::string_view name);
bool matches_any(const std::vector<std::string>& patterns, std::string_view name);

}  // namespace copilot::lint
