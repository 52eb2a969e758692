// Masks passwords and keys in every text that leaves a function: 'hunter2' becomes '********'.
// Words: masking replaces a secret; redaction (redact.hpp) replaces every constant.
// It must not throw, nor change another byte: quotes and tags stay, what was cut off stays so.
#pragma once

#include <string>
#include <string_view>

namespace copilot::base {

// Mask first, shorten later: a secret that is cut may not be known any more.
//
// SQL text of any kind, complete, cut off or broken. Constants that nothing marks as secret stay:
// for what leaves the server or is stored, see redact.hpp.
std::string mask_secrets(std::string_view sql);

// The value of a setting such as primary_conninfo, a URI, a command line, a JSON: no SQL around it.
std::string mask_conninfo(std::string_view value);

}  // namespace copilot::base
