// Reporter: takes the findings of one rule, and fills in what all of them have in common.
// Words: a place is the statement and line of a script; without one it is about a live schema.
// It must not decide: severity, object and words are the rule's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ddl.hpp"
#include "base/rule.hpp"
#include "lint/parameters.hpp"

namespace copilot::lint {

// What a finding is about. Names are stable and quoted as SQL needs: schema.table, schema.index,
// schema.table.column, schema.table.constraint (also a policy, a trigger), schema.function(types).
struct About {
  std::string type;  // table, column, index, constraint, function, ...
  std::string name;
  int statement = 0;  // of the script that made it; 0: it was there, or the step's own
};

class Reporter {
 public:
  // Without a script, `script` is null.
  Reporter(const base::Rule& rule, Parameters parameters, const base::Script* script)
      : rule_(rule), parameters_(std::move(parameters)), script_(script) {}

  const Parameters& parameters() const { return parameters_; }
  // The statement that findings without one of their own belong to.
  void at(const base::Ddl* statement) { statement_ = statement; }

  // Of a script no more than these are kept, and the last one says how many there were.
  static constexpr std::size_t most_of_script = 1000;

  // To be filled further: detail, evidence, fix_kind and fix, fix_lock, undo, caveats, verify_sql.
  // The reference lives until the next finding.
  base::Finding& add(base::Severity severity, About about, std::string title);
  // What could not be judged, and why (a sentence).
  base::Finding& unknown(About about, std::string title, std::string reason);

  // The rule judges nothing at all, for a reason that no object has of its own: Verdict::unknown,
  // too_early or not_applicable. It counts where the rule has no findings.
  void decide(base::Verdict verdict) { verdict_ = std::move(verdict); }

  // How many objects were judged, for checks().
  void looked_at(std::size_t count) { looked_at_ += count; }
  std::size_t looked_at() const { return looked_at_; }
  std::vector<base::Finding> take();
  const std::optional<base::Verdict>& verdict() const { return verdict_; }

 private:
  const base::Rule& rule_;
  Parameters parameters_;
  const base::Script* script_;
  const base::Ddl* statement_ = nullptr;
  std::vector<base::Finding> findings_;
  base::Finding left_out_;  // the one that is filled and not kept
  std::size_t all_ = 0;
  std::optional<base::Verdict> verdict_;
  std::size_t looked_at_ = 0;
};

}  // namespace copilot::lint
