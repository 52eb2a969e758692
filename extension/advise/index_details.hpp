// The second look at an index: its size and its definition, which the server gives under a lock.
// Words: see base/rule.hpp.
// Both rules on indexes use it; it must not be asked about every index, only about candidates.
#pragma once

#include "base/rule.hpp"

namespace copilot::advise {

// A key is the index's oid, or the oids of a partitioned index and of its leaves, separated by
// commas.
base::Query index_details_query(std::span<const base::Candidate> indexes);

// The oids of a list such as 16400,16401; the first is the index's own.
std::vector<std::int64_t> oids(const std::string& list);

}  // namespace copilot::advise
