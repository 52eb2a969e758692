// Composing findings and checks.
// Words: see judgement.hpp.
// The order must be the same for the same verdicts.
#include "base/judgement.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace copilot::base {

Suppressions::Suppressions(std::vector<Suppression> all, const Clock& clock) {
  const Timestamp now = clock.now();
  for (Suppression& each : all)
    if (!each.until || *each.until > now) active_.push_back(std::move(each));
}

bool Suppressions::covers(const std::string& rule, const std::string& object) const {
  return std::any_of(active_.begin(), active_.end(), [&](const Suppression& each) {
    return each.rule == rule && (each.object == "*" || each.object == object);
  });
}

namespace {

bool same_cause(const Verdict& a, const Verdict& b) {
  return a.reason == b.reason && a.hint == b.hint;
}

bool wholly_unknown(const Judged& judged) {
  return judged.verdict.status == Verdict::Status::unknown && judged.verdict.findings.empty();
}

Finding unjudged(const Rule& rule, const Verdict& verdict, const Server& server) {
  Finding finding;
  finding.rule = rule.id;
  finding.category = rule.category;
  finding.severity = Severity::unknown;
  finding.object_type = "database";
  finding.object = server.database;
  finding.detail = verdict.reason + ". " + verdict.hint;
  finding.evidence = verdict.evidence;
  finding.fix_kind = "manual";
  finding.fix = verdict.hint;
  finding.docs = "docs/findings.md#" + std::string(rule.id);
  return finding;
}

// One finding for each cause of not knowing, unless only time is missing, for which checks() is the
// place: nobody can do anything about it; the other rules it silences are related.
void add_unknown(const std::vector<Judged>& judged, const Suppressions& suppressions,
                 const Server& server, std::vector<Finding>& findings) {
  std::vector<const Judged*> silent;
  for (const Judged& each : judged) {
    if (!wholly_unknown(each) || each.verdict.early()) continue;
    if (!suppressions.covers(each.rule->id, server.database)) {
      silent.push_back(&each);
      continue;
    }
    findings.push_back(unjudged(*each.rule, each.verdict, server));
    findings.back().suppressed = true;
    findings.back().title =
        std::string(each.rule->title) + " could not be judged: " + each.verdict.reason;
  }
  for (std::size_t i = 0; i < silent.size(); ++i) {
    if (silent[i] == nullptr) continue;
    Finding finding = unjudged(*silent[i]->rule, silent[i]->verdict, server);
    for (std::size_t j = i + 1; j < silent.size(); ++j)
      if (silent[j] != nullptr && same_cause(silent[i]->verdict, silent[j]->verdict)) {
        finding.related.push_back(silent[j]->rule->id);
        silent[j] = nullptr;
      }
    const std::string what = finding.related.empty()
                                 ? std::string(silent[i]->rule->title)
                                 : std::to_string(1 + finding.related.size()) + " rules";
    finding.title = what + " could not be judged: " + silent[i]->verdict.reason;
    findings.push_back(std::move(finding));
  }
}

bool follows_from(const Finding& finding, const Finding& cause) {
  return &finding != &cause && finding.severity >= cause.severity &&
         finding.severity != Severity::unknown &&
         std::find(cause.related.begin(), cause.related.end(), finding.rule) != cause.related.end();
}

void fold(std::vector<Finding>& findings) {
  std::unordered_multimap<std::string_view, const Finding*> causes;  // by object
  for (const Finding& finding : findings)
    if (!finding.suppressed && !finding.related.empty()) causes.emplace(finding.object, &finding);
  std::vector<bool> folded;
  for (const Finding& finding : findings) {
    const auto [begin, end] = causes.equal_range(finding.object);
    folded.push_back(std::any_of(
        begin, end, [&](const auto& cause) { return follows_from(finding, *cause.second); }));
  }
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < findings.size(); ++i)
    if (!folded[i]) kept.push_back(std::move(findings[i]));
  findings = std::move(kept);
}

}  // namespace

std::vector<Finding> findings_of(const std::vector<Judged>& judged,
                                 const Suppressions& suppressions, const Server& server) {
  std::vector<Finding> findings;
  for (const Judged& each : judged)
    for (const Finding& finding : each.verdict.findings) {
      findings.push_back(finding);
      findings.back().suppressed = suppressions.covers(finding.rule, finding.object);
    }
  add_unknown(judged, suppressions, server, findings);
  fold(findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  return findings;
}

static bool about(const Finding& finding, const std::string& object) {
  if (finding.object == object) return true;
  const auto table = finding.evidence.find("table");
  return table != finding.evidence.end() && table->is_string() &&
         table->get_ref<const std::string&>() == object;
}

std::vector<Finding> shown(std::vector<Finding> findings, const Filter& filter) {
  std::erase_if(findings, [&](const Finding& finding) {
    if (finding.suppressed && finding.severity != Severity::critical) return true;
    const bool unknown = finding.severity == Severity::unknown;
    if (!unknown && finding.severity > filter.at_least) return true;
    if (!filter.object || about(finding, *filter.object)) return false;
    return !(unknown && finding.object_type == "database");
  });
  return findings;
}

std::vector<Check> checks_of(const std::vector<Judged>& judged, const Suppressions& suppressions,
                             const Server& server) {
  std::vector<Check> checks;
  for (const Judged& each : judged) {
    const Verdict& verdict = each.verdict;
    bool suppressed = wholly_unknown(each) && suppressions.covers(each.rule->id, server.database);
    if (!verdict.findings.empty())
      suppressed = std::all_of(verdict.findings.begin(), verdict.findings.end(),
                               [&](const Finding& finding) {
                                 return suppressions.covers(finding.rule, finding.object);
                               });
    checks.push_back({each.rule, &verdict, suppressed ? "suppressed" : name(verdict.status)});
  }
  return checks;
}

}  // namespace copilot::base
