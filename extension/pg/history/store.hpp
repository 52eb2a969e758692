// Store: the one way that copilot's own tables are written, by the pass.
// Words: a statement is INSERT, UPDATE or DELETE with text parameters $1, $2, ... that its SQL casts.
// It must write nothing but tables of schema copilot.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace copilot::pg {

class Store {
 public:
  using Parameters = std::vector<std::optional<std::string>>;

  // Returns how many rows it touched; a failure of the server is thrown.
  long execute(const char* sql, const Parameters& parameters);
  // The same for one parameter of bytes, which comes first.
  long execute(const char* sql, const std::string& bytes, const Parameters& parameters);
};

}  // namespace copilot::pg
