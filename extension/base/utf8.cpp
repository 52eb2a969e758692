// UTF-8: the check, a character at a time.
// Words: see utf8.hpp.
// It must not accept what PostgreSQL refuses: surrogates, overlong forms, more than four bytes.
#include "base/utf8.hpp"

namespace copilot::base {

namespace {

bool between(std::string_view text, std::size_t at, unsigned char low, unsigned char high) {
  if (at >= text.size()) return false;
  const auto byte = static_cast<unsigned char>(text[at]);
  return low <= byte && byte <= high;
}

// The length of the whole character at the front, or 0. The bounds of the second byte keep out
// overlong forms, surrogates and what lies past U+10FFFF.
std::size_t character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  if (0xc2 <= first && first <= 0xdf) {
    length = 2;
  } else if (0xe0 <= first && first <= 0xef) {
    length = 3;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
  } else if (0xf0 <= first && first <= 0xf4) {
    length = 4;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
  }
  if (length == 0 || !between(text, 1, low, high)) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (!between(text, i, 0x80, 0xbf)) return 0;
  return length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string as_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character(text);
    if (length == 0)
      result += '?';
    else
      result += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace copilot::base
