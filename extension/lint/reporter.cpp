// Making findings.
// Words: see reporter.hpp.
// The number of a statement is its place in the script, from 1.
#include "lint/reporter.hpp"

namespace copilot::lint {

base::Finding& Reporter::add(base::Severity severity, About about, std::string title) {
  ++all_;
  const bool full = script_ != nullptr && findings_.size() >= most_of_script;
  if (full) left_out_ = {};
  base::Finding& finding = full ? left_out_ : findings_.emplace_back();
  finding.rule = rule_.id;
  finding.category = rule_.category;
  finding.severity = severity;
  finding.object_type = std::move(about.type);
  finding.object = std::move(about.name);
  finding.title = std::move(title);
  finding.docs = "docs/findings.md#" + finding.rule;
  const base::Ddl* statement = statement_;
  if (script_ != nullptr && about.statement > 0)
    statement = &script_->statements.at(static_cast<std::size_t>(about.statement - 1));
  if (statement != nullptr) {
    finding.evidence["statement"] = statement->number;
    finding.evidence["line"] = statement->line;
  }
  return finding;
}

std::vector<base::Finding> Reporter::take() {
  if (all_ > findings_.size() && !findings_.empty())
    findings_.back().caveats.push_back("There are " + std::to_string(all_ - findings_.size()) +
                                       " more like this in the script, which are not listed.");
  return std::move(findings_);
}

base::Finding& Reporter::unknown(About about, std::string title, std::string reason) {
  base::Finding& finding = add(base::Severity::unknown, std::move(about), std::move(title));
  finding.detail = std::move(reason);
  finding.fix_kind = "manual";
  return finding;
}

}  // namespace copilot::lint
