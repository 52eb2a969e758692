// Arguments: what SQL passed to a function, by name and as text.
// Words: as base::Argument; `server` is kept apart, since it says where to run.
// Must be read after Session began, so that dates and intervals have the text form modules expect.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "pg/postgres.hpp"

namespace copilot::pg {

struct Arguments {
  std::string function;  // its name in SQL, without schema
  std::vector<base::Argument> given;
  std::optional<std::string> server;
  std::string search_path;  // the caller's

  // The value of an argument; nothing where it is null.
  const std::optional<std::string>& operator[](std::string_view name) const;
};

Arguments read_arguments(FunctionCallInfo fcinfo);

// What max_rows says: null is no limit.
std::size_t row_limit(const std::optional<std::string>& max_rows);

}  // namespace copilot::pg
