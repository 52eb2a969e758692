// Subjects: statements, databases and tables whose work shifted upwards within a period, and stayed there.
// Words: work is the microseconds of an execution or a transaction, or the blocks of a scan; a place is one
// stretch of the history, a pass or a bucket, with the mean work in it; added is what comes on top a second.
// Nothing is said of causes here.
#pragma once

#include <optional>
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
  std::string name;  // but of a statement
  Shift shift;       // of the logarithm of the work
  Stretches stretches;
  double added;
  double calls;  // since the shift
};

// The costliest first, a few of them.
std::vector<Subject> slower_statements(base::Db& db, const Period& period,
                                       base::Interrupts& interrupts);
std::vector<Subject> slower_databases(base::Db& db, const Period& period,
                                      base::Interrupts& interrupts);
// All databases together.
std::optional<Subject> slower_server(base::Db& db, const Period& period,
                                     base::Interrupts& interrupts);
// Of this database.
std::vector<Subject> costlier_tables(base::Db& db, const Period& period,
                                     base::Interrupts& interrupts);

}  // namespace copilot::trend
