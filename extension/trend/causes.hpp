// Causes: of what happened shortly before something got slow, what most likely slowed it.
// Words: work is what one execution takes on average; before and after are the stretches on both
// sides of the shift; a score, 0 to 1, is how well a cause explains the numbers, times how near it
// was.
// It must not name a cause that came after the slowness, nor one that nothing measured speaks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/finding.hpp"

namespace copilot::trend {

// Of one execution, on average; but the calls.
struct Work {
  double calls_per_second = 0;
  double ms = 0;
  double rows = 0;
  double blocks = 0;  // asked for
  double reads = 0;   // of them not in the server's cache
  double read_ms = 0;
  double temp_blocks = 0;
  double lock_ms = 0;   // waiting for locks, as sampled
  double other_ms = 0;  // waiting for anything else but the client
};

struct TableFacts {
  std::string name;
  std::optional<double> rows_before, rows_after;
  std::optional<double> bytes_before, bytes_after;
  std::optional<double> changed_rows;  // since the last ANALYZE, after the shift
  std::optional<base::Timestamp> analyzed_at;
};

struct Happening {
  base::Timestamp at;
  std::string kind;  // config, ddl, role, extension, restart, upgrade, mark
  std::string object;
  std::string action;
  std::string before, after;
  bool certain = true;    // false: found at this time, happened earlier
  bool touches = false;   // is about a table of the statement, or an index of one
  bool is_index = false;  // the object is an index
};

struct Slowdown {
  base::Timestamp last_quick_at;
  base::Timestamp shifted_at;
  Work before, after;
  std::vector<TableFacts> tables;
  std::vector<Happening> happenings;
};

struct Cause {
  std::string kind;  // index, schema, setting, statistics, growth, rows, locks, cache, ...
  std::string what;  // a sentence without its period
  std::optional<base::Timestamp> at;
  double score;
  base::Json evidence;
};

// The best first; those that explain next to nothing are left out.
std::vector<Cause> causes_of(const Slowdown& slowdown);

}  // namespace copilot::trend
