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
  if (found->windowed && entities.window) {
    std::vector<base::Argument> since = arguments;
    since.push_back({"since", entities.window->since});
    auto outcome = attempt(report, std::move(since));
    if (const auto* rows = std::get_if<const base::Rows*>(&outcome)) return *rows;
    const base::Failure& failure = std::get<base::Failure>(outcome);
    draft.caveat("The numbers are not of " + entities.window->words + ", which was asked for: " +
                 failure.message + ". They cover what the counters do.");
  }
  return run(report, std::move(arguments));
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

void Inquiry::told(const base::Rows& rows, std::size_t row) {
  told_[&rows].push_back(row);
}

const std::vector<std::size_t>* Inquiry::told(const base::ReportResult& result) const {
  const auto found = told_.find(&result.rows);
  return found == told_.end() ? nullptr : &found->second;
}

std::string Inquiry::window(const base::Rows& rows) {
  if (rows.empty()) return {};
  const auto& columns = rows.columns();
  if (std::find(columns.begin(), columns.end(), "window_from") == columns.end()) return {};
  if (rows[0].null("window_from")) return "since the counters began; when that was is not known";
  return "since " + moment_text(rows[0].text("window_from"));
}

std::optional<double> Inquiry::age_ms(std::string_view text) const {
  const auto then = timestamp(text);
  if (!then) return std::nullopt;
  return std::max(0.0, static_cast<double>(clock_.now() - *then) / 1000.0);
}

}  // namespace copilot::ask
