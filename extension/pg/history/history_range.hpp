// HistoryRange: a window of time set against the chunks that there are of a collector.
// Words: see collect/levels.hpp; the gauges before a window are what they were when it began.
// It must read no chunk that the window does not need.
#pragma once

#include <optional>

#include "collect/totals.hpp"
#include "pg/history/chunk_table.hpp"

namespace copilot::pg {

// Throws UserError 22023 for a name that no collector has.
const collect::Collector& collector_named(const std::optional<std::string>& name);

class HistoryRange {
 public:
  // Null since: as far back as there is history; null until, or one in the future: now.
  HistoryRange(const collect::Collector& collector, std::optional<std::int64_t> since,
               std::optional<std::int64_t> until, int coarsest = collect::coarsest_level);

  std::int64_t since() const { return since_; }
  std::int64_t until() const { return until_; }
  // How long a pass may be away before something is missing.
  std::int64_t slack() const { return slack_; }
  const collect::Cover& cover() const { return cover_; }

  // The window's chunks, the newest first.
  void add_to(collect::Totals& totals) const;
  // From before this time, as far back as is needed to know all gauges.
  void add_gauges_before(std::int64_t time, collect::Totals& totals) const;
  const ChunkTable& table() const { return table_; }

 private:
  const collect::Collector& collector_;
  ChunkTable table_;
  std::int64_t since_;
  std::int64_t until_;
  std::int64_t slack_;
  collect::Cover cover_;
};

}  // namespace copilot::pg
