// Judgement: what is said of all verdicts together, suppressed, folded, merged, in order.
// Words: a suppression silences a rule for one object or for all ('*'), until a time; a finding is
// folded when another one, of the same object or of a part of that table, names its rule as related:
// one cause, one finding. In a script it is one cause only within one statement.
// A critical finding must never vanish by suppression, nor what is unknown by a filter.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.hpp"
#include "base/judge.hpp"

namespace copilot::base {

struct Suppression {
  std::string rule;
  std::string object;  // '*' is every object
  std::optional<Timestamp> until;
};

class Suppressions {
 public:
  // Those whose time has passed are dropped here.
  Suppressions(std::vector<Suppression> all, const Clock& clock);
  bool covers(const std::string& rule, const std::string& object) const;

 private:
  static std::string key(const std::string& rule, const std::string& object);

  std::unordered_set<std::string> active_;
};

// What findings name as related: what follows from them.
class Causes {
 public:
  void add(const Finding& cause);
  // Not what is worse than its cause, nor what is unknown.
  bool explain(const Finding& finding) const;

 private:
  std::unordered_map<std::string, Severity> named_;  // the worst cause of each
};

// All findings, worst first; those suppressed are marked. What could not be judged is a finding of
// severity unknown about the database, one for each cause.
std::vector<Finding> findings_of(const std::vector<Judged>& judged,
                                 const Suppressions& suppressions, const Server& server);

struct Filter {
  Severity at_least = Severity::notice;
  std::optional<std::string> object;  // as the finding's, or the table it is about
};

// What findings() shows: without what is suppressed, unless it is critical.
std::vector<Finding> shown(std::vector<Finding> findings, const Filter& filter);

struct Check {
  const Rule* rule;
  const Verdict* verdict;
  const char* status;
};

std::vector<Check> checks_of(const std::vector<Judged>& judged, const Suppressions& suppressions,
                             const Server& server);

}  // namespace copilot::base
