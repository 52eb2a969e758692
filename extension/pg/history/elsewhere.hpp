// Elsewhere: the history is kept in one database, and asked for in any that has the extension.
// Words: elsewhere is copilot.database, where it is not this one.
// It must ask there as the caller, never with more rights.
#pragma once

#include <cstdint>
#include <optional>

#include "pg/postgres.hpp"

#include "pg/rights.hpp"
#include "pg/session.hpp"

namespace copilot::pg {

// Chosen: the caller chose the columns.
enum class Columns { declared, chosen };

bool history_is_elsewhere();
// Calls the same function there, with the same arguments, and gives its rows.
void ask_elsewhere(FunctionCallInfo fcinfo, Columns columns);

// What every function over the history does around its work: limits, the right, and where the history is.
template <class Body>
Datum read_history(FunctionCallInfo fcinfo, Limit limit, const char* function, Columns columns,
                   Body body) {
  Session session(limit);
  require(ROLE_PG_READ_ALL_STATS, function);
  if (history_is_elsewhere())
    ask_elsewhere(fcinfo, columns);
  else
    body();
  session.finish();
  return 0;
}

// Arguments by their position; nothing where null.
std::optional<std::int64_t> time_argument(FunctionCallInfo fcinfo, int at);
std::optional<std::uint64_t> unsigned_argument(FunctionCallInfo fcinfo, int at);

}  // namespace copilot::pg
