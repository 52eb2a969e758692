// The worker of WorkerDb: connects to its database as the caller, runs the request, sends what came.
// Words: see worker_segment.hpp and worker_message.hpp.
// It must never have a right that its caller has not, nor write, nor outlive its caller's wish.
#include <csignal>
#include <cstring>
#include <new>
#include <optional>

#include "base/error.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "tcop/tcopprot.h"
}

#include "pg/attempt.hpp"
#include "pg/deadline.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/local_db.hpp"
#include "pg/session.hpp"
#include "pg/worker_message.hpp"
#include "pg/worker_segment.hpp"

namespace copilot::pg {

namespace {

WorkerSegment* volatile segment;  // null once it is let go, which signals may outlast
dsm_segment* shared;
shm_mq_handle* queue;
volatile std::sig_atomic_t running;

// What the caller gave up ends as a cancelled query does, without a word in the log; an
// administrator's order ends it as any other process.
void on_terminate(SIGNAL_ARGS) {
  const WorkerSegment* left = segment;
  if (!running || left == nullptr || !left->given_up) return die(postgres_signal_arg);
  const int saved_errno = errno;
  QueryCancelPending = true;
  InterruptPending = true;
  SetLatch(MyLatch);
  errno = saved_errno;
}

struct CallerGone {};

void send(const std::string& reply) {
  const char* bytes = reply.data();
  const Size size = reply.size();
  const shm_mq_result result =
      guard([=]() noexcept { return shm_mq_send(queue, size, bytes, false, true); });
  if (result != SHM_MQ_SUCCESS || segment->given_up) throw CallerGone{};
}

void send_rows(const base::Rows& rows) {
  std::size_t first = 0;
  do send(write_rows(rows, first));
  while (first < rows.size());
}

base::UserError words_of(const Error& error) {
  const ErrorData* data = error.data();
  struct Words {
    const char* code;
    const char* message;
    const char* detail;
    const char* hint;
  };
  const auto text = [](const char* each) { return each == nullptr ? "" : module_text(each); };
  const Words words = guard([&]() noexcept {
    return Words{pstrdup(unpack_sql_state(data->sqlerrcode)), text(data->message),
                 text(data->detail), text(data->hint)};
  });
  return {words.code, words.message, words.detail, words.hint};
}

// The failure of a query, or nothing. What ends the worker itself is thrown on.
std::optional<base::UserError> run(base::Db& db, const base::Query& query) {
  const char* sql = query.sql.c_str();
  guard([=]() noexcept { pgstat_report_activity(STATE_RUNNING, server_text(sql)); });
  Attempt subtransaction;
  std::optional<Error> failed;
  std::optional<base::UserError> refused;
  std::exception_ptr other;
  try {
    db.stream(query, send_rows);
  } catch (const Error& error) {
    failed = error;
  } catch (const base::UserError& error) {
    refused = error;
  } catch (const std::bad_alloc&) {
    refused = base::UserError{base::sqlstate::out_of_memory, "out of memory", "", ""};
  } catch (...) {
    other = std::current_exception();
  }
  subtransaction.abandon();
  if (other) std::rethrow_exception(other);
  if (failed) return words_of(*failed);
  return refused;
}

// As a parallel worker takes it over; the server's abort or the process's end gives it back.
void take_identity() {
  const WorkerIdentity& identity = segment->identity;
  guard([&]() noexcept {
    if (identity.session != GetSessionUserId())
      SetSessionAuthorization(identity.session, superuser_arg(identity.session));
    SetCurrentRoleId(identity.role,
                     superuser_arg(OidIsValid(identity.role) ? identity.role : identity.session));
    SetUserIdAndSecContext(identity.current, identity.security);
  });
}

void answer() {
  const std::vector<base::Query> queries =
      read_request({segment->at(segment->request_at), segment->request_size});
  Deadline::arm(segment->limit_ms, "copilot.statement_timeout");
  Session session(Limit::quick);
  take_identity();
  send(write_reply(Reply::connected));
  LocalDb db;
  for (const base::Query& query : queries) {
    const std::optional<base::UserError> failure = run(db, query);
    send(failure ? write_failure(*failure) : write_reply(Reply::done));
  }
  session.finish();
}

Datum body(FunctionCallInfo) {
  try {
    answer();
  } catch (const CallerGone&) {
  } catch (const Error&) {
    if (!segment->given_up) throw;
  }
  return 0;
}

// What is so already stays untouched: the report on settings shows where a value comes from.
void set(const char* name, const char* value) {
  if (std::strcmp(GetConfigOption(name, false, false), value) != 0)
    SetConfigOption(name, value, PGC_USERSET, PGC_S_SESSION);
}

// From here to enter no C++ object is alive: an error ends the process.
void connect() {
  const WorkerIdentity& identity = segment->identity;
  BackgroundWorkerInitializeConnectionByOid(segment->database, identity.authenticated, 0);
  char limit[32];
  pg_snprintf(limit, sizeof limit, "%dms", segment->lock_timeout_ms);
  set("copilot.lock_timeout", limit);
  set("TimeZone", segment->time_zone);
}

void work() {
  connect();
  SetCurrentStatementStartTimestamp();
  StartTransactionCommand();
  XactIsoLevel = XACT_REPEATABLE_READ;
  XactReadOnly = true;
  PushActiveSnapshot(GetTransactionSnapshot());
  running = true;
  enter(nullptr, body);
  running = false;
  if (segment->given_up) return AbortCurrentTransaction();
  PopActiveSnapshot();
  CommitTransactionCommand();
}

void begin(dsm_handle handle) {
  shared = dsm_attach(handle);
  if (shared == nullptr) return;  // who asked has gone
  segment = static_cast<WorkerSegment*>(dsm_segment_address(shared));
  on_dsm_detach(
      shared, [](dsm_segment*, Datum) { segment = nullptr; }, 0);
  pqsignal(SIGTERM, on_terminate);
  BackgroundWorkerUnblockSignals();
  auto* replies = reinterpret_cast<shm_mq*>(segment->at(segment->queue_at));
  shm_mq_set_sender(replies, MyProc);
  queue = shm_mq_attach(replies, shared, nullptr);
  if (BecomeLockGroupMember(segment->group, segment->group_pid)) work();
}

}  // namespace

}  // namespace copilot::pg

extern "C" {
PGDLLEXPORT void copilot_worker_main(Datum argument);
void copilot_worker_main(Datum argument) {
  copilot::pg::begin(DatumGetUInt32(argument));
}
}
