// What a string or quoted identifier says, and where each byte of that stands in the source.
// Words: the body stands between the quotes or tags; decoding undoes doubled quotes and escapes.
// It must not lose a place: offsets lead every decoded byte back to its source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/sql_lexer.hpp"

namespace copilot::base {

struct Body {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool empty() const { return begin == end; }
};

// The body of a string or quoted identifier, as a range of the lexed text.
Body body_of(std::string_view text, const Token& token);

struct Decoded {
  std::string text;
  std::vector<std::uint32_t> offsets;  // one more than bytes: the last is the source's size
};

// Whether the body's bytes are its content, so that decoding can be spared.
bool is_verbatim(std::string_view body, TokenKind kind);

Decoded decode(std::string_view body, TokenKind kind);

}  // namespace copilot::base
