// Field: finding a column, and what is wrong with a cell.
// Words: see field.hpp.
// It must not let an exception of the library reach a caller: a snapshot may come from anybody.
#include "catalog/field.hpp"

#include "base/error.hpp"
#include "base/text_array.hpp"

namespace copilot::catalog {

namespace {

constexpr const char* hint =
    "Export the schema again with copilot.schema_export(), and do not change the text.";

std::size_t position_of(const base::Rows& rows, std::string_view column) {
  const auto& columns = rows.columns();
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i] == column) return i;
  throw base::UserError{base::sqlstate::invalid_parameter_value,
                        "the schema export has no column \"" + std::string(column) + "\"", "",
                        hint};
}

}  // namespace

void refuse_cell(std::string_view column, std::string_view cell) {
  throw base::UserError{
      base::sqlstate::invalid_parameter_value,
      "the schema export has a value of column \"" + std::string(column) + "\" that cannot be read",
      "The value begins with \"" + std::string(cell.substr(0, 40)) + "\".", hint};
}

Field::Field(const base::Rows& rows, std::string_view column)
    : rows_(rows), position_(position_of(rows, column)), column_(column) {}

std::vector<std::string> Field::texts(std::size_t row) const {
  std::vector<std::string> all;
  const char* cell = raw(row);
  if (cell == nullptr) return all;
  for (auto& element : base::parse_text_array(cell))
    if (element) all.push_back(std::move(*element));
  return all;
}

}  // namespace copilot::catalog
