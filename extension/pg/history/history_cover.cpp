// What the history covers of a window, whether or not anything happened in it.
// Words: see history_range.hpp; a reset of an object's counters is in that object's row of _window.
// It decodes nothing.
#include <string>

#include "pg/postgres.hpp"

#include "pg/arguments.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/history/as_owner.hpp"
#include "pg/history/elsewhere.hpp"
#include "pg/history/history_range.hpp"

namespace copilot::pg {

namespace {

void give(FunctionCallInfo fcinfo, const collect::Cover& cover) {
  guard([&]() noexcept {
    auto* const result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    InitMaterializedSRF(fcinfo, 0);
    const bool unknown = cover.spans.empty();
    Datum values[] = {TimestampTzGetDatum(cover.from), TimestampTzGetDatum(cover.to),
                      BoolGetDatum(!unknown && cover.complete)};
    bool nulls[] = {unknown, unknown, false};
    tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
  });
}

}  // namespace

// copilot._history_cover(collector text, since timestamptz, until timestamptz)
COPILOT_FUNCTION(history_cover) {
  return read_history(fcinfo, Limit::quick, "_history_cover", Columns::declared, [&] {
    const Arguments arguments = read_arguments(fcinfo);
    const std::optional<std::string> name = arguments["collector"];
    const collect::Collector& collector = collector_named(name);
    as_owner([&] {
      const HistoryRange range(collector, time_argument(fcinfo, 1), time_argument(fcinfo, 2));
      give(fcinfo, range.cover());
    });
  });
}

}  // namespace copilot::pg
