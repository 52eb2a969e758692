// Composing findings and checks.
// Words: see judgement.hpp.
// The order must be the same for the same verdicts.
#include "base/judgement.hpp"

#include <algorithm>

namespace copilot::base {

std::string Suppressions::key(const std::string& rule, const std::string& object) {
  return rule + '\n' + object;
}

Suppressions::Suppressions(std::vector<Suppression> all, const Clock& clock) {
  const Timestamp now = clock.now();
  for (const Suppression& each : all)
    if (!each.until || *each.until > now) active_.insert(key(each.rule, each.object));
}

bool Suppressions::covers(const std::string& rule, const std::string& object) const {
  if (active_.empty()) return false;
  return active_.contains(key(rule, "*")) || active_.contains(key(rule, object));
}

namespace {

const std::string* text_of(const Finding& finding, const char* evidence) {
  const auto found = finding.evidence.find(evidence);
  if (found == finding.evidence.end() || !found->is_string()) return nullptr;
  return &found->get_ref<const std::string&>();
}

// Of a script: findings of two statements have two causes.
std::string cause_key(const Finding& finding, const std::string& rule, const std::string& object) {
  const auto statement = finding.evidence.find("statement");
  const bool of_script = statement != finding.evidence.end() && statement->is_number_integer();
  return (of_script ? std::to_string(statement->get<int>()) : std::string()) + '\n' + rule + '\n' +
         object;
}

}  // namespace

void Causes::add(const Finding& cause) {
  const std::string* table = text_of(cause, "table");
  const auto name = [&](const std::string& rule, const std::string& object) {
    Severity& severity =
        named_.try_emplace(cause_key(cause, rule, object), cause.severity).first->second;
    severity = std::min(severity, cause.severity);
  };
  for (const std::string& rule : cause.related) {
    if (rule == cause.rule) continue;
    name(rule, cause.object);
    if (table != nullptr && *table != cause.object) name(rule, *table);
  }
}

bool Causes::explain(const Finding& finding) const {
  if (named_.empty() || finding.severity == Severity::unknown) return false;
  const auto found = named_.find(cause_key(finding, finding.rule, finding.object));
  return found != named_.end() && found->second <= finding.severity;
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

void fold(std::vector<Finding>& findings) {
  Causes causes;
  for (const Finding& finding : findings)
    if (!finding.suppressed) causes.add(finding);
  std::erase_if(findings, [&](const Finding& finding) { return causes.explain(finding); });
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
  const std::string* table = text_of(finding, "table");
  return finding.object == object || (table != nullptr && *table == object);
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
