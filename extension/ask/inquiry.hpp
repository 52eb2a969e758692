// Inquiry: runs the reports and findings of one answer, and remembers what it ran and what failed.
// Words: a draft is the answer before it is JSON: verdict, facts, next steps, caveats, findings.
// A report that fails is a caveat, never an exception; a cancel passes through by itself.
#pragma once

#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ask/entities.hpp"
#include "base/clock.hpp"
#include "base/findings.hpp"
#include "base/interrupts.hpp"
#include "base/report.hpp"

namespace copilot::ask {

struct Fact {
  std::string text;
  std::string report;
  std::string window;  // what time the numbers are of; empty: now
};

struct Step {
  std::string what;
  std::string sql;  // may be empty
};

struct Draft {
  std::string verdict;
  std::vector<Fact> facts;
  std::vector<Step> steps;
  std::vector<std::string> caveats;
  std::vector<base::Finding> findings;

  void fact(std::string text, std::string report, std::string window = {});
  void step(std::string what, std::string sql = {});
  void caveat(std::string text);  // each but once
};

class Inquiry {
 public:
  Inquiry(const Entities& entities, base::Reports& reports, base::Findings& findings,
          const base::Clock& clock, base::Interrupts& interrupts, Draft& draft)
      : entities(entities),
        draft(draft),
        reports_(reports),
        findings_(findings),
        clock_(clock),
        interrupts_(interrupts) {}

  const Entities& entities;
  Draft& draft;

  bool exists(std::string_view report) const { return reports_.find(report) != nullptr; }
  // The rows, or null if there is no such report, or if it failed: then a caveat says why.
  const base::Rows* run(std::string_view report, std::vector<base::Argument> arguments = {});
  // As run, over the window that was asked for if there is history for it; a caveat says if not all of it.
  const base::Rows* run_windowed(std::string_view report,
                                 std::vector<base::Argument> arguments = {});
  // Puts them into the draft, worst first, suppressed ones left out; gives how many there are.
  std::size_t find(const std::vector<std::string>& categories, std::string_view rule_like = {});

  // A row that the answer speaks of stays in it where there are too many rows for all of them.
  void told(const base::Rows& rows, std::size_t row);
  const std::vector<std::size_t>* told(const base::ReportResult& result) const;

  // Whether a windowed report's rows tell of a window of the history, not of the counters.
  bool over_history(const base::Rows& rows) const;
  // What a windowed report's rows cover: "since 2026-01-31 12:34+01"; with its end if that is not now.
  std::string window(const base::Rows& rows) const;
  // The moment of the last change of this kind, if there is one.
  std::optional<base::Timestamp> last_change(std::string_view kind);
  base::Timestamp now() const { return clock_.now(); }
  // How long ago a timestamptz was, in ms.
  std::optional<double> age_ms(std::string_view timestamp) const;

  const std::list<base::ReportResult>& results() const { return results_; }

 private:
  std::variant<const base::Rows*, base::Failure> attempt(std::string_view report,
                                                         std::vector<base::Argument> arguments);
  void failed(std::string_view report, const base::Failure& failure);
  void say_coverage(const base::ReportResult& result);

  base::Reports& reports_;
  base::Findings& findings_;
  const base::Clock& clock_;
  base::Interrupts& interrupts_;
  std::map<const base::Rows*, std::vector<std::size_t>> told_;
  std::list<base::ReportResult>
      results_;  // a list: the rows that were given out stay where they are
};

}  // namespace copilot::ask
