// Problem: what ends a command early, and the status the shell gets.
// Words: a problem has a message (lower case, no period), a detail and a hint (sentences).
// Only main() may turn a problem into an exit; nothing here prints.
#pragma once

#include <string>

namespace copilot::client {

enum Status {
  fine = 0,
  findings_found = 1,
  wrong_usage = 2,
  no_connection = 3,
  query_failed = 4,
  interrupted = 130,
};

struct Problem {
  Status status;
  std::string message;
  std::string detail;
  std::string hint;
};

// As stderr gets it: the message, then its detail and hint.
std::string problem_text(const Problem& problem);

}  // namespace copilot::client
