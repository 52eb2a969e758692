// Arrays of text in PostgreSQL's own notation, both ways.
// Words: see the manual, "Array Input and Output Syntax"; one dimension only.
// It must not accept what the server would not have written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::base {

// Elements that are null are nothing. Throws UserError for more dimensions or other bounds.
std::vector<std::optional<std::string>> parse_text_array(std::string_view text);
std::string format_text_array(const std::vector<std::string>& elements);

}  // namespace copilot::base
