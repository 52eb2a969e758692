// Reading and checking the names of schemas.
// Words: see names.hpp.
// It must not fold a name: capitals count.
#include "pg/schema/names.hpp"

#include "base/error.hpp"
#include "base/text_array.hpp"

namespace copilot::pg {

Schemas schemas_from(const std::optional<std::string>& array) {
  if (!array) return std::nullopt;
  std::vector<std::string> names;
  for (auto& element : base::parse_text_array(*array)) {
    if (!element)
      throw base::UserError{base::sqlstate::invalid_parameter_value, "a schema must not be null",
                            "", "Leave the list out for all schemas."};
    names.push_back(std::move(*element));
  }
  return names;
}

void refuse_schema(const std::string& name) {
  throw base::UserError{"3F000", "schema \"" + name + "\" does not exist", "",
                        "Names are taken as they are stored: no quotes, capitals count."};
}

void check_schemas(const Schemas& schemas, const catalog::Model& model) {
  if (!schemas) return;
  for (const std::string& name : *schemas)
    if (model.schema(std::string_view(name)) == nullptr) refuse_schema(name);
}

}  // namespace copilot::pg
