// Call: what every function of copilot does around its work: limits, arguments, target, restore.
// Words: a function is a body over the arguments and a Db.
// It must be the outermost C++ object of a function's body.
#pragma once

#include "pg/arguments.hpp"
#include "pg/session.hpp"
#include "pg/target.hpp"

namespace copilot::pg {

template <class Body>
void call(FunctionCallInfo fcinfo, Limit limit, Body body) {
  Session session(limit);
  Arguments arguments = read_arguments(fcinfo);
  arguments.search_path = session.caller_search_path();
  const std::unique_ptr<base::Db> db = open_target(arguments.server);
  body(arguments, *db);
  session.finish();
}

}  // namespace copilot::pg
