// Counted: what was counted of tables, and whether for long enough to judge by.
// Words: the window goes from the latest reset of the counters to now; of a partitioned table the
// counters of its leaves are summed.
// Less than the window must not be judged: it is too early, or unknown.
#pragma once

#include "lint/schema/partition_tree.hpp"
#include "lint/subject.hpp"

namespace copilot::lint {

inline constexpr double least_window_seconds = 7 * 86400.0;

struct Counted {
  bool known = true;  // of every leaf
  catalog::Activity sum;
  double rows = 0;  // the planner's; below 0: one was never analysed
  std::int64_t pages = 0;
  std::size_t leaves = 0;
};

Counted counted(const PartitionTree& tree, const catalog::Relation& table);

// Whether there is a window to judge over; if not, the reporter knows why.
bool counted_long_enough(const Subject& subject, Reporter& reporter);

// The window in days, rounded.
std::int64_t counted_days(const Subject& subject);

}  // namespace copilot::lint
