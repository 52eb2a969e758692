// Secrets in text that is not SQL: conninfo, URIs, JSON, commands, and keys known by their form.
// Words: a range is bytes to hide; a text is loose where its secret comes from elsewhere.
// It must not change or copy the text; time is linear, nothing is read past its end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::base {

struct Range {
  std::size_t begin;
  std::size_t end;
};

// Open: the text ends where the secret belongs ('... password=' || 'x'). Placeholder: format() puts
// it there ('... password=%s', 'x').
struct Loose {
  bool open = false;
  bool placeholder = false;

  void operator|=(Loose other) {
    open = open || other.open;
    placeholder = placeholder || other.placeholder;
  }
};

struct TextTraits {
  bool cut = false;   // the end is missing, so that a key may be shorter than its form
  bool code = false;  // program text: password=p is a comparison there
};

Loose find_secrets_in_text(std::string_view text, TextTraits traits, std::vector<Range>& ranges);

// The one replacement for every secret; quotes and tags around it stay.
inline constexpr std::string_view mask_text = "********";

// The text with the ranges replaced; they may come in any order and overlap.
std::string hide(std::string_view text, std::vector<Range>& ranges);

}  // namespace copilot::base
