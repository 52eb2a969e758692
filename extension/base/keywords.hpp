// The keywords of SQL that cannot stand as any name.
// Words: the kinds are PostgreSQL's: a reserved one must be quoted as a name of anything, one of a type or
// function as a name of anything else, one of a column is only no function's or type's name.
// A word that one of the versions 13 to 18 treats so counts for all.
#pragma once

#include <string_view>

namespace copilot::base {

enum class Keyword : unsigned char { none, column_name, type_or_function, reserved };

// The word in lower case.
Keyword keyword(std::string_view word);

}  // namespace copilot::base
