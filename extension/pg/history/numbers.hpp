// Numbers: the rows of a query as integers, without a text in between.
// Words: a column is bigint, integer, oid, boolean or real time in milliseconds (double precision), which becomes
// microseconds; NULL is absent.
// It is for the pass's own constant queries over thousands of rows; base::Db is for all others.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace copilot::pg {

using NumberRow = std::span<const std::int64_t>;

// Reads with a snapshot of its own; an error of the server is thrown.
void read_numbers(const std::string& sql, const std::function<void(NumberRow)>& visit);

}  // namespace copilot::pg
