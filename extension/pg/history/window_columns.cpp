// WindowColumns: names and types against the collector's metrics.
// Words: see window_columns.hpp.
// It must not depend on the columns' order.
#include "pg/history/window_columns.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"

namespace copilot::pg {

namespace {

struct Fixed {
  const char* name;
  WindowColumn::What what;
  Oid type;
};

constexpr Fixed fixed[] = {{"scope", WindowColumn::scope, INT8OID},
                           {"object", WindowColumn::object, INT8OID},
                           {"window_from", WindowColumn::from, TIMESTAMPTZOID},
                           {"window_to", WindowColumn::to, TIMESTAMPTZOID},
                           {"window_complete", WindowColumn::complete, BOOLOID}};

[[noreturn]] void refuse(const std::string& message, const collect::Collector& collector) {
  std::string names;
  for (const collect::Metric& each : collector.metrics) names += std::string(", ") + each.name;
  throw base::UserError{"42804", message, "",
                        "There are scope, object (bigint), window_from, window_to (timestamptz), "
                        "window_complete (boolean) and the bigint metrics" +
                            names.substr(1) + "."};
}

}  // namespace

WindowColumns::WindowColumns(const collect::Collector& collector, TupleDesc row_type) {
  for (int i = 0; i < row_type->natts; ++i) {
    const char* name = NameStr(TupleDescAttr(row_type, i)->attname);
    const Oid type = TupleDescAttr(row_type, i)->atttypid;
    const auto* const known = std::find_if(std::begin(fixed), std::end(fixed), [&](const Fixed& f) {
      return std::string_view(f.name) == name;
    });
    if (known != std::end(fixed)) {
      if (type != known->type) refuse(std::string("wrong type of column ") + name, collector);
      columns_.push_back({known->what, 0});
      continue;
    }
    const std::size_t metric = collector.position(name);
    if (metric == collector.metrics.size())
      refuse(std::string("collector ") + collector.name + " has no metric \"" + name + "\"",
             collector);
    const bool time = std::string_view(collector.metrics[metric].unit) == "at";
    if (type != INT8OID && !(time && type == TIMESTAMPTZOID))
      refuse(std::string("wrong type of column ") + name, collector);
    columns_.push_back({WindowColumn::metric, metrics_.size()});
    metrics_.push_back(metric);
    gauges_ = gauges_ || collector.metrics[metric].kind == collect::Kind::gauge;
  }
}

}  // namespace copilot::pg
