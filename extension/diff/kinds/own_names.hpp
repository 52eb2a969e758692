// Parts of what a fact is called, and lists in its properties.
// Words: an object is schema.name, each quoted as SQL needs, perhaps with arguments in parentheses behind.
// It must not split inside quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diff/kind.hpp"

namespace copilot::diff {

// The last name of an object without arguments, as it is quoted there.
std::string_view own_name(std::string_view object);
// All but that, without the dot.
std::string_view schema_of(std::string_view object);
// An object as far as its arguments, and without the spaces before them.
std::string_view without_arguments(std::string_view object);
// A name without its quotes.
std::string unquoted(std::string_view name);
std::vector<std::string_view> lines(std::string_view text);
// The literals of a list: 'a', 'b''c', E'\\'.
std::vector<std::string_view> literals(std::string_view list);

}  // namespace copilot::diff
