// attempt: the one way to go on after a server error, inside a subtransaction.
// Words: a body either ends well or fails; a failure is returned, a cancel by the user is thrown
// on. Only for work that reads: the subtransaction is rolled back in any case, so that no lock
// outlives it.
#pragma once

#include <exception>
#include <optional>

#include "base/db.hpp"
#include "base/error.hpp"
#include "pg/error.hpp"

namespace copilot::pg {

// A subtransaction of our own; it must end by abandon, or the caller would be left inside it.
class Attempt {
 public:
  Attempt();
  void abandon();

 private:
  void restore();

  void* context_;
  void* owner_;
};

// Throws the error on where it must not be survived; else its words, and the error is freed.
base::Failure survive(const Error& error);

// Runs the body; its failure, or nothing.
template <class Body>
std::optional<base::Failure> attempt(Body body) {
  Attempt subtransaction;
  std::optional<Error> failed;
  std::optional<base::Failure> refused;
  std::exception_ptr other;
  try {
    body();
  } catch (const Error& error) {
    failed = error;
  } catch (const base::UserError& error) {
    refused = base::Failure{error.code, error.message, error.hint};
  } catch (...) {
    other = std::current_exception();
  }
  subtransaction.abandon();
  if (other) std::rethrow_exception(other);
  if (failed) return survive(*failed);
  return refused;
}

}  // namespace copilot::pg
