// Judgement: what is said of all verdicts together, suppressed, folded, merged, in order.
// Words: a suppression silences a rule for one object or for all ('*'), until a time; a finding is
// folded when another one of the same object names its rule as related: one cause, one finding.
// A critical finding must never vanish by suppression, nor what is unknown by a filter.
#pragma once

#include <optional>
#include <string>
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
  std::vector<Suppression> active_;
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
