// What SQL asks of the worker: a pass now, its state, and to run again after crashes.
// Words: as in worker_state.hpp.
// Nothing here collects: a session only asks, waits and reads.
#include <cstring>

#include "base/error.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "catalog/pg_authid.h"
}

#include "pg/call.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/history/crash_guard.hpp"
#include "pg/history/scheduler.hpp"
#include "pg/history/worker_log.hpp"
#include "pg/result.hpp"
#include "pg/settings.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

// Ended by an operator, it is back after five seconds.
constexpr int64 longest_absence_us = 10 * USECS_PER_SEC;
constexpr const char* not_in_state = "55000";
constexpr const char* preload = "Add copilot to shared_preload_libraries and restart the server.";

WorkerState snapshot() {
  WorkerState& state = shared_memory()->worker;
  WorkerState copy;
  SpinLockAcquire(&state.lock);
  std::memcpy(static_cast<void*>(&copy), &state, sizeof copy);
  SpinLockRelease(&state.lock);
  return copy;
}

[[noreturn]] void refuse(const std::string& reason, const std::string& hint) {
  throw base::UserError{not_in_state, "copilot's worker cannot collect now", reason, hint};
}

[[noreturn]] void refuse_standby() {
  refuse("The server is a standby, which keeps no history of its own.",
         "Ask the primary, or promote this server.");
}

void require_worker() {
  if (shared_memory() == nullptr) refuse("The library is not preloaded.", preload);
  if (guard([]() noexcept { return RecoveryInProgress(); })) refuse_standby();
  if (!collecting())
    refuse("copilot.enabled is off.",
           "As superuser run ALTER SYSTEM SET copilot.enabled = on and reload.");
}

// The number of the request that this call made.
int64 request_pass() {
  WorkerState& state = shared_memory()->worker;
  SpinLockAcquire(&state.lock);
  const int64 request = ++state.requested;
  Latch* latch = state.scheduler_latch;
  SpinLockRelease(&state.lock);
  if (latch != nullptr) guard([=]() noexcept { SetLatch(latch); });
  return request;
}

// Whether it is answered; waits a slice at most.
bool wait_for_answer(int64 request) {
  WorkerState* state = &shared_memory()->worker;
  return guard([=]() noexcept {
    ConditionVariablePrepareToSleep(&state->pass_ended);
    SpinLockAcquire(&state->lock);
    bool answered = state->answered >= request;
    SpinLockRelease(&state->lock);
    if (!answered) ConditionVariableTimedSleep(&state->pass_ended, 100, PG_WAIT_EXTENSION);
    ConditionVariableCancelSleep();
    SpinLockAcquire(&state->lock);
    answered = state->answered >= request;
    SpinLockRelease(&state->lock);
    CHECK_FOR_INTERRUPTS();
    return answered;
  });
}

void write_number(base::Rows& rows, int64 number) {
  rows.add(std::to_string(number));
}

void write_time(base::Rows& rows, TimestampTz at) {
  if (at == 0) return rows.add(std::nullopt);
  rows.add(guard([=]() noexcept { return timestamptz_to_str(at); }));
}

void write_text(base::Rows& rows, const char* text) {
  rows.add(*text == '\0' ? std::nullopt : std::optional<std::string_view>(text));
}

base::Rows status() {
  base::Rows rows({"collector", "state", "reason", "last_pass", "next_pass", "last_error",
                   "last_error_at", "passes", "failures", "cpu_ms", "bytes_written", "objects"});
  if (shared_memory() == nullptr) {
    for (const char* cell : {"worker", "not loaded", preload}) rows.add(cell);
    for (int i = 3; i < 12; ++i) rows.add(std::nullopt);
    return rows;
  }
  const WorkerState state = snapshot();
  const bool standby = guard([]() noexcept { return RecoveryInProgress(); });
  rows.add("worker");
  rows.add(standby ? "standby" : !collecting() ? "off" : state.state);
  write_text(rows, standby         ? "a standby keeps no history of its own"
                   : !collecting() ? "copilot.enabled is off"
                                   : state.reason);
  write_time(rows, state.last_pass);
  write_time(rows, state.next_pass);
  for (int i = 5; i < 7; ++i) rows.add(std::nullopt);
  int64 totals[5] = {};
  for (const CollectorState& each : state.collectors) {
    totals[0] = std::max(totals[0], each.passes);
    totals[1] += each.failures;
    totals[2] += each.cpu_us;
    totals[3] += each.bytes_written;
    totals[4] += each.objects;
  }
  write_number(rows, totals[0]);
  write_number(rows, totals[1]);
  rows.add(std::to_string(totals[2] / 1000.0));
  write_number(rows, totals[3]);
  write_number(rows, totals[4]);
  for (const CollectorState& each : state.collectors) {
    if (each.name[0] == '\0') break;
    rows.add(each.name);
    const bool failed = each.last_error_at > each.last_pass;
    rows.add(each.unavailable ? "not available" : failed ? "failed" : "running");
    write_text(rows, each.unavailable || failed ? each.last_error : "");
    write_time(rows, each.last_pass);
    rows.add(std::nullopt);
    write_text(rows, each.unavailable ? "" : each.last_error);
    write_time(rows, each.unavailable ? 0 : each.last_error_at);
    write_number(rows, each.passes);
    write_number(rows, each.failures);
    rows.add(std::to_string(each.cpu_us / 1000.0));
    write_number(rows, each.bytes_written);
    write_number(rows, each.objects);
  }
  return rows;
}

}  // namespace

COPILOT_FUNCTION(collect_now) {
  TimestampTz at = 0;
  Session session(Limit::analysis);
  require_worker();
  const int64 request = request_pass();
  const TimestampTz asked_at = GetCurrentTimestamp();
  while (!wait_for_answer(request)) {
    const WorkerState state = snapshot();
    if (state.scheduler_pid == 0 && GetCurrentTimestamp() > asked_at + longest_absence_us)
      refuse("Its scheduler is not running.",
             "The server's log says why; perhaps max_worker_processes is too low.");
    if (std::strcmp(state.state, "disabled") == 0)
      refuse(state.reason,
             "Find the cause in the server's log, then call copilot.worker_enable().");
  }
  const WorkerState state = snapshot();
  if (!state.answer_succeeded)
    refuse(state.reason, "See copilot.collector_status and the server's log.");
  at = state.last_pass;
  session.finish();
  return TimestampTzGetDatum(at);
}

COPILOT_FUNCTION(collector_status) {
  Session session(Limit::quick);
  Result result(fcinfo);
  result.write(status());
  session.finish();
  return 0;
}

COPILOT_FUNCTION(worker_enable) {
  Session session(Limit::quick);
  if (shared_memory() == nullptr) refuse("The library is not preloaded.", preload);
  // Its scheduler waits for the promotion already; another one would hold a worker's place until then.
  if (guard([]() noexcept { return RecoveryInProgress(); })) refuse_standby();
  const bool disabled = CrashGuard::forgive();
  if (disabled) WorkerLog().state("starting");
  if (snapshot().scheduler_pid == 0 && !start_scheduler())
    throw base::UserError{"53400", "no background worker is free", "",
                          "Raise max_worker_processes and restart the server."};
  session.finish();
  return BoolGetDatum(disabled);
}

}  // namespace copilot::pg
