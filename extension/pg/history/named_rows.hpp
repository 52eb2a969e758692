// NamedRows: samples that are one small query: a column `name` or `object`, and a column for each metric.
// Words: the columns of metrics have their names; a name's key is scope 0 and its hash; a column `detail` is JSON.
// It is for a few rows; see numbers.hpp for thousands.
#pragma once

#include <string>

#include "pg/history/sources.hpp"

namespace copilot::pg {

void read_named(Pass& pass, collect::Sample& sample, const std::string& sql);
// The names of the fresh rows, from the same query.
void describe_named(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh,
                    const std::string& sql);

}  // namespace copilot::pg
