// Session: see session.hpp.
// Words: none of its own.
// It must set nothing that outlives the call.
#include "pg/session.hpp"

#include <cstring>

#include "pg/postgres.hpp"

#include "pg/deadline.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"

namespace copilot::pg {

namespace {

struct Setting {
  const char* name;
  const char* value;
};

// Text formats that modules can read, and plans that neither compile nor start other processes. Of relations that users made
// only their data is read: one may have put a view in the place of what was looked up, to have its functions run by us.
constexpr Setting settings[] = {
    {"search_path", "pg_catalog, pg_temp"},
    {"datestyle", "ISO, MDY"},
    {"intervalstyle", "postgres"},
    {"extra_float_digits", "1"},
    {"bytea_output", "hex"},
    {"standard_conforming_strings", "on"},
    {"quote_all_identifiers", "off"},
    {"jit", "off"},
    {"max_parallel_workers_per_gather", "0"},
    {session_restriction, "view, foreign-table"},
};

void set(const char* name, const char* value) {
  const char* current = GetConfigOption(name, true, false);
  if (current == nullptr || std::strcmp(current, value) == 0) return;
  set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

}  // namespace

Session::Session(Limit limit) {
  const bool quick = limit == Limit::quick;
  Deadline::arm(quick ? statement_timeout_ms() : analysis_timeout_ms(),
                quick ? "copilot.statement_timeout" : "copilot.analysis_timeout");
  caller_search_path_ = guard([&]() noexcept -> const char* {
    return module_text(pstrdup(GetConfigOption("search_path", false, false)));
  });
  guc_level_ = guard([&]() noexcept {
    const int level = NewGUCNestLevel();
    for (const Setting& setting : settings) set(setting.name, setting.value);
    // Never wait longer for a lock than the caller would.
    if (LockTimeout == 0 || LockTimeout > lock_timeout_ms())
      set("lock_timeout", psprintf("%dms", lock_timeout_ms()));
    return level;
  });
}

void Session::finish() {
  guard([&]() noexcept { AtEOXact_GUC(true, guc_level_); });
}

}  // namespace copilot::pg
