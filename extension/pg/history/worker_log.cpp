// WorkerLog: see worker_log.hpp.
// Words: none of its own.
// Nothing may be thrown or allocated while the spinlock is held.
#include "pg/history/worker_log.hpp"

#include <algorithm>
#include <cstring>

#include "pg/guard.hpp"
#include "pg/shared_memory.hpp"
#include "pg/spinlock.hpp"

namespace copilot::pg {

namespace {

template <std::size_t size>
void copy(char (&to)[size], std::string_view text) {
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(to, text.data(), length);
  to[length] = '\0';
}

void release_scheduler(int, Datum) {
  WorkerState& state = shared_memory()->worker;
  SpinLockAcquire(&state.lock);
  if (state.scheduler_pid == MyProcPid) {
    state.scheduler_pid = 0;
    state.scheduler_latch = nullptr;
  }
  SpinLockRelease(&state.lock);
}

void release_pass(int, Datum) {
  WorkerState& state = shared_memory()->worker;
  SpinLockAcquire(&state.lock);
  if (state.pass_pid == MyProcPid) state.pass_pid = 0;
  SpinLockRelease(&state.lock);
}

}  // namespace

WorkerLog::WorkerLog() : state_(shared_memory()->worker) {}

bool WorkerLog::claim_scheduler() {
  guard([]() noexcept { before_shmem_exit(release_scheduler, 0); });
  const SpinLocked locked(state_.lock);
  if (state_.scheduler_pid != 0) return false;
  state_.scheduler_pid = MyProcPid;
  state_.scheduler_latch = MyLatch;
  return true;
}

bool WorkerLog::claim_pass() {
  guard([]() noexcept { before_shmem_exit(release_pass, 0); });
  const SpinLocked locked(state_.lock);
  if (state_.pass_pid != 0) return false;
  state_.pass_pid = MyProcPid;
  return true;
}

void WorkerLog::state(std::string_view state, std::string_view reason) {
  const SpinLocked locked(state_.lock);
  copy(state_.state, state);
  copy(state_.reason, reason);
}

void WorkerLog::next_pass(std::int64_t at) {
  const SpinLocked locked(state_.lock);
  state_.next_pass = at;
}

bool WorkerLog::requested() const {
  const SpinLocked locked(state_.lock);
  return state_.requested > state_.answered;
}

void WorkerLog::pass_begins() {
  const SpinLocked locked(state_.lock);
  state_.answering = state_.requested;
  state_.succeeded = false;
}

void WorkerLog::refused(const std::string& reason) {
  state("waiting", reason);
  pass_ended();
}

bool WorkerLog::pass_ended() {
  bool succeeded;
  {
    const SpinLocked locked(state_.lock);
    succeeded = state_.succeeded;
    state_.answered = state_.answering;
    state_.answer_succeeded = succeeded;
    // It said nothing of itself: it could not connect, or somebody ended it.
    if (!succeeded && std::strcmp(state_.state, "running") == 0) {
      copy(state_.state, "waiting");
      copy(state_.reason, "the last pass ended early; the server's log says why");
    }
  }
  ConditionVariable* ended = &state_.pass_ended;
  guard([=]() noexcept { ConditionVariableBroadcast(ended); });
  return succeeded;
}

bool WorkerLog::asked_for() const {
  const SpinLocked locked(state_.lock);
  return state_.answering > state_.answered;
}

void WorkerLog::pass_succeeded(std::int64_t at) {
  const SpinLocked locked(state_.lock);
  state_.succeeded = true;
  state_.last_pass = at;
  copy(state_.state, "running");
  copy(state_.reason, "");
}

void WorkerLog::pass_failed(const std::string& reason) {
  state("waiting", reason);
}

CollectorState* WorkerLog::collector(std::string_view name) {
  const SpinLocked locked(state_.lock);
  for (CollectorState& each : state_.collectors) {
    if (name == each.name) return &each;
    if (each.name[0] != '\0') continue;
    copy(each.name, name);
    return &each;
  }
  return nullptr;
}

}  // namespace copilot::pg
