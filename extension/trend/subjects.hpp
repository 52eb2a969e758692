// Subjects: the statements and databases whose times shifted upwards within a period, and stayed there.
// Words: a place is one stretch of the history, a pass or a bucket, with the mean time of an execution
// in it; added time is what the slowness costs: more time a call, times the calls.
// Nothing is said of causes here.
#pragma once

#include <string>
#include <vector>

#include "base/db.hpp"
#include "base/interrupts.hpp"
#include "trend/change_point.hpp"
#include "trend/circumstances.hpp"

namespace copilot::trend {

struct Period {
  std::string since;  // timestamptz, as text
  std::string until;
  base::Timestamp since_at;
  base::Timestamp until_at;
};

struct Subject {
  std::int64_t scope, object;
  std::string name;  // of a database
  Shift shift;       // of the logarithm of microseconds
  Stretches stretches;
  double added_ms;  // a second, since the shift
  double calls;     // since the shift
};

// The costliest first, a few of them.
std::vector<Subject> slower_statements(base::Db& db, const Period& period,
                                       base::Interrupts& interrupts);
std::vector<Subject> slower_databases(base::Db& db, const Period& period,
                                      base::Interrupts& interrupts);

}  // namespace copilot::trend
