// The argument `schemas` of functions over a whole schema: names as they are stored.
// Words: null is every schema.
// A name that does not exist must be an error: nothing found would look like nothing wrong.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/model.hpp"

namespace copilot::pg {

using Schemas = std::optional<std::vector<std::string>>;

Schemas schemas_from(const std::optional<std::string>& array);
[[noreturn]] void refuse_schema(const std::string& name);
void check_schemas(const Schemas& schemas, const catalog::Model& model);

}  // namespace copilot::pg
