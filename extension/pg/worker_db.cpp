// WorkerDb: starts the worker, hands it the request, takes its replies.
// Words: a channel is the caller's end: the segment, the worker's handle, the queue. Giving up a channel ends the worker.
// It must not wait for the worker in a way that a cancel cannot reach.
#include "pg/worker_db.hpp"

#include <algorithm>
#include <cstring>
#include <exception>

#include "base/server.hpp"

extern "C" {
#include "storage/lmgr.h"
}

#include "pg/attempt.hpp"
#include "pg/database.hpp"
#include "pg/deadline.hpp"
#include "pg/fault.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"
#include "pg/waiting.hpp"
#include "pg/worker_message.hpp"
#include "pg/worker_segment.hpp"

namespace copilot::pg {

struct WorkerChannel {
  dsm_segment* segment;
  BackgroundWorkerHandle* worker;  // null: none was free
  shm_mq_handle* queue;
  bool holds;  // the database, which is to be released
};

namespace {

// The worker stops a moment after the caller's own limit, which is the one that gives the error.
constexpr int grace_ms = 1000;

WorkerIdentity identity() {
  WorkerIdentity identity;
  identity.authenticated = GetAuthenticatedUserId();
  if (identity.authenticated == BOOTSTRAP_SUPERUSERID) identity.authenticated = InvalidOid;
  identity.session = GetSessionUserId();
  identity.role = GetCurrentRoleId();
  GetUserIdAndSecContext(&identity.current, &identity.security);
  return identity;
}

WorkerSegment& fill(dsm_segment* shared, Oid database, int limit_ms, const std::string& request) {
  auto& segment = *static_cast<WorkerSegment*>(dsm_segment_address(shared));
  std::memset(static_cast<void*>(&segment), 0, sizeof segment);
  segment.database = database;
  segment.identity = identity();
  segment.group = MyProc->lockGroupLeader;
  segment.group_pid = MyProc->lockGroupLeader->pid;
  segment.limit_ms = std::min(limit_ms, Deadline::remaining_ms(analysis_timeout_ms()) + grace_ms);
  segment.lock_timeout_ms = LockTimeout > 0 ? LockTimeout : lock_timeout_ms();
  const char* zone = GetConfigOption("TimeZone", true, false);
  strlcpy(segment.time_zone, zone == nullptr ? "UTC" : zone, sizeof segment.time_zone);
  segment.request_at = MAXALIGN(sizeof segment);
  segment.request_size = request.size();
  std::memcpy(segment.at(segment.request_at), request.data(), request.size());
  segment.queue_at = segment.request_at + MAXALIGN(request.size());
  return segment;
}

BackgroundWorkerHandle* start_worker(dsm_handle handle) {
  BackgroundWorker worker;
  std::memset(&worker, 0, sizeof worker);
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  worker.bgw_start_time = BgWorkerStart_ConsistentState;
  worker.bgw_restart_time = BGW_NEVER_RESTART;
  worker.bgw_main_arg = UInt32GetDatum(handle);
  worker.bgw_notify_pid = MyProcPid;
  strlcpy(worker.bgw_library_name, "$libdir/copilot", sizeof worker.bgw_library_name);
  strlcpy(worker.bgw_function_name, "copilot_worker_main", sizeof worker.bgw_function_name);
  strlcpy(worker.bgw_name, "copilot worker", sizeof worker.bgw_name);
  strlcpy(worker.bgw_type, "copilot worker", sizeof worker.bgw_type);
  BackgroundWorkerHandle* started;
  return RegisterDynamicBackgroundWorker(&worker, &started) ? started : nullptr;
}

// Runs whenever the segment is let go: at the end of a call, by an abort, or as this process exits.
void end_worker(dsm_segment* shared, Datum worker) {
  static_cast<WorkerSegment*>(dsm_segment_address(shared))->given_up = true;
  TerminateBackgroundWorker(reinterpret_cast<BackgroundWorkerHandle*>(DatumGetPointer(worker)));
}

WorkerChannel open(Oid database, int limit_ms, const std::string& request) {
  // An abort frees the memory of the call first, and then lets the segment go, which needs the handle.
  MemoryContext before = MemoryContextSwitchTo(TopTransactionContext);
  WorkerChannel channel;
  channel.queue = nullptr;
  channel.holds = true;
  channel.segment = dsm_create(
      MAXALIGN(sizeof(WorkerSegment)) + MAXALIGN(request.size()) + worker_queue_bytes, 0);
  // The worker joins this group before it locks anything, so neither can wait for the other's locks.
  // A worker that needs another one is in a group already.
  if (MyProc->lockGroupLeader == nullptr) BecomeLockGroupLeader();
  WorkerSegment& segment = fill(channel.segment, database, limit_ms, request);
  shm_mq* queue = shm_mq_create(segment.at(segment.queue_at), worker_queue_bytes);
  shm_mq_set_receiver(queue, MyProc);
  channel.worker = start_worker(dsm_segment_handle(channel.segment));
  if (channel.worker != nullptr) {
    on_dsm_detach(channel.segment, end_worker, PointerGetDatum(channel.worker));
    channel.queue = shm_mq_attach(queue, channel.segment, channel.worker);
  }
  MemoryContextSwitchTo(before);
  return channel;
}

bool ended(BackgroundWorkerHandle* worker) {
  pid_t process;
  return GetBackgroundWorkerPid(worker, &process) == BGWH_STOPPED;
}

void let_go(const WorkerChannel& channel) {
  guard<Faults::none>([&]() noexcept {
    if (channel.queue != nullptr) shm_mq_detach(channel.queue);
    dsm_detach(channel.segment);
    if (channel.worker != nullptr) pfree(channel.worker);
  });
}

// The next reply, valid until the one after it; nothing where the worker has gone.
std::optional<std::string_view> next_reply(const WorkerChannel& channel) {
  while (true) {
    struct Plain {
      shm_mq_result result;
      Size size;
      void* data;
    };
    const Plain plain = guard([&]() noexcept {
      Plain got{};
      got.result = shm_mq_receive(channel.queue, &got.size, &got.data, true);
      return got;
    });
    if (plain.result == SHM_MQ_SUCCESS)
      return std::string_view(static_cast<const char*>(plain.data), plain.size);
    if (plain.result == SHM_MQ_DETACHED) return std::nullopt;
    wait_signal();
  }
}

}  // namespace

WorkerDb::WorkerDb(Oid database, int limit_ms)
    : database_(database), limit_ms_(limit_ms), name_(database_name(database)) {
  hold_database(database_, lock_timeout_ms());
  release_database(database_);
}

const base::Server& WorkerDb::server() {
  if (server_) return *server_;
  server_ = base::read_server(query({base::server_query, {}}), false);
  const base::Extension* copilot = server_->extension("copilot");
  server_->local = copilot != nullptr && copilot->usable && copilot->version == COPILOT_VERSION;
  return *server_;
}

void WorkerDb::receive(WorkerChannel& channel, std::size_t queries, const Sink& sink) {
  std::size_t answered = 0;
  while (answered < queries) {
    const std::optional<std::string_view> reply = next_reply(channel);
    if (!reply)
      throw base::UserError{base::sqlstate::connection_failure,
                            "the worker in database \"" + name_ + "\" ended before it had answered",
                            "", "It was terminated, or the server's log says why. Ask again."};
    switch (kind_of(*reply)) {
      case Reply::connected:
        // From here on the worker itself keeps the database from being dropped.
        release_database(database_);
        channel.holds = false;
        break;
      case Reply::rows:
        sink.rows(read_rows(*reply));
        break;
      case Reply::done:
        sink.end(std::nullopt);
        ++answered;
        break;
      case Reply::failed: {
        base::UserError failure = read_failure(*reply);
        failure.message = "database \"" + name_ + "\": " + failure.message;
        sink.end(failure);
        ++answered;
      }
    }
  }
}

void WorkerDb::run(std::span<const base::Query> queries, const Sink& sink) {
  fault::Witness witness;
  if (Deadline::fired())
    throw base::UserError{base::sqlstate::query_canceled, "copilot's own time limit has passed", "",
                          "Ask for less, or raise copilot.statement_timeout for this session."};
  const std::string request = write_request(queries);
  hold_database(database_,
                guard([]() noexcept { return LockTimeout > 0 ? LockTimeout : lock_timeout_ms(); }));
  WorkerChannel channel = guard([&]() noexcept { return open(database_, limit_ms_, request); });
  std::exception_ptr stopped;  // not by the server, whose abort would let the channel go
  try {
    if (channel.worker == nullptr)
      throw base::UserError{
          "53400", "no background worker is free to look into database \"" + name_ + "\"", "",
          "Ask again, or raise max_worker_processes; functions that run in the "
          "database itself need none."};
    receive(channel, queries.size(), sink);
    // Its slot is free, and the database without it, when the call returns.
    while (!guard([&]() noexcept { return ended(channel.worker); })) wait_signal();
  } catch (const Error&) {
    throw;
  } catch (...) {
    stopped = std::current_exception();
  }
  let_go(channel);
  if (channel.holds) release_database(database_);
  if (stopped) std::rethrow_exception(stopped);
}

void WorkerDb::stream(const base::Query& query, const Batch& batch) {
  std::optional<base::UserError> failure;
  run(std::span(&query, 1), {batch, [&](const auto& end) { failure = end; }});
  if (failure) throw *failure;
}

std::vector<base::Outcome> WorkerDb::fetch(std::span<const base::Query> queries) {
  std::vector<base::Outcome> outcomes;
  std::optional<base::Rows> rows;
  std::optional<base::UserError> too_large;
  const auto add = [&](const base::Rows& batch) {
    if (too_large) return;
    try {
      if (!rows) rows.emplace(batch.columns());
      rows->append(batch);
    } catch (const base::UserError& error) {
      too_large = error;
    }
  };
  const auto end = [&](const std::optional<base::UserError>& failed) {
    const std::optional<base::UserError>& failure = too_large ? too_large : failed;
    if (failure)
      outcomes.emplace_back(base::Failure{failure->code, failure->message, failure->hint});
    else
      outcomes.emplace_back(std::move(rows.value()));
    rows.reset();
    too_large.reset();
  };
  const auto stopped = attempt([&] { run(queries, {add, end}); });
  // What had not answered when our own time limit came, or the worker was lost.
  while (outcomes.size() < queries.size()) outcomes.emplace_back(stopped.value());
  return outcomes;
}

}  // namespace copilot::pg
