// guard: the one way down, from C++ to the server.
// Words: a body is a few calls of the server on plain data; a server error inside becomes pg::Error outside.
// A body must not hold a C++ object with a destructor: the error's longjmp would skip it.
#pragma once

#include <type_traits>

#include "pg/error.hpp"

namespace copilot::pg {

enum class Faults { injected, none };

// Runs body(closure) under PG_TRY; throws Error outside of it.
void run_guarded(void (*body)(void*), void* closure, Faults faults);

// Faults::none is for the server's own cleaning up, which does not fail and could not be gone on from.
template <Faults faults = Faults::injected, class Body>
auto guard(Body body) {
  using Result = std::invoke_result_t<Body>;
  static_assert(std::is_trivially_copyable_v<Body> && std::is_trivially_destructible_v<Body>,
                "a guarded body captures references or plain data only");
  static_assert(std::is_nothrow_invocable_v<Body>, "a guarded body is noexcept: it must not throw");
  if constexpr (std::is_void_v<Result>) {
    run_guarded([](void* closure) { (*static_cast<Body*>(closure))(); }, &body, faults);
  } else {
    static_assert(std::is_trivially_copyable_v<Result> && std::is_trivially_destructible_v<Result>,
                  "a guarded body returns plain data");
    struct Call {
      Body* body;
      Result result;
    } call{&body, Result{}};
    run_guarded(
        [](void* closure) {
          auto* call = static_cast<Call*>(closure);
          call->result = (*call->body)();
        },
        &call, faults);
    return call.result;
  }
}

}  // namespace copilot::pg
