// Inquiry: see ask/inquiry.hpp.
// Words: as there.
// It decides nothing about what a report's rows mean.
#include "ask/inquiry.hpp"

#include <algorithm>

#include "ask/units.hpp"
#include "base/error.hpp"

namespace copilot::ask {

void Draft::fact(std::string text, std::string report, std::string window) {
  facts.push_back({std::move(text), std::move(report), std::move(window)});
}

void Draft::step(std::string what, std::string sql) {
  steps.push_back({std::move(what), std::move(sql)});
}

void Draft::caveat(std::string text) {
  if (std::find(caveats.begin(), caveats.end(), text) == caveats.end())
    caveats.push_back(std::move(text));
}

std::variant<const base::Rows*, base::Failure> Inquiry::attempt(
    std::string_view report, std::vector<base::Argument> arguments) {
  interrupts_.poll();
  auto outcome = reports_.run(report, std::move(arguments));
  if (base::Failure* failure = std::get_if<base::Failure>(&outcome)) return std::move(*failure);
  results_.push_back(std::move(std::get<base::ReportResult>(outcome)));
  return &results_.back().rows;
}

void Inquiry::failed(std::string_view report, const base::Failure& failure) {
  std::string text =
      "The report " + std::string(report) + " could not be run: " + failure.message + ".";
  if (!failure.hint.empty()) text += " " + failure.hint;
  draft.caveat(std::move(text));
}

const base::Rows* Inquiry::run(std::string_view report, std::vector<base::Argument> arguments) {
  if (!exists(report)) return nullptr;
  auto outcome = attempt(report, std::move(arguments));
  if (const base::Failure* failure = std::get_if<base::Failure>(&outcome)) {
    failed(report, *failure);
    return nullptr;
  }
  return std::get<const base::Rows*>(outcome);
}

const base::Rows* Inquiry::run_windowed(std::string_view report,
                                        std::vector<base::Argument> arguments) {
  const base::Report* found = reports_.find(report);
  if (!found) return nullptr;
  if (found->windowed && entities.window && !entities.window->since.empty()) {
    std::vector<base::Argument> wanted = arguments;
    wanted.push_back({"since", entities.window->since});
    if (!entities.window->until.empty()) wanted.push_back({"until", entities.window->until});
    auto outcome = attempt(report, std::move(wanted));
    if (const auto* rows = std::get_if<const base::Rows*>(&outcome)) {
      say_coverage(results_.back());
      return *rows;
    }
    const base::Failure& failure = std::get<base::Failure>(outcome);
    draft.caveat("The numbers are not of " + entities.window->words + ", which was asked for: " +
                 failure.message + ". They cover what the counters do.");
    if (!failure.hint.empty()) draft.caveat(failure.hint);
  }
  const base::Rows* rows = run(report, std::move(arguments));
  if (rows) say_coverage(results_.back());
  return rows;
}

// Over counters, what is missing is for the topic to say: it differs by report.
void Inquiry::say_coverage(const base::ReportResult& result) {
  const base::Rows& rows = result.rows;
  if (!result.over_history || rows.empty() || rows[0].boolean("window_complete")) return;
  draft.caveat("Not all is known of " +
               (entities.window ? "what was asked for (" + entities.window->words + ")"
                                : std::string("the last hour")) +
               ": " + result.report->name + " covers what was " + window(rows) +
               ". The history begins later or has a gap, or counters were reset meanwhile.");
}

std::optional<base::Timestamp> Inquiry::last_change(std::string_view kind) {
  const base::Rows* rows = run("changes", {{"since", "30 days"}});
  std::optional<base::Timestamp> last;
  for (std::size_t i = 0; rows && i < rows->size(); ++i) {
    const auto at = timestamp((*rows)[i].text("at"));
    if (at && (*rows)[i].text("kind") == kind && (!last || *at > *last)) last = at;
  }
  return last;
}

std::size_t Inquiry::find(const std::vector<std::string>& categories, std::string_view rule_like) {
  interrupts_.poll();
  std::size_t count = 0;
  try {
    for (base::Finding& each : findings_.run(categories)) {
      if (each.suppressed && each.severity != base::Severity::critical) continue;
      if (each.rule.find(rule_like) == std::string::npos) continue;
      ++count;
      draft.findings.push_back(std::move(each));
    }
  } catch (const base::UserError& error) {
    draft.caveat("The findings could not be looked at: " + error.message + "." +
                 (error.hint.empty() ? "" : " " + error.hint));
  }
  return count;
}

bool Inquiry::over_history(const base::Rows& rows) const {
  return std::any_of(results_.begin(), results_.end(), [&](const base::ReportResult& each) {
    return &each.rows == &rows && each.over_history;
  });
}

void Inquiry::told(const base::Rows& rows, std::size_t row) {
  told_[&rows].push_back(row);
}

const std::vector<std::size_t>* Inquiry::told(const base::ReportResult& result) const {
  const auto found = told_.find(&result.rows);
  return found == told_.end() ? nullptr : &found->second;
}

std::string Inquiry::window(const base::Rows& rows) const {
  if (rows.empty()) return {};
  const auto& columns = rows.columns();
  if (std::find(columns.begin(), columns.end(), "window_from") == columns.end()) return {};
  if (rows[0].null("window_from")) return "since the counters began; when that was is not known";
  const std::string from = moment_text(rows[0].text("window_from"));
  // A pass of the worker may be some minutes ago.
  constexpr double just_now_ms = 10 * 60e3;
  const auto age = age_ms(rows[0].text("window_to"));
  if (!age || *age < just_now_ms) return "since " + from;
  return "from " + from + " to " + moment_text(rows[0].text("window_to"));
}

std::optional<double> Inquiry::age_ms(std::string_view text) const {
  const auto then = timestamp(text);
  if (!then) return std::nullopt;
  return std::max(0.0, static_cast<double>(clock_.now() - *then) / 1000.0);
}

}  // namespace copilot::ask
