// Making verdicts, and the names of categories.
// Words: see rule.hpp.
// A verdict with findings is never passed; nothing else decides that.
#include "base/rule.hpp"

#include <algorithm>

namespace copilot::base {

Verdict Verdict::passed(std::string reason, Json evidence) {
  Verdict verdict;
  verdict.reason = std::move(reason);
  verdict.evidence = std::move(evidence);
  return verdict;
}

Verdict Verdict::unknown(std::string reason, std::string hint) {
  Verdict verdict;
  verdict.status = Status::unknown;
  verdict.reason = std::move(reason);
  verdict.hint = std::move(hint);
  return verdict;
}

Verdict Verdict::too_early(std::string reason, double possible_in_seconds) {
  Verdict verdict = unknown(std::move(reason), "Ask again then; nothing has to be done.");
  verdict.possible_in_seconds = possible_in_seconds;
  return verdict;
}

Verdict Verdict::not_applicable(std::string reason) {
  Verdict verdict;
  verdict.status = Status::not_applicable;
  verdict.reason = std::move(reason);
  return verdict;
}

Verdict Verdict::of(std::vector<Finding> findings, std::string reason, Json evidence) {
  Verdict verdict = passed(std::move(reason), std::move(evidence));
  if (findings.empty()) return verdict;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  verdict.status = Status::unknown;
  for (const Finding& finding : findings)
    if (finding.severity != Severity::unknown) verdict.status = Status::failed;
  verdict.reason = findings.size() == 1 ? findings.front().title
                                        : std::to_string(findings.size()) +
                                              " findings, such as: " + findings.front().title;
  verdict.findings = std::move(findings);
  return verdict;
}

const char* name(Verdict::Status status) {
  static constexpr const char* names[] = {"passed", "failed", "unknown", "not_applicable"};
  return names[static_cast<int>(status)];
}

std::span<const char* const> categories() {
  static constexpr const char* names[] = {"schema",     "index",  "query",    "config",
                                          "security",   "vacuum", "capacity", "replication",
                                          "connection", "lock",   "log",      "change"};
  return names;
}

}  // namespace copilot::base
