// StatementTables: the names in a statement's text that may be tables.
// Words: a name is one identifier or schema.identifier, quoted as the catalog's functions quote it.
// It does not parse: what is no table is sorted out by whoever knows the tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copilot::trend {

// Each once, in the order of their first use; at most a hundred.
std::vector<std::string> names_in(std::string_view statement);

}  // namespace copilot::trend
