// Settings: their definitions.
// Words: see settings.hpp.
// Called from _PG_init, where nothing may throw a C++ exception.
#include "pg/settings.hpp"

#include "pg/postgres.hpp"

#include "pg/fault.hpp"

namespace copilot::pg {

static int statement_timeout = 5000;
static int analysis_timeout = 60000;
static int lock_timeout = 100;
static bool enabled = true;
static char* database;
static int collect_interval = 60;
static int wait_interval = 1000;
static int retention = 30 * 24 * 60;
static int retention_size = 1024;
static int memory_limit = 32;
static int schema_save_interval = 0;

// The worker's own settings.
static void define_history_settings() {
  constexpr int day = 24 * 60 * 60;
  DefineCustomIntVariable(
      "copilot.collect_interval", "Sets the time between two passes of the worker.", nullptr,
      &collect_interval, 60, 1, day, PGC_SIGHUP, GUC_UNIT_S, nullptr, nullptr, nullptr);
  DefineCustomStringVariable("copilot.database", "Sets the database that holds the history.",
                             "The extension must be installed there.", &database, "postgres",
                             PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
  DefineCustomBoolVariable("copilot.enabled", "Lets the worker collect and the hooks record.",
                           "Off, the worker idles and the hooks return at once.", &enabled, true,
                           PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
  if (process_shared_preload_libraries_in_progress)  // refused any later
    DefineCustomIntVariable(
        "copilot.memory_limit", "Sets how much shared memory the worker keeps its last pass in.",
        "What does not fit is not collected, and collector_status says so.", &memory_limit, 32, 1,
        4096, PGC_POSTMASTER, GUC_UNIT_MB, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("copilot.retention", "Sets how long history is kept.", nullptr,
                          &retention, 30 * 24 * 60, 60, 10 * 366 * 24 * 60, PGC_SIGHUP,
                          GUC_UNIT_MIN, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("copilot.retention_size", "Sets how large the history may grow.",
                          "Beyond it the oldest is removed first, the finest before the coarser.",
                          &retention_size, 1024, 1, 1024 * 1024, PGC_SIGHUP, GUC_UNIT_MB, nullptr,
                          nullptr, nullptr);
  DefineCustomIntVariable("copilot.schema_save_interval",
                          "Sets how often the schema of each database is kept if it has changed.",
                          "0 keeps none.", &schema_save_interval, 0, 0, 366 * 24 * 60, PGC_SIGHUP,
                          GUC_UNIT_MIN, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("copilot.wait_interval",
                          "Sets the time between two samples of what sessions wait for.",
                          "0 takes no samples.", &wait_interval, 1000, 0, 60 * 1000, PGC_SIGHUP,
                          GUC_UNIT_MS, nullptr, nullptr, nullptr);
}

void define_settings() {
  constexpr int hour = 60 * 60 * 1000;
  DefineCustomIntVariable(
      "copilot.analysis_timeout", "Sets how long a function of copilot that analyses may run.",
      "At this limit the function is an error; the session's own statement_timeout "
      "applies as well.",
      &analysis_timeout, 60000, 1, hour, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("copilot.lock_timeout",
                          "Sets how long a function of copilot waits for a lock.",
                          "What is locked for longer is reported as unknown.", &lock_timeout, 100,
                          1, hour, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  DefineCustomIntVariable(
      "copilot.statement_timeout", "Sets how long a report of copilot may run.",
      "At this limit a report is an error and a finding unknown; the session's own "
      "statement_timeout applies as well.",
      &statement_timeout, 5000, 1, hour, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  define_history_settings();
  fault::define_setting();
  MarkGUCPrefixReserved("copilot");
}

int statement_timeout_ms() {
  return statement_timeout;
}
int analysis_timeout_ms() {
  return analysis_timeout;
}
int lock_timeout_ms() {
  return lock_timeout;
}
bool collecting() {
  return enabled;
}
const char* history_database() {
  return database;
}
int collect_interval_s() {
  return collect_interval;
}
int wait_interval_ms() {
  return wait_interval;
}
int retention_minutes() {
  return retention;
}
int retention_size_mb() {
  return retention_size;
}
int schema_save_interval_minutes() {
  return schema_save_interval;
}
int memory_limit_mb() {
  return memory_limit;
}

}  // namespace copilot::pg
