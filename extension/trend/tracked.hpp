// Tracked: the series of the history, as queries hand them over.
// Words: a tracked object has a name, its series, and where there is one the limit it must not reach;
// a query gives a row for each with three arrays: the times (microseconds since 1970), the values, and
// whether all of that time was watched (1 or 0).
// A failure of a query is thrown as it is: without history nothing may look like no growth.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db.hpp"
#include "base/interrupts.hpp"
#include "trend/series.hpp"

namespace copilot::trend {

struct Tracked {
  std::string type;
  std::string name;
  Series series;
  std::optional<double> limit;
};

// Columns: object, times, "values", watched, and maybe limit_value. A value that did not move while
// nobody watched says nothing, and is left out.
std::vector<Tracked> tracked(base::Db& db, const char* type, const base::Query& query,
                             base::Interrupts& interrupts);

// The numbers of an array's text, such as {1,2.5,NULL}; NULL is not a number.
std::vector<double> numbers_of(std::string_view array);

}  // namespace copilot::trend
