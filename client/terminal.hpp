// Terminal: what is known of the place the output goes to.
// Words: a style is a colour with a meaning; plain text where there is no terminal.
// Nothing here reads the terminal or moves its cursor.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace copilot::client {

enum class Style { plain, heading, good, bad, warning, dim };

struct Terminal {
  bool output = false;    // stdout is one
  bool messages = false;  // stderr is one
  bool colour = false;
  std::size_t columns = 80;
  std::size_t lines = 24;

  static Terminal of_process(bool no_colour);

  // Only a terminal has a width to keep to: a file or a pipe gets whole values.
  std::optional<std::size_t> limit() const {
    return output ? std::optional(columns) : std::nullopt;
  }
  std::string styled(Style style, std::string_view text) const;
};

// The style of a severity, or of a status of health and checks.
Style style_of(std::string_view severity);

}  // namespace copilot::client
