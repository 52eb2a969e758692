// Scheduler: the loop, and the starting of passes.
// Words: see scheduler.hpp. Backing off: after a failed pass the next is due after twice the time, up to an hour.
// A pass that runs is only looked at, never waited for.
#include "pg/history/scheduler.hpp"

#include <algorithm>
#include <string>

#include "pg/postgres.hpp"

extern "C" {
#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_database.h"
}

#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/history/crash_guard.hpp"
#include "pg/history/wait_tally.hpp"
#include "pg/history/worker_log.hpp"
#include "pg/settings.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

constexpr int64 second_us = 1000000;
constexpr int64 hour_us = 3600 * second_us;

void describe(BackgroundWorker& worker, const char* name, const char* function) {
  std::memset(static_cast<void*>(&worker), 0, sizeof worker);
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
  worker.bgw_restart_time = BGW_NEVER_RESTART;
  strlcpy(worker.bgw_library_name, "$libdir/copilot", sizeof worker.bgw_library_name);
  strlcpy(worker.bgw_function_name, function, sizeof worker.bgw_function_name);
  strlcpy(worker.bgw_name, name, sizeof worker.bgw_name);
  strlcpy(worker.bgw_type, name, sizeof worker.bgw_type);
}

void describe_scheduler(BackgroundWorker& worker) {
  describe(worker, "copilot scheduler", "copilot_scheduler_main");
  worker.bgw_restart_time = 5;
}

// One pass, while it runs. Plain data: the handle belongs to this process.
struct Running {
  BackgroundWorkerHandle* handle = nullptr;
  int64 began = 0;
};

enum class Database { ready, missing, closed };

// Whether copilot.database is there. By a scan: without a database of its own, a process may find no index.
Database find_database() {
  const char* name = history_database();
  return guard([=]() noexcept {
    Database found = Database::missing;
    StartTransactionCommand();
    const Relation databases = table_open(DatabaseRelationId, AccessShareLock);
    const TableScanDesc scan = table_beginscan_catalog(databases, 0, nullptr);
    while (const HeapTuple tuple = heap_getnext(scan, ForwardScanDirection)) {
      const auto* each = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
      if (std::strcmp(NameStr(each->datname), name) == 0)
        found = each->datallowconn ? Database::ready : Database::closed;
    }
    table_endscan(scan);
    table_close(databases, AccessShareLock);
    CommitTransactionCommand();
    return found;
  });
}

BackgroundWorkerHandle* start_pass() {
  return guard([]() noexcept {
    BackgroundWorker worker;
    describe(worker, "copilot pass", "copilot_pass_main");
    worker.bgw_notify_pid = MyProcPid;
    BackgroundWorkerHandle* handle = nullptr;
    MemoryContext outer = MemoryContextSwitchTo(TopMemoryContext);
    if (!RegisterDynamicBackgroundWorker(&worker, &handle)) handle = nullptr;
    MemoryContextSwitchTo(outer);
    return handle;
  });
}

bool ended(BackgroundWorkerHandle* handle) {
  return guard([=]() noexcept {
    pid_t process;
    return GetBackgroundWorkerPid(handle, &process) == BGWH_STOPPED;
  });
}

class Schedule {
 public:
  void run() {
    while (!ShutdownRequestPending) {
      const int64 now = GetCurrentTimestamp();
      if (collecting()) {
        if (off_) log_.state("starting");
        off_ = false;
        sample(now);
        pass(now);
      } else if (pass_.handle == nullptr) {
        off_ = true;
      }
      wait(now);
    }
  }

 private:
  void sample(int64 now) {
    const int64 interval = INT64CONST(1000) * wait_interval_ms();
    if (interval == 0 || now < next_sample_) return;
    sample_waits(sampled_at_ == 0 ? interval : std::min(now - sampled_at_, 2 * interval));
    sampled_at_ = now;
    next_sample_ = now + interval;
  }

  void pass(int64 now) {
    if (pass_.handle != nullptr) {
      if (!ended(pass_.handle)) return;
      guard([this]() noexcept { pfree(pass_.handle); });
      pass_ = {};
      failures_ = log_.pass_ended() ? 0 : failures_ + 1;
      plan(now);
    }
    if (now < next_pass_ && !log_.requested()) return;
    begin_pass(now);
  }

  void begin_pass(int64 now) {
    log_.pass_begins();
    const Database database = find_database();
    if (database != Database::ready)
      return refuse(now, "database \"" + std::string(history_database()) +
                             (database == Database::missing ? "\" does not exist"
                                                            : "\" accepts no connections"));
    pass_.handle = start_pass();
    pass_.began = now;
    if (pass_.handle == nullptr)
      refuse(now, "no background worker is free: raise max_worker_processes");
  }

  void refuse(int64 now, const std::string& reason) {
    log_.refused(reason);
    ++failures_;
    plan(now);
  }

  void plan(int64 now) {
    const int64 interval = second_us * collect_interval_s();
    next_pass_ = now + std::max(interval, std::min(interval << std::min(failures_, 12), hour_us));
    log_.next_pass(next_pass_);
  }

  void wait(int64 now) {
    int64 until = now + 60 * second_us;
    if (collecting()) {
      if (wait_interval_ms() > 0) until = std::min(until, next_sample_);
      if (pass_.handle == nullptr) until = std::min(until, next_pass_);
    }
    const long ms = static_cast<long>(std::max<int64>((until - GetCurrentTimestamp()) / 1000, 1));
    guard([=]() noexcept {
      WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, ms, PG_WAIT_EXTENSION);
      ResetLatch(MyLatch);
      CHECK_FOR_INTERRUPTS();
      if (ConfigReloadPending) {
        ConfigReloadPending = false;
        ProcessConfigFile(PGC_SIGHUP);
      }
    });
    // A shorter interval counts from now on.
    const int64 interval = second_us * collect_interval_s();
    if (failures_ == 0 && next_pass_ > now + interval) plan(now);
  }

  WorkerLog log_;
  Running pass_;
  bool off_ = false;
  int failures_ = 0;
  int64 next_pass_ = 0;
  int64 next_sample_ = 0;
  int64 sampled_at_ = 0;
};

void schedule() {
  WorkerLog log;
  if (!log.claim_scheduler()) return;
  const std::string verdict = CrashGuard::verdict();
  if (!verdict.empty()) {
    log.state("disabled", verdict);
    const char* words = verdict.c_str();
    guard([=]() noexcept {
      ereport(WARNING, (errmsg("copilot collects no history: %s", words),
                        errhint("Find the cause, then call copilot.worker_enable().")));
    });
    return;
  }
  CrashGuard::begin(Process::scheduler);
  Schedule().run();
}

}  // namespace

void register_scheduler() {
  BackgroundWorker worker;
  describe_scheduler(worker);
  RegisterBackgroundWorker(&worker);
}

bool start_scheduler() {
  return guard([]() noexcept {
    BackgroundWorker worker;
    describe_scheduler(worker);
    BackgroundWorkerHandle* handle;
    return RegisterDynamicBackgroundWorker(&worker, &handle);
  });
}

}  // namespace copilot::pg

extern "C" {
PGDLLEXPORT void copilot_scheduler_main(Datum argument);
// Ends with status 0 only where it must not be started again.
void copilot_scheduler_main(Datum) {
  pqsignal(SIGHUP, SignalHandlerForConfigReload);
  pqsignal(SIGTERM, SignalHandlerForShutdownRequest);
  BackgroundWorkerUnblockSignals();
  BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
  copilot::pg::enter_worker([] { copilot::pg::schedule(); });
  if (ShutdownRequestPending) proc_exit(1);
}
}
