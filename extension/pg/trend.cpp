// What the history says of growth, of what is used up, and of what got slower, as functions of SQL.
// Words: see trend/growth.hpp, trend/capacity.hpp and trend/regressions.hpp.
// The series are read by functions of copilot that check the caller's right; nothing is lent here.
#include "base/error.hpp"
#include "trend/capacity.hpp"
#include "trend/growth.hpp"
#include "trend/recent_growth.hpp"
#include "trend/regressions.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/enter.hpp"
#include "pg/result.hpp"

namespace copilot::pg {

namespace {

std::string required(const Arguments& arguments, const char* name) {
  const auto& value = arguments[name];
  if (value) return *value;
  throw base::UserError{base::sqlstate::invalid_parameter_value,
                        std::string(name) + " must not be null", "", "Give a value."};
}

}  // namespace

// copilot._growth(horizon_days double precision, by text)
COPILOT_FUNCTION(growth) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    Result result(fcinfo);
    ServerInterrupts interrupts;
    result.write(trend::growth(db, required(arguments, "by"),
                               std::stod(required(arguments, "horizon_days")), interrupts));
  });
  return 0;
}

// copilot._recent_growth(by text)
COPILOT_FUNCTION(recent_growth) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    Result result(fcinfo);
    result.write(trend::recent_growth(db, required(arguments, "by")));
  });
  return 0;
}

// copilot._capacity()
COPILOT_FUNCTION(capacity) {
  call(fcinfo, Limit::quick, [&](const Arguments&, base::Db& db) {
    Result result(fcinfo);
    ServerInterrupts interrupts;
    result.write(trend::capacity(db, ServerClock(), interrupts));
  });
  return 0;
}

// copilot._regressions(since timestamptz, until timestamptz, tables boolean)
COPILOT_FUNCTION(regressions) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    Result result(fcinfo);
    ServerInterrupts interrupts;
    result.write(trend::regressions(db, required(arguments, "since"), required(arguments, "until"),
                                    required(arguments, "tables") == "t", interrupts));
  });
  return 0;
}

}  // namespace copilot::pg
