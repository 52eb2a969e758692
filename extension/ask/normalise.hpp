// Normalise: a question as people type it -> tokens that can be looked up.
// Words: a token is one word of the question, with its forms: lower case, without accents,
// singular, joined with the next ("auto vacuum"). Nothing here decides what a question means.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::ask {

struct Token {
  std::string raw;                  // as written, without quotes
  std::vector<std::string> forms;   // the first is the plain lower-case one
  std::vector<std::string> joined;  // with the words after it; only whole words of the lexicon
  std::size_t offset = 0;           // in Text::plain
  bool quoted = false;              // in double quotes or backticks
  std::size_t position = 0;         // its place once articles are dropped

  const std::string& plain() const { return forms.front(); }
};

struct Text {
  std::string plain;              // valid UTF-8, one line, without code fences
  std::vector<Token> tokens;      // articles are not among them
  std::vector<std::string> code;  // what stood inside code fences
  bool cut = false;               // longer than what is looked at
};

inline constexpr std::size_t looked_at_bytes = 8192;
inline constexpr std::size_t looked_at_tokens = 256;

// Takes any bytes.
Text normalise(std::string_view question);

// The smallest number of inserted, deleted, changed or swapped letters, or more than `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace copilot::ask
