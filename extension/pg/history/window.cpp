// Window: what a collector saw in a stretch of time, an object a row.
// Words: see collect/totals.hpp and the comment of copilot._window.
// Names are the callers' to join; every row says what time it covers.
#include <optional>
#include <string>

#include "base/error.hpp"
#include "pg/history/window_columns.hpp"

#include "pg/arguments.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/history/as_owner.hpp"
#include "pg/history/elsewhere.hpp"
#include "pg/history/history_range.hpp"

namespace copilot::pg {

namespace {

ReturnSetInfo* begin_result(FunctionCallInfo fcinfo) {
  return guard([&]() noexcept {
    InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
    return reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  });
}

struct Answer {
  const collect::Totals& totals;
  const std::vector<WindowColumn>& columns;
  const collect::Cover& cover;
};

Datum value_of(const Answer& answer, std::size_t row, const WindowColumn& column, bool& null) {
  null = false;
  const collect::Key key = answer.totals.key(row);
  switch (column.what) {
    case WindowColumn::scope:
      return Int64GetDatum(static_cast<std::int64_t>(key.scope));
    case WindowColumn::object:
      return Int64GetDatum(static_cast<std::int64_t>(key.object));
    case WindowColumn::from:
      return TimestampTzGetDatum(answer.cover.from);
    case WindowColumn::to:
      return TimestampTzGetDatum(answer.cover.to);
    case WindowColumn::complete:
      return BoolGetDatum(answer.cover.complete &&
                          (answer.totals.marks(row) & collect::mark::reset) == 0);
    case WindowColumn::metric:
      break;
  }
  const std::int64_t value = answer.totals.value_or_zero(row, column.at);
  null = value == collect::absent;
  return Int64GetDatum(value);
}

void give(const Answer& answer, ReturnSetInfo* result) {
  constexpr std::size_t poll_every = 1024;
  const std::size_t width = answer.columns.size();
  const std::size_t rows = answer.totals.size();
  guard([&]() noexcept {
    auto* values = static_cast<Datum*>(palloc(sizeof(Datum) * (width + 1)));
    auto* nulls = static_cast<bool*>(palloc(sizeof(bool) * (width + 1)));
    for (std::size_t row = 0; row < rows; ++row) {
      if (row % poll_every == 0) CHECK_FOR_INTERRUPTS();
      if (!answer.totals.says(row)) continue;
      for (std::size_t i = 0; i < width; ++i)
        values[i] = value_of(answer, row, answer.columns[i], nulls[i]);
      tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
    }
  });
}

}  // namespace

// copilot._window(collector text, since timestamptz, until timestamptz, scope bigint)
COPILOT_FUNCTION(window) {
  return read_history(fcinfo, Limit::quick, "_window", Columns::chosen, [&] {
    const Arguments arguments = read_arguments(fcinfo);
    const std::optional<std::string> name = arguments["collector"];
    const collect::Collector& collector = collector_named(name);
    ReturnSetInfo* const result = begin_result(fcinfo);
    const WindowColumns columns(collector, result->setDesc);
    collect::Totals totals(collector, columns.metrics(), {unsigned_argument(fcinfo, 3), {}});
    as_owner([&] {
      const HistoryRange range(collector, time_argument(fcinfo, 1), time_argument(fcinfo, 2));
      range.add_to(totals);
      if (columns.gauges() && !range.cover().spans.empty())
        range.add_gauges_before(range.cover().from, totals);
      give({totals, columns.columns(), range.cover()}, result);
    });
  });
}

}  // namespace copilot::pg
