// attempt: the one way to go on after a server error, inside a subtransaction.
// Words: a body either ends well or fails; a failure is returned, a cancel by the user is thrown on.
// Only for work that reads; a subtransaction costs an entry in the server's tables while it runs.
#pragma once

#include <optional>

#include "base/db.hpp"
#include "base/error.hpp"
#include "pg/error.hpp"

namespace copilot::pg {

namespace detail {
void begin_attempt(void* state);
void commit_attempt(void* state);
void abandon_attempt(void* state);
// Throws the error on where it must not be survived; else its words, and the error is freed.
base::Failure survive(const Error& error);
struct Attempt {
  void* context;
  void* owner;
};
}  // namespace detail

// Runs the body; its failure, or nothing.
template <class Body>
std::optional<base::Failure> attempt(Body body) {
  detail::Attempt state{};
  detail::begin_attempt(&state);
  std::optional<Error> failed;
  std::optional<base::Failure> refused;
  try {
    body();
  } catch (const Error& error) {
    failed = error;
  } catch (const base::UserError& error) {
    refused = base::Failure{error.code, error.message, error.hint};
  }
  if (!failed && !refused) {
    detail::commit_attempt(&state);
    return std::nullopt;
  }
  detail::abandon_attempt(&state);
  if (refused) return refused;
  return detail::survive(*failed);
}

}  // namespace copilot::pg
