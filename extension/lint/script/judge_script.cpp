// Running rules along a script, and what it asks to ignore.
// Words: see judge_script.hpp.
// What is unknown can be ignored like anything else: the script's author has looked.
#include "lint/script/judge_script.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/judgement.hpp"
#include "lint/families.hpp"
#include "lint/judge.hpp"
#include "lint/rules.hpp"
#include "lint/script/engine.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

const Rule ignore_without_effect{
    .identity = statement_rule(
        "ignore_without_effect", base::Severity::notice, "Comment that ignores nothing",
        "A comment -- copilot:ignore RULE REASON counts for the statement that follows it, or that "
        "it "
        "stands in. One that silences no finding hides the next one, and one without a reason "
        "tells "
        "nobody why.",
        "Remove it, or name the right rule and the reason.",
        "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS")};

struct Running {
  const Rule* rule;
  Reporter reporter;
};

// A rule at a statement, as comments name it.
using Asked = std::set<std::pair<int, std::string>>;

int statement_of(const base::Finding& finding) {
  const auto found = finding.evidence.find("statement");
  return found == finding.evidence.end() ? 0 : found->get<int>();
}

bool asked_of(const Asked& asked, const base::Finding& finding) {
  return asked.contains({statement_of(finding), finding.rule});
}

std::string fault_of(const base::Ignore& ignore, bool used) {
  if (rule_named(ignore.rule) == nullptr) return "there is no rule of this name";
  if (!used) return "the rule finds nothing there";
  return ignore.reason.empty() ? "it gives no reason" : "";
}

// Removes what is ignored, and what follows from it; says which comments are at fault. Of two that say
// the same the first one counts.
void apply(const base::Script& script, std::vector<base::Finding>& findings, Reporter& reporter) {
  if (script.ignores.empty()) return;
  Asked asked, used;
  for (const base::Ignore& ignore : script.ignores)
    if (ignore.statement > 0) asked.emplace(ignore.statement, ignore.rule);
  base::Causes causes;
  for (const base::Finding& finding : findings)
    if (asked_of(asked, finding)) {
      used.emplace(statement_of(finding), finding.rule);
      causes.add(finding);
    }
  std::erase_if(findings, [&](const base::Finding& finding) {
    return asked_of(asked, finding) || causes.explain(finding);
  });
  for (const base::Ignore& ignore : script.ignores) {
    const std::string fault = fault_of(ignore, used.erase({ignore.statement, ignore.rule}) > 0);
    if (fault.empty()) continue;
    base::Finding& finding =
        reporter.add(base::Severity::notice, {"comment", ignore.rule, 0},
                     "The comment that ignores " + ignore.rule + " is at fault: " + fault);
    if (ignore.statement > 0) finding.evidence["statement"] = ignore.statement;
    finding.evidence["line"] = ignore.line;
    finding.fix_kind = "manual";
    finding.fix = ignore_without_effect.identity.fix;
  }
}

std::vector<base::Judged> by_rule(std::vector<base::Finding> findings) {
  std::unordered_map<std::string_view, std::vector<base::Finding>> own;
  for (const Rule* rule : rules()) own[rule->identity.id];
  for (base::Finding& finding : findings)
    if (const auto of = own.find(finding.rule); of != own.end())
      of->second.push_back(std::move(finding));
  std::vector<base::Judged> judged;
  for (const Rule* rule : rules())
    if (auto& found = own[rule->identity.id]; !found.empty())
      judged.push_back({&rule->identity, base::Verdict::of(std::move(found), "", {})});
  return judged;
}

}  // namespace

std::vector<base::Judged> judge_script(std::span<const Rule* const> rules,
                                       const base::Script& script, catalog::Model model,
                                       ScriptOptions options, const Settings& settings,
                                       base::Interrupts& interrupts) {
  std::vector<Running> running;
  for (const Rule* rule : rules)
    if (settings.enabled(*rule))
      running.push_back({rule, {rule->identity, settings.parameters(*rule), &script}});
  const ScriptResult result =
      run_script(script, model, options.in_transaction, interrupts, [&](const Step& step) {
        for (Running& each : running)
          if (each.rule->judge_step != nullptr) {
            each.reporter.at(&step.statement());
            each.rule->judge_step(step, each.reporter);
          }
      });
  const Journey journey{result.moments, model, result.session};
  std::vector<base::Finding> findings;
  const auto keep = [&](const Rule& rule, std::vector<base::Finding> more) {
    settings.apply(rule, more);
    std::move(more.begin(), more.end(), std::back_inserter(findings));
  };
  for (Running& each : running) {
    interrupts.poll();
    each.reporter.at(nullptr);
    if (each.rule->judge_script != nullptr) each.rule->judge_script(journey, each.reporter);
    keep(*each.rule, each.reporter.take());
  }
  const Subject made(model, {std::nullopt, true}, interrupts);
  for (base::Judged& each : judge_schema(rules, made, settings, &script, interrupts))
    std::move(each.verdict.findings.begin(), each.verdict.findings.end(),
              std::back_inserter(findings));
  interrupts.poll();
  Reporter ignores(ignore_without_effect.identity, settings.parameters(ignore_without_effect),
                   &script);
  apply(script, findings, ignores);
  if (settings.enabled(ignore_without_effect)) keep(ignore_without_effect, ignores.take());
  return by_rule(std::move(findings));
}

Family ignore_rules() {
  static constexpr const Rule* table[] = {&ignore_without_effect};
  return table;
}

}  // namespace copilot::lint
