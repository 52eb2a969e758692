// Keys, tokens and password hashes known by their form: AKIA..., ghp_..., eyJ...
// Words: a form is a prefix, the bytes that may follow it, and how many.
// It must not take a word for a key: a form without fixed length needs a digit in it.
#pragma once

#include <cstddef>
#include <string_view>

namespace copilot::base {

struct KnownKey {
  std::size_t begin = 0;
  std::size_t end = 0;  // equal to begin where there is none

  explicit operator bool() const { return end > begin; }
};

// Whether any form begins with this byte.
constexpr bool may_begin_key(char c) {
  return std::string_view("-$ABSabdeghmnrswxy").find(c) != std::string_view::npos;
}

// The key that begins at this place, which must be the start of a word. In a text that was cut off,
// the beginning of a key at its end is one too.
KnownKey key_at(std::string_view text, std::size_t position, bool cut);

}  // namespace copilot::base
