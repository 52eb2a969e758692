// Impact: what would break, or go with it, if an object or a column of it went: by name.
// Words: a dependant is known by pg_depend; a user by text is a function whose body says the name, which
// no catalog records, so that it only may break.
// Lists end after a number of names, and say how many more there are.
#pragma once

#include <string>
#include <vector>

#include "catalog/model.hpp"

namespace copilot::lint {

struct Impact {
  std::vector<std::string> dependants;  // view shop.totals, index shop.orders_at, ...
  std::vector<std::string> by_text;     // functions

  bool none() const { return dependants.empty() && by_text.empty(); }
};

// All that depends on a relation, or on one column of it (0: all), however indirectly. What belongs to
// the table itself (its own indexes, constraints) counts only for a column.
Impact impact_of(const catalog::Model& model, const catalog::Relation& relation, int column = 0);
Impact impact_of(const catalog::Model& model, catalog::Oid object);

// view a, index b and 3 more
std::string in_words(const std::vector<std::string>& names);

}  // namespace copilot::lint
