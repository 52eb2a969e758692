// Resolver: a short-lived background worker that turns one name into addresses.
// Words: the question and the answer lie in one segment of dynamic shared memory; the worker has no
// database. getaddrinfo cannot be interrupted: it runs in a thread of the worker with every signal
// blocked, so that the worker can end at once when it is told to. The thread touches nothing of the
// server.
#include <netdb.h>
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <optional>

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/addresses.hpp"
#include "pg/guard.hpp"
#include "pg/waiting.hpp"

namespace copilot::pg {

namespace {

constexpr int max_addresses = 8;

struct Segment {
  char name[256];
  bool answered;
  int failure;  // as of getaddrinfo
  int count;
  char addresses[max_addresses][64];
};

struct LookUp {
  char name[256];
  int done;  // the end of a pipe to write to
  int failure;
  addrinfo* found;
};

void* run_look_up(void* argument) {
  auto* look_up = static_cast<LookUp*>(argument);
  addrinfo wanted;
  std::memset(&wanted, 0, sizeof wanted);
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_ADDRCONFIG;
  look_up->failure = getaddrinfo(look_up->name, nullptr, &wanted, &look_up->found);
  [[maybe_unused]] const ssize_t written = write(look_up->done, "", 1);
  return nullptr;
}

void start_thread(LookUp& look_up) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  const int failure = pthread_create(&thread, nullptr, run_look_up, &look_up);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (failure != 0)
    elog(ERROR, "could not start a thread to resolve a name: %s", std::strerror(failure));
}

void answer(Segment& segment, const LookUp& look_up) {
  segment.failure = look_up.failure;
  if (look_up.failure == 0)
    for (const addrinfo* each = look_up.found; each != nullptr && segment.count < max_addresses;
         each = each->ai_next)
      if (getnameinfo(each->ai_addr, each->ai_addrlen, segment.addresses[segment.count],
                      sizeof segment.addresses[0], nullptr, 0, NI_NUMERICHOST) == 0)
        ++segment.count;
  pg_memory_barrier();
  segment.answered = true;
}

// Runs in the worker, where an error ends the process and no C++ object may be alive.
void resolve(dsm_handle handle) {
  dsm_segment* shared = dsm_attach(handle);
  if (shared == nullptr) return;  // who asked has gone
  auto& segment = *static_cast<Segment*>(dsm_segment_address(shared));
  static LookUp look_up;  // the thread may outlast this frame
  std::memcpy(look_up.name, segment.name, sizeof look_up.name);
  int ends[2];
  if (pipe(ends) != 0) elog(ERROR, "could not create a pipe: %m");
  look_up.done = ends[1];
  start_thread(look_up);
  while (!ShutdownRequestPending) {
    const int events =
        WaitLatchOrSocket(MyLatch, WL_LATCH_SET | WL_SOCKET_READABLE | WL_EXIT_ON_PM_DEATH, ends[0],
                          -1, PG_WAIT_EXTENSION);
    if (events & WL_LATCH_SET) ResetLatch(MyLatch);
    if (events & WL_SOCKET_READABLE) {
      answer(segment, look_up);
      return;
    }
  }
}

struct Request {
  dsm_segment* shared;
  BackgroundWorkerHandle* worker;
};

Request ask(const char* name) {
  Request request;
  request.shared = dsm_create(sizeof(Segment), 0);
  auto* segment = static_cast<Segment*>(dsm_segment_address(request.shared));
  std::memset(segment, 0, sizeof *segment);
  strlcpy(segment->name, name, sizeof segment->name);
  BackgroundWorker worker;
  std::memset(&worker, 0, sizeof worker);
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS;
  worker.bgw_start_time = BgWorkerStart_PostmasterStart;
  worker.bgw_restart_time = BGW_NEVER_RESTART;
  worker.bgw_main_arg = UInt32GetDatum(dsm_segment_handle(request.shared));
  worker.bgw_notify_pid = MyProcPid;
  strlcpy(worker.bgw_library_name, "$libdir/copilot", sizeof worker.bgw_library_name);
  strlcpy(worker.bgw_function_name, "copilot_resolver_main", sizeof worker.bgw_function_name);
  strlcpy(worker.bgw_name, "copilot resolver", sizeof worker.bgw_name);
  strlcpy(worker.bgw_type, "copilot resolver", sizeof worker.bgw_type);
  if (!RegisterDynamicBackgroundWorker(&worker, &request.worker)) request.worker = nullptr;
  return request;
}

bool ended(BackgroundWorkerHandle* worker) {
  pid_t process;
  return GetBackgroundWorkerPid(worker, &process) == BGWH_STOPPED;
}

void wait_for(const Request& request) {
  std::optional<Error> interrupted;
  try {
    while (!guard([=]() noexcept { return ended(request.worker); })) wait_signal();
  } catch (const Error& error) {
    interrupted = error;
  }
  if (!interrupted) return;
  guard<Faults::none>([=]() noexcept {
    TerminateBackgroundWorker(request.worker);
    dsm_detach(request.shared);
  });
  throw *interrupted;
}

}  // namespace

std::vector<std::string> look_up(const std::string& name) {
  if (name.size() >= sizeof Segment::name)
    throw base::UserError{base::sqlstate::cannot_connect, "the name of the host is too long", "",
                          "A name has at most 255 bytes."};
  const char* wanted = name.c_str();
  const Request request = guard([=]() noexcept { return ask(wanted); });
  if (request.worker == nullptr) {
    guard([=]() noexcept { dsm_detach(request.shared); });
    throw base::UserError{
        "53400", "no background worker is free to resolve the name \"" + name + "\"", "",
        "Raise max_worker_processes, or give the address of the host as hostaddr."};
  }
  wait_for(request);
  Segment segment;
  guard([&]() noexcept {
    std::memcpy(&segment, dsm_segment_address(request.shared), sizeof segment);
    dsm_detach(request.shared);
  });
  if (segment.answered && segment.failure == 0 && segment.count > 0)
    return {segment.addresses, segment.addresses + segment.count};
  throw base::UserError{base::sqlstate::cannot_connect,
                        "could not resolve the name of the host \"" + name + "\"",
                        segment.answered && segment.failure != 0 ? gai_strerror(segment.failure)
                                                                 : "the resolver gave no address",
                        "Check the name, or give the address of the host as hostaddr."};
}

}  // namespace copilot::pg

extern "C" {
PGDLLEXPORT void copilot_resolver_main(Datum argument);
void copilot_resolver_main(Datum argument) {
  pqsignal(SIGTERM, SignalHandlerForShutdownRequest);
  BackgroundWorkerUnblockSignals();
  copilot::pg::resolve(DatumGetUInt32(argument));
}
}
