// Spelling: how SQL writes the built-in types that have another name in the catalogs.
// Words: the catalogs' name is pg_type.typname, int4; the spelling is format_type's, integer.
// It must not know of lengths: character varying is spelled without its limit.
#pragma once

#include <string_view>

namespace copilot::catalog {

// Empty where both are the same.
std::string_view spelling(std::string_view name);

}  // namespace copilot::catalog
