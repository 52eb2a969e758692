// enter: catches everything, lets every C++ object go, and only then reports to the server.
// Words: what was raised is kept as plain data between the two.
// No server call may stand inside a catch block.
#include "pg/enter.hpp"

#include <cstring>
#include <exception>
#include <new>

#include "base/error.hpp"
#include "pg/deadline.hpp"
#include "pg/descriptors.hpp"
#include "pg/encoding.hpp"
#include "pg/error.hpp"
#include "pg/fault.hpp"

namespace copilot::pg {

namespace {

struct Raised {
  bool raised;
  ErrorData* server;
  char code[6];
  char message[2048];
  char detail[2048];
  char hint[2048];
};

void keep(char (&to)[2048], const char* text) {
  std::strncpy(to, text, sizeof to - 1);
  to[sizeof to - 1] = '\0';
}

void keep(Raised& raised, const char* code, const char* message, const char* detail = "",
          const char* hint = "") {
  raised.raised = true;
  std::strncpy(raised.code, code, sizeof raised.code - 1);
  keep(raised.message, message);
  keep(raised.detail, detail);
  keep(raised.hint, hint);
}

[[noreturn]] void report(const Raised& raised) {
  const char* message = server_text(raised.message);
  const char* detail = server_text(raised.detail);
  const char* hint = server_text(raised.hint);
  const char* c = raised.code;
  ereport(ERROR,
          (errcode(MAKE_SQLSTATE(c[0], c[1], c[2], c[3], c[4])), errmsg("%s", message),
           *detail != '\0' ? errdetail("%s", detail) : 0, *hint != '\0' ? errhint("%s", hint) : 0));
  pg_unreachable();
}

MemoryContext context;
int depth;

}  // namespace

MemoryContext call_context() {
  return context;
}
int call_depth() {
  return depth;
}

// Runs body; what it threw comes back as plain data, and every C++ object of it is gone.
static Raised caught(void (*body)(void*), void* closure) noexcept {
  Raised raised;
  raised.raised = false;
  raised.server = nullptr;
  const MemoryContext outer_context = context;
  if (depth++ == 0) {
    context = CurrentMemoryContext;
    fault::begin_call();
  }
  try {
    fault::Witness witness;
    body(closure);
  } catch (const Error& error) {
    raised.raised = true;
    raised.server = error.data();
  } catch (const base::UserError& error) {
    keep(raised, error.code.c_str(), error.message.c_str(), error.detail.c_str(),
         error.hint.c_str());
  } catch (const std::bad_alloc&) {
    keep(raised, base::sqlstate::out_of_memory, "out of memory");
  } catch (const std::exception& error) {
    keep(raised, "XX000", error.what());
  } catch (...) {
    keep(raised, "XX000", "unknown C++ exception");
  }
  --depth;
  context = outer_context;
  return raised;
}

Datum enter(FunctionCallInfo fcinfo, EnterBody body) {
  struct Call {
    FunctionCallInfo fcinfo;
    EnterBody body;
    Datum result;
  } call{fcinfo, body, 0};
  const Raised raised = caught(
      [](void* closure) {
        auto* call = static_cast<Call*>(closure);
        call->result = call->body(call->fcinfo);
      },
      &call);
  const Deadline::End end = Deadline::leave(depth);
  descriptors::settle();
  if (!raised.raised) return call.result;
  if (raised.server == nullptr) report(raised);
  if (end.fired && Deadline::caused(raised.server))
    ereport(ERROR, (errcode(ERRCODE_QUERY_CANCELED),
                    errmsg("stopped at copilot's own limit of %d ms", end.limit_ms),
                    errhint("Ask for less, or raise %s for this session.", end.setting)));
  ReThrowError(raised.server);
}

void enter_worker(void (*body)()) {
  const Raised raised =
      caught([](void* closure) { (*static_cast<void (**)()>(closure))(); }, &body);
  if (!raised.raised) return;
  if (raised.server == nullptr) report(raised);
  ReThrowError(raised.server);
}

bool enter_hook(void (*body)()) {
  const Raised raised =
      caught([](void* closure) { (*static_cast<void (**)()>(closure))(); }, &body);
  if (raised.server != nullptr && raised.server->sqlerrcode == ERRCODE_QUERY_CANCELED)
    ReThrowError(raised.server);
  return !raised.raised;
}

}  // namespace copilot::pg
