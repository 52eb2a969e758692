// Call: one function of copilot with named arguments, as SQL and its parameters.
// Words: a value is the text a user gave; null is SQL NULL.
// What a user typed never becomes part of the SQL: it is bound.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace copilot::client {

struct NamedValue {
  std::string name;
  std::string type;  // as in CREATE FUNCTION
  std::optional<std::string> value;
};

struct Call {
  std::string function;  // without its schema
  std::vector<NamedValue> arguments;
  bool table = true;  // returns rows of a composite type, not one value
};

// SELECT * FROM copilot.f(a => $1::text::bigint, ...)
std::string sql(const Call& call);

}  // namespace copilot::client
