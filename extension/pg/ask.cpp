// The functions of SQL that answer in plain words.
// Words: see ask/ask.hpp.
// Nothing here understands a question: the module does, over the reports and findings of one server.
#include "ask/intents.hpp"
#include "ask/route.hpp"

#include "ask/server_names.hpp"
#include "base/text_array.hpp"
#include "report/run.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/result.hpp"
#include "pg/rules.hpp"

namespace copilot::pg {

COPILOT_FUNCTION(ask_route) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    Result result(fcinfo);
    ask::ServerNames names(db);
    base::Rows rows({"intent", "confidence", "because"});
    for (const ask::Route& route : ask::route(arguments["question"].value_or(""), names)) {
      rows.add(route.intent);
      rows.add(std::to_string(route.confidence));
      rows.add(base::format_text_array(route.because));
    }
    result.write(rows);
  });
  return 0;
}

COPILOT_FUNCTION(intents) {
  call(fcinfo, Limit::quick, [&](const Arguments&, base::Db&) {
    Result result(fcinfo);
    base::Rows rows({"intent", "covers", "reports", "sample_questions"});
    for (const ask::Intent& intent : ask::intents()) {
      rows.add(intent.name);
      rows.add(intent.covers);
      rows.add(base::format_text_array({intent.reports.begin(), intent.reports.end()}));
      rows.add(base::format_text_array({intent.samples.begin(), intent.samples.end()}));
    }
    result.write(rows);
  });
  return 0;
}

}  // namespace copilot::pg
