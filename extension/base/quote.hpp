// Names and constants as SQL needs them written.
// Words: as quote_ident and quote_literal of the server; a keyword is quoted in every version if one of
// them wants it.
// It must not be given text that is to stay as it is: what is quoted once must not be quoted again.
#pragma once

#include <string>
#include <string_view>

namespace copilot::base {

std::string quote_identifier(std::string_view name);
std::string quote_qualified(std::string_view schema, std::string_view name);  // schema may be empty
std::string quote_literal(std::string_view text);

}  // namespace copilot::base
