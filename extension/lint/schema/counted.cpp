// Summing counters.
// Words: see counted.hpp.
// A window that is not known must not be taken for a long one.
#include "lint/schema/counted.hpp"

#include <algorithm>

namespace copilot::lint {

Counted counted(const PartitionTree& tree, const catalog::Relation& table) {
  Counted all;
  for (const catalog::Relation* leaf : tree.leaves(table)) {
    ++all.leaves;
    all.pages += leaf->pages;
    all.rows = leaf->rows < 0 || all.rows < 0 ? -1 : all.rows + leaf->rows;
    if (!leaf->activity) {
      all.known = false;
      continue;
    }
    all.sum.seq_scans += leaf->activity->seq_scans;
    all.sum.index_scans += leaf->activity->index_scans;
    all.sum.seq_rows_read += leaf->activity->seq_rows_read;
    all.sum.live_rows += leaf->activity->live_rows;
    all.sum.dead_rows += leaf->activity->dead_rows;
    all.sum.writes += leaf->activity->writes;
  }
  return all;
}

bool counted_long_enough(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  if (subject.of_script()) {
    reporter.decide(base::Verdict::not_applicable("What a script makes was never used"));
    return false;
  }
  const bool any = std::any_of(model.relations.begin(), model.relations.end(),
                               [](const auto& each) { return each.activity.has_value(); });
  if (!any && !model.relations.empty()) {
    const bool tables = std::any_of(model.relations.begin(), model.relations.end(), [](auto& each) {
      return each.kind == 'r' && each.persistence != 't';
    });
    if (tables) {
      reporter.decide(base::Verdict::unknown(
          "The counters of activity were not read",
          "Ask where the server's statistics can be read, or make the export with them"));
      return false;
    }
  }
  if (model.counted_seconds < 0) {
    reporter.decide(base::Verdict::unknown(
        "Since when activity is counted is not known",
        "Ask as a role that may run pg_control_system(), a member of pg_monitor"));
    return false;
  }
  if (model.counted_seconds < least_window_seconds) {
    reporter.decide(base::Verdict::too_early("Activity has been counted for less than 7 days",
                                             least_window_seconds - model.counted_seconds));
    return false;
  }
  return true;
}

std::int64_t counted_days(const Subject& subject) {
  return static_cast<std::int64_t>(subject.model().counted_seconds / 86400.0 + 0.5);
}

}  // namespace copilot::lint
