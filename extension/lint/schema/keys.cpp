// What rules of primary keys ask.
// Words: see keys.hpp.
// A column may belong to several foreign keys; one is enough.
#include "lint/schema/keys.hpp"

#include <algorithm>

#include "base/quote.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

bool is_reference(const Subject& subject, const catalog::Relation& table, int column) {
  return std::any_of(table.constraints.begin(), table.constraints.end(), [&](std::size_t at) {
    const catalog::Constraint& each = subject.model().constraints[at];
    return each.type == 'f' && !each.dropped &&
           std::find(each.columns.begin(), each.columns.end(), column) != each.columns.end();
  });
}

std::string names_of(const catalog::Constraint& key, const catalog::Relation& table) {
  std::vector<std::string> names;
  for (int number : key.columns)
    if (const catalog::Column* column = table.column(number))
      names.push_back(base::quote_identifier(column->name));
  return listed(names);
}

}  // namespace copilot::lint
