// enter: the one way up, from the server into C++.
// Words: a body is C++ that may throw; whatever it throws becomes a server error after every C++ object is gone.
// No other C++ function may be called by the server.
#pragma once

#include "pg/postgres.hpp"

namespace copilot::pg {

using EnterBody = Datum (*)(FunctionCallInfo);

Datum enter(FunctionCallInfo fcinfo, EnterBody body);

// The same for a background worker's main: what the body threw ends the process, as an error does.
void enter_worker(void (*body)());

// The same for a hook, whose failure must not be the statement's: it is forgotten, but for a cancel, which is thrown on.
// Whether the body ended well.
bool enter_hook(void (*body)());

// The memory context of the outermost call from SQL: what must outlast its subtransactions lives here.
MemoryContext call_context();

// How deep calls from SQL are nested; 1 in the outermost.
int call_depth();

}  // namespace copilot::pg

// Declares the SQL-callable function copilot_NAME, whose body is the C++ block that follows; `fcinfo` is
// in scope as in any function of the server.
#define COPILOT_FUNCTION(name)                         \
  static Datum name##_body(FunctionCallInfo fcinfo);   \
  extern "C" {                                         \
  PG_FUNCTION_INFO_V1(copilot_##name);                 \
  PGDLLEXPORT Datum copilot_##name(PG_FUNCTION_ARGS) { \
    return copilot::pg::enter(fcinfo, name##_body);    \
  }                                                    \
  }                                                    \
  static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)
