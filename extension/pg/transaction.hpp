// transaction: a piece of a worker's work, committed whole or not at all, that may fail without ending the worker.
// Words: its failure is returned as words; only a shutdown gets out.
// It is for background workers: a session's own transaction is the user's.
#pragma once

#include <exception>
#include <optional>

#include "base/db.hpp"
#include "base/error.hpp"
#include "pg/error.hpp"
#include "pg/session.hpp"

namespace copilot::pg {

class Transaction {
 public:
  // Under the settings and the time limit of a quick call.
  explicit Transaction(const char* activity);
  void commit();
  static void abort();

 private:
  std::optional<Session> session_;
};

// The words of an error that ended a transaction of a worker.
base::Failure failure_of(const Error& error);

template <class Body>
std::optional<base::Failure> transaction(const char* activity, Body body) {
  std::optional<Error> failed;
  std::optional<base::Failure> refused;
  std::optional<Transaction> open;
  try {
    open.emplace(activity);
    body();
    open->commit();
    return std::nullopt;
  } catch (const Error& error) {
    failed = error;
  } catch (const base::UserError& error) {
    refused = base::Failure{error.code, error.message, error.hint};
  } catch (const std::exception& error) {
    refused = base::Failure{"XX000", error.what(), ""};
  }
  std::optional<base::Failure> failure = failed ? failure_of(*failed) : refused;
  Transaction::abort();
  return failure;
}

}  // namespace copilot::pg
