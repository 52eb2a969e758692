// The metrics that history() shows, as SQL sees them.
// Words: a metric is named collector.metric; times are shown in ms, so each has the factor of its unit.
// A metric that is a moment is not among them: moments make no series.
#include "base/error.hpp"
#include "collect/collector.hpp"

#include "pg/arguments.hpp"
#include "pg/enter.hpp"
#include "pg/result.hpp"

namespace copilot::pg {

namespace {

const char* kind_name(collect::Kind kind) {
  switch (kind) {
    case collect::Kind::counter:
      return "counter";
    case collect::Kind::gauge:
      return "gauge";
    case collect::Kind::peak:
      break;
  }
  return "peak";
}

}  // namespace

// copilot._history_metrics(metric text): one, or all
COPILOT_FUNCTION(history_metrics) {
  const Arguments arguments = read_arguments(fcinfo);
  const std::optional<std::string>& wanted = arguments["wanted"];
  base::Rows rows({"metric", "unit", "factor", "kind", "objects", "meaning"});
  for (const collect::Collector& collector : collect::collectors())
    for (const collect::Metric& metric : collector.metrics) {
      const std::string_view unit = metric.unit;
      const std::string name = std::string(collector.name) + "." + metric.name;
      if (unit == "at" || (wanted && *wanted != name)) continue;
      rows.add(name);
      rows.add(unit == "us" ? "ms" : unit);
      rows.add(unit == "us" ? "0.001" : "1");
      rows.add(kind_name(metric.kind));
      rows.add(collector.name);
      rows.add(metric.meaning);
    }
  if (wanted && rows.empty())
    throw base::UserError{base::sqlstate::invalid_parameter_value,
                          "there is no metric \"" + *wanted + "\"", "",
                          "The view copilot.history_metrics lists them."};
  Result(fcinfo).write(rows);
  return 0;
}

}  // namespace copilot::pg
