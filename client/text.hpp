// Text as a terminal shows it: how wide it is, where it is cut, what is not sent as it is.
// Words: a width is counted in terminal cells; a text is visible when no byte of it can steer a
// terminal. Nothing here may send a control character on, or cut inside a character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::client {

enum class Lines { escape, keep, join };

// Control, bidirectional and malformed bytes become \n, \x1b, \u202e. Line ends are escaped, kept,
// or joined with the blanks around them into one blank.
std::string visible(std::string_view text, Lines lines = Lines::escape);
// The same for JSON text, where such characters can only stand inside strings.
std::string visible_json(std::string_view json);

std::size_t width(std::string_view text);
// At most that many cells; what was cut ends with an ellipsis.
std::string cut(std::string_view text, std::size_t cells);
std::string pad_left(std::string_view text, std::size_t cells);
std::string pad_right(std::string_view text, std::size_t cells);

// Broken at blanks into lines of at most that many cells; a longer word gets a line of its own.
std::vector<std::string> wrap(std::string_view text, std::size_t cells);
// Every line of prose wrapped, and hanging under its bullet or number. What is indented deeper than
// a number's text is code, which is left to be copied.
std::string fold(std::string_view text, std::size_t cells);

}  // namespace copilot::client
