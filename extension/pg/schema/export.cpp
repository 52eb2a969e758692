// The function of SQL that gives a whole schema as JSON, to be judged or compared elsewhere.
// Words: see source.hpp.
// It must not write anything.
#include "catalog/snapshot.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/schema/source.hpp"

namespace copilot::pg {

COPILOT_FUNCTION(schema_export) {
  Datum result = 0;
  call(fcinfo, Limit::analysis, [&](const Arguments& arguments, base::Db&) {
    ServerInterrupts interrupts;
    catalog::Wanted wanted;
    wanted.sizes = true;
    wanted.definitions = true;
    std::string text;
    {
      const catalog::Snapshot snapshot =
          read_schema_source(arguments["source"], wanted, interrupts);
      text = catalog::to_json(snapshot, interrupts);
    }
    const char* utf8 = text.c_str();
    result = guard([&]() noexcept {
      return DirectFunctionCall1(jsonb_in, CStringGetDatum(server_text(utf8)));
    });
  });
  return result;
}

}  // namespace copilot::pg
