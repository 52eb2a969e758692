// Running rules over a schema.
// Words: see judge.hpp.
// A severity that copilot.rule_settings gives must not make something known out of what is unknown.
#include "lint/judge.hpp"

namespace copilot::lint {

namespace {

base::Verdict verdict(const Rule& rule, const Subject& subject, const Settings& settings,
                      const base::Script* script) {
  Reporter reporter(rule.identity, settings.parameters(rule), script);
  rule.judge_schema(subject, reporter);
  const std::size_t looked_at = reporter.looked_at();
  std::vector<base::Finding> findings = reporter.take();
  if (findings.empty() && reporter.verdict()) return *reporter.verdict();
  settings.apply(rule, findings);
  return base::Verdict::of(std::move(findings), "Nothing was found", {{"looked_at", looked_at}});
}

}  // namespace

std::vector<base::Judged> judge_schema(std::span<const Rule* const> rules, const Subject& subject,
                                       const Settings& settings, const base::Script* script,
                                       base::Interrupts& interrupts) {
  std::vector<base::Judged> judged;
  for (const Rule* rule : rules) {
    if (rule->judge_schema == nullptr) continue;
    interrupts.poll();
    judged.push_back(
        {&rule->identity,
         settings.enabled(*rule)
             ? verdict(*rule, subject, settings, script)
             : base::Verdict::not_applicable(
                   "It is a policy of a site, which copilot.rule_settings switches on")});
  }
  return judged;
}

}  // namespace copilot::lint
