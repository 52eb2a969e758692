// Conversion: what becomes of a column's rows when its type changes.
// Words: a path is how the server gets from one type to the other: by itself, by a cast that must be written, or only by
// way of text; a conversion narrows if a value may not fit, or is rounded.
// It must not guess that nothing is rewritten: what it does not know is.
#pragma once

#include <string_view>

#include "diff/fact.hpp"

namespace copilot::diff {

struct Conversion {
  enum class Path { automatic, cast, text };
  Path path = Path::text;
  bool rewrites = true;
  bool narrows = false;
  bool may_fail = false;
};

// Of types as columns have them, with their modifiers; `facts` knows those of users.
Conversion conversion(const Facts& facts, std::string_view from, std::string_view to);

}  // namespace copilot::diff
