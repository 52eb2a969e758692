// The pass: one round of all collectors, in a process of its own that lives for less than a second.
// Words: see source.hpp; a chore is what a pass does beside collecting: changes, names, roll-ups, retention.
// Each collector and each chore has a transaction of its own: one that fails takes nothing from the others, and what it would
// have stored is in the next pass.
#include <sys/resource.h>

#include <algorithm>
#include <cstring>

#include "collect/last_pass.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "tcop/tcopprot.h"
}

#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/history/chores.hpp"
#include "pg/history/chunks.hpp"
#include "pg/history/crash_guard.hpp"
#include "pg/history/sources.hpp"
#include "pg/history/worker_log.hpp"
#include "pg/local_db.hpp"
#include "pg/settings.hpp"
#include "pg/shared_memory.hpp"
#include "pg/transaction.hpp"

namespace copilot::pg {

namespace {

constexpr int64 hour_us = INT64CONST(3600) * 1000000;

int64 cpu_us() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) { return int64{time.tv_sec} * 1000000 + time.tv_usec; };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

template <std::size_t size>
void copy(char (&to)[size], const std::string& text) {
  std::strncpy(to, text.c_str(), size - 1);
  to[size - 1] = '\0';
}

// Why nothing can be stored here; empty: it can.
std::string extension_trouble(Oid& identity) {
  std::string version;
  const bool found =
      guard([]() noexcept { return OidIsValid(get_extension_oid("copilot", true)); });
  if (!found)
    return "the extension is not installed in database \"" + std::string(history_database()) + "\"";
  LocalDb db;
  const base::Rows rows =
      db.query({"SELECT extversion, to_regclass('copilot.history_chunks')::oid::bigint AS chunks"
                " FROM pg_extension WHERE extname = 'copilot'",
                {}});
  version = rows[0].text("extversion");
  if (version != COPILOT_VERSION)
    return "the extension in database \"" + std::string(history_database()) + "\" is version " +
           version + ", the library is " + COPILOT_VERSION + ": run ALTER EXTENSION copilot UPDATE";
  identity = static_cast<Oid>(rows[0].integer("chunks").value_or(0));
  return "";
}

// What it cost since it was made, and how it ended, in the collector's entry.
class Account {
 public:
  Account(WorkerLog& log, const char* name) : state_(log.collector(name)), began_(cpu_us()) {}

  CollectorState* state() { return state_; }

  void succeeded(int64 now, std::size_t bytes, std::size_t objects) {
    if (state_ == nullptr) return;
    state_->last_pass = now;
    state_->passes += 1;
    state_->bytes_written += static_cast<int64>(bytes);
    state_->objects = static_cast<int64>(objects);
    state_->unavailable = false;
    state_->failures_in_a_row = 0;
    state_->cpu_us += cpu_us() - began_;
  }

  void failed(const base::Failure& failure) {
    if (state_ == nullptr) return;
    state_->last_error_at = GetCurrentTimestamp();
    state_->unavailable = failure.code == base::sqlstate::feature_not_supported;
    copy(state_->last_error, failure.message);
    if (!state_->unavailable) state_->failures += 1;
    state_->failures_in_a_row += 1;
    state_->cpu_us += cpu_us() - began_;
  }

 private:
  CollectorState* state_;
  int64 began_;
};

bool due(const CollectorState* state, int every_s, bool asked_for) {
  if (asked_for || state == nullptr) return true;
  const int64 now = GetCurrentTimestamp();
  const int64 every = std::max(every_s, collect_interval_s()) * INT64CONST(1000000);
  if (state->failures_in_a_row > 0)
    return now >= state->last_error_at +
                      std::min(every << std::min(state->failures_in_a_row - 1, 12), hour_us);
  // A pass may begin a little early; it must not be left out for that.
  return every_s == 0 || now >= state->last_pass + every - INT64CONST(500000);
}

class Round {
 public:
  explicit Round(WorkerLog& log) : log_(log), last_(last_pass_memory()) {}

  void run() {
    std::string trouble;
    Oid identity = InvalidOid;
    const auto failure =
        transaction("look for the extension", [&] { trouble = extension_trouble(identity); });
    if (failure) trouble = failure->message;
    if (!trouble.empty()) return log_.pass_failed(trouble);
    begin_history(identity);
    asked_for_ = log_.asked_for();
    for (const Source& source : sources()) collect(source);
    for (const Chore& chore : chores()) run(chore);
    if (done_ == 0 && !failure_.empty()) return log_.pass_failed(failure_);
    log_.pass_succeeded(GetCurrentTimestamp());
  }

 private:
  // Another history than the last pass wrote to: there is nothing to compare with.
  void begin_history(Oid identity) {
    WorkerState& state = shared_memory()->worker;
    if (state.history_identity == identity) return;
    last_.forget_all();
    for (CollectorState& each : state.collectors) each.last_pass = 0;
    state.history_identity = identity;
  }

  void collect(const Source& source) {
    const collect::Collector* collector = collect::find_collector(source.collector);
    Account account(log_, source.collector);
    if (!due(account.state(), source.every_s, asked_for_)) return;
    collect::Unchanged unchanged(last_, *collector, GetCurrentTimestamp());
    collect::Sample sample(*collector, &unchanged);
    std::optional<collect::Comparison> comparison;
    std::size_t bytes = 0;
    int64 now = 0;
    const auto failure = transaction(source.collector, [&] {
      now = GetCurrentTransactionStartTimestamp();
      Pass pass{db_, store_, now, asked_for_};
      source.read(pass, sample);
      comparison.emplace(last_, sample);
      if (source.enrich != nullptr) source.enrich(pass, sample, comparison->changed_rows());
      if (source.describe != nullptr && !comparison->fresh_rows().empty())
        source.describe(pass, sample, comparison->fresh_rows());
      const collect::Changes changes = comparison->difference(now);
      bytes = write_chunk(store_, changes, last_.before(*collector).value_or(now), now);
    });
    if (failure) return note(account, *failure);
    comparison->commit(now);
    account.succeeded(now, bytes, last_.objects(*collector));
    ++done_;
  }

  void run(const Chore& chore) {
    Account account(log_, chore.name);
    if (!due(account.state(), chore.every_s, asked_for_)) return;
    int64 now = 0;
    const auto failure = transaction(chore.name, [&] {
      now = GetCurrentTransactionStartTimestamp();
      Pass pass{db_, store_, now, asked_for_};
      chore.run(pass);
    });
    if (failure) return note(account, *failure);
    account.succeeded(now, 0, 0);
  }

  void note(Account& account, const base::Failure& failure) {
    account.failed(failure);
    if (failure_.empty() && failure.code != base::sqlstate::feature_not_supported)
      failure_ = failure.message;
  }

  WorkerLog& log_;
  collect::LastPass last_;
  LocalDb db_;
  Store store_;
  bool asked_for_ = false;
  int done_ = 0;         // collectors that stored what they read
  std::string failure_;  // the first that was not of its kind
};

void run_pass() {
  WorkerLog log;
  if (!log.claim_pass()) return;
  CrashGuard::begin(Process::pass);
  Round(log).run();
}

}  // namespace

}  // namespace copilot::pg

extern "C" {
PGDLLEXPORT void copilot_pass_main(Datum argument);
void copilot_pass_main(Datum) {
  pqsignal(SIGTERM, die);
  BackgroundWorkerUnblockSignals();
  BackgroundWorkerInitializeConnection(copilot::pg::history_database(), nullptr, 0);
  SetConfigOption("synchronous_commit", "off", PGC_USERSET, PGC_S_SESSION);
  // Its own statements would push those of others out, and be sampled again.
  if (GetConfigOption("pg_stat_statements.track", true, false) != nullptr)
    SetConfigOption("pg_stat_statements.track", "none", PGC_SUSET, PGC_S_SESSION);
  copilot::pg::enter_worker([] { copilot::pg::run_pass(); });
}
}
