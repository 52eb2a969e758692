// Wiring: the functions SQL can call, each tied to the module that does the work.
// Words: COPILOT_FUNCTION(x) is what CREATE FUNCTION names as copilot_x.
// This is the only list of modules; nothing here decides anything.
#include "advise/rules.hpp"
#include "lint/rules.hpp"
#include "report/run.hpp"
#include "pg/postgres.hpp"

#include "pg/call.hpp"
#include "pg/changes/hooks.hpp"
#include "pg/enter.hpp"
#include "pg/foreign_options.hpp"
#include "pg/history/scheduler.hpp"
#include "pg/result.hpp"
#include "pg/rules.hpp"
#include "pg/settings.hpp"
#include "pg/shared_memory.hpp"

extern "C" {
#ifdef PG_MODULE_MAGIC_EXT
PG_MODULE_MAGIC_EXT(.name = "copilot", .version = COPILOT_VERSION);
#else
PG_MODULE_MAGIC;
#endif

PGDLLEXPORT void _PG_init(void) {
  copilot::pg::define_settings();
  // In a binary upgrade nothing may run or be recorded beside it.
  if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade) return;
  copilot::pg::request_shared_memory();
  copilot::pg::install_hooks();
  copilot::pg::register_scheduler();
}
}

namespace copilot::pg {

base::Rules all_rules() {
  const std::span<const base::Rule* const> tables[] = {advise::rules()};
  base::Rules rules;
  for (const auto& table : tables) rules.insert(rules.end(), table.begin(), table.end());
  for (const lint::Rule* rule : lint::rules()) rules.push_back(&rule->identity);
  return rules;
}

// Every report: the function's name is the report's.
COPILOT_FUNCTION(report) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    Result result(fcinfo);
    const base::Report* report = report::find(arguments.function);
    if (report == nullptr) throw std::logic_error("no report is named " + arguments.function);
    report::run(*report, arguments.given, db, [&](const base::Rows& rows) { result.write(rows); });
  });
  return 0;
}

// The validator of the wrapper copilot.
COPILOT_FUNCTION(fdw_validator) {
  check_foreign_options(fcinfo);
  return 0;
}

}  // namespace copilot::pg
