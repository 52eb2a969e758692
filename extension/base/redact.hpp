// Redaction: a statement without its constants, for what leaves the server or is stored.
// Words: a constant is any string or number, also one of a utility statement; identifiers stay.
// Nothing that may be a constant under any reading of the text may stay.
#pragma once

#include <string>
#include <string_view>

namespace copilot::base {

// Every constant becomes ?, comments go, runs of whitespace become one space. Parameters ($1) stay.
std::string redact_constants(std::string_view sql);

}  // namespace copilot::base
