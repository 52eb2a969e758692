// WindowColumns: the columns that a caller of _window asked for, by name.
// Words: a column is the key, the window, or a metric of the collector.
// Whatever it does not know is an error that says what there is.
#pragma once

#include <vector>

#include "collect/totals.hpp"
#include "pg/postgres.hpp"

namespace copilot::pg {

struct WindowColumn {
  enum What { scope, object, from, to, complete, metric };
  What what;
  std::size_t at;  // of a metric: its position in the metrics asked for
};

class WindowColumns {
 public:
  WindowColumns(const collect::Collector& collector, TupleDesc row_type);

  const std::vector<WindowColumn>& columns() const { return columns_; }
  // The metrics to be read.
  const std::vector<std::size_t>& metrics() const { return metrics_; }
  bool gauges() const { return gauges_; }

 private:
  std::vector<WindowColumn> columns_;
  std::vector<std::size_t> metrics_;
  bool gauges_ = false;
};

}  // namespace copilot::pg
