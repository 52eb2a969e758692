// Elsewhere: the history is kept in one database, and asked for in any that has the extension.
// Words: elsewhere is copilot.database, where it is not this one.
// It must ask there as the caller, never with more rights.
#pragma once

#include <cstdint>
#include <optional>

#include "pg/postgres.hpp"

namespace copilot::pg {

bool history_is_elsewhere();

// Calls the same function there, with the same arguments, and gives its rows. Chosen: the caller chose the columns.
enum class Columns { declared, chosen };
void ask_elsewhere(FunctionCallInfo fcinfo, Columns columns);

// Arguments by their position; nothing where null.
std::optional<std::int64_t> time_argument(FunctionCallInfo fcinfo, int at);
std::optional<std::uint64_t> unsigned_argument(FunctionCallInfo fcinfo, int at);

}  // namespace copilot::pg
