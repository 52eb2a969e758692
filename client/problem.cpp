// Problem: its text.
// Words: see problem.hpp.
// A server's message is data: what could steer a terminal is escaped.
#include "problem.hpp"

#include "text.hpp"

namespace copilot::client {

std::string problem_text(const Problem& problem) {
  std::string text = "pgcopilot: " + visible(problem.message, Lines::keep) + "\n";
  if (!problem.detail.empty()) text += "DETAIL:  " + visible(problem.detail, Lines::keep) + "\n";
  if (!problem.hint.empty()) text += "HINT:  " + visible(problem.hint, Lines::keep) + "\n";
  return text;
}

}  // namespace copilot::client
