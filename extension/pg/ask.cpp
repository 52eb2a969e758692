// The functions of SQL that answer in plain words.
// Words: see ask/ask.hpp.
// Nothing here understands a question: the module does, over the reports and findings of one server.
#include "ask/ask.hpp"

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

namespace {

Datum text_datum(const std::string& text) {
  const char* utf8 = text.c_str();
  return guard([&]() noexcept { return CStringGetTextDatum(server_text(utf8)); });
}

Datum jsonb_datum(const base::Json& json) {
  const std::string text = json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
  const char* utf8 = text.c_str();
  return guard(
      [&]() noexcept { return DirectFunctionCall1(jsonb_in, CStringGetDatum(server_text(utf8))); });
}

// A question that is null is an empty one; what that means is the module's business.
base::Json answer(const Arguments& arguments, const base::Json& context, base::Db& db) {
  report::Catalogue reports(db);
  RuleFindings findings(db);
  ask::ServerNames names(db);
  ServerInterrupts interrupts;
  return ask::answer(arguments["question"].value_or(""), context, reports, findings, names,
                     ServerClock(), interrupts);
}

}  // namespace

COPILOT_FUNCTION(ask) {
  Datum result = 0;
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    result = text_datum(ask::render(answer(arguments, nullptr, db)));
  });
  return result;
}

COPILOT_FUNCTION(ask_json) {
  Datum result = 0;
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    const auto& context = arguments["context"];
    result = jsonb_datum(
        answer(arguments, context ? base::Json::parse(*context) : base::Json(nullptr), db));
  });
  return result;
}

COPILOT_FUNCTION(ask_preview) {
  Datum result = 0;
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db&) {
    result = text_datum(ask::preview(arguments["question"].value_or("")));
  });
  return result;
}

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
