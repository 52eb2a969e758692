// What is said about the schema, by the rules of lint, and about changes of it before they run.
// Words: see ask/topics.hpp; findings of one rule are one kind, told by the gravest of them.
// It never says that nothing is wrong where something could not be judged.
#include "ask/topics.hpp"

#include <algorithm>
#include <array>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

constexpr std::size_t most_kinds = 6;

bool is_about(const base::Finding& finding, const std::string& relation) {
  if (finding.object == relation || finding.object.starts_with(relation + ".")) return true;
  const auto table = finding.evidence.find("table");
  return table != finding.evidence.end() && table->is_string() && *table == relation;
}

std::string counts_text(const std::vector<base::Finding>& findings) {
  constexpr std::array<std::pair<base::Severity, const char*>, 4> kinds = {
      {{base::Severity::critical, "critical finding"},
       {base::Severity::warning, "warning"},
       {base::Severity::unknown, "thing that could not be judged"},
       {base::Severity::notice, "notice"}}};
  std::string text;
  for (const auto& [severity, word] : kinds) {
    const auto count = std::count_if(
        findings.begin(), findings.end(),
        [severity = severity](const auto& each) { return each.severity == severity; });
    if (count == 0) continue;
    text += text.empty() ? "" : ", ";
    text += severity == base::Severity::unknown && count > 1
                ? count_text(count) + " things that could not be judged"
                : counted(count, word);
  }
  return text;
}

// A fact a kind: forty tables with the same fault are one thing to know.
void say_kinds(Draft& draft) {
  std::vector<std::string> told;
  for (const base::Finding& each : draft.findings) {
    if (std::find(told.begin(), told.end(), each.rule) != told.end()) continue;
    told.push_back(each.rule);
    if (told.size() > most_kinds) continue;
    const auto count = std::count_if(draft.findings.begin(), draft.findings.end(),
                                     [&](const auto& other) { return other.rule == each.rule; });
    std::string text = std::string(base::name(each.severity)) + ": " + each.title;
    if (count > 1) text += " (and " + count_text(count - 1) + " more of this kind)";
    draft.fact(text, "lint");
  }
  if (told.size() > most_kinds)
    draft.caveat("Findings of " + count_text(static_cast<std::int64_t>(told.size() - most_kinds)) +
                 " more rules are not told here.");
}

void step_to_first_fix(Draft& draft) {
  for (const base::Finding& each : draft.findings)
    if (each.fix_kind == "sql" && !each.fix.empty()) {
      draft.step("For the first that SQL mends: " + each.title + ".", each.fix);
      return;
    }
}

}  // namespace

void say_schema(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  const std::size_t before = draft.caveats.size();
  inquiry.find({intent.categories.begin(), intent.categories.end()});
  const bool judged = draft.caveats.size() == before;
  const Mention* relation = inquiry.entities.relation();
  const std::string of = relation ? relation->name : "the schema";
  if (relation)
    std::erase_if(draft.findings,
                  [&](const base::Finding& each) { return !is_about(each, relation->name); });
  std::stable_sort(draft.findings.begin(), draft.findings.end(),
                   [](const auto& a, const auto& b) { return a.severity < b.severity; });
  if (!judged) {
    draft.verdict = "The schema could not be judged.";
  } else if (draft.findings.empty()) {
    draft.verdict = "No rule of lint found anything against " + of + ".";
  } else {
    draft.verdict = "Lint has " + counts_text(draft.findings) + " about " + of +
                    "; first: " + draft.findings.front().title + ".";
    draft.fact("Found: " + counts_text(draft.findings), "lint");
    say_kinds(draft);
    step_to_first_fix(draft);
  }
  draft.step("All findings, each with its fix; in a shell: pgcopilot lint.",
             "SELECT severity, object, title, detail, fix FROM copilot.lint();");
  draft.step("The rules that are off until copilot.rule_settings switches them on:",
             "SELECT rule, title, parameters FROM copilot.rules WHERE NOT enabled;");
}

// A question rarely names both sides as copilot knows them: nothing is compared for it.
void say_compare(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  draft.verdict =
      "copilot.schema_diff compares two schemas: each is this database, another server or "
      "database, a saved version or an export. Nothing was compared for this question.";
  draft.fact(
      "The first schema is the one that would change to look like the second; nothing is "
      "run.",
      "schema_diff");
  draft.step("What differs, in an order that can be run:",
             "SELECT change, object_type, object, sql, hazard\n"
             "FROM copilot.schema_diff('current', 'host=staging dbname=app');");
  draft.step("The script for psql, with what could lose data commented out:",
             "SELECT copilot.schema_migration('current', 'host=staging dbname=app');");
  draft.step("Keep the schema as it is now, to compare with later as 'version:before':",
             "SELECT copilot.schema_save('before');");
  draft.step("In a shell: pgcopilot diff A B --migration.");
}

void say_migration(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  draft.step(
      "Judge the script: its locks, rewrites and what it breaks, statement by statement; nothing "
      "of it is executed.",
      "SELECT evidence->>'line' AS line, severity, title, detail, fix\n"
      "FROM copilot.lint_sql($script$ALTER TABLE ...;$script$);");
  draft.step("From a file, also in CI: pgcopilot lint FILE.sql --fail-on warning.");
  draft.step("Before it runs, let it give up rather than queue behind others:",
             "SET lock_timeout = '2s';");
  say_locks(inquiry, intent);
  draft.verdict =
      "copilot.lint_sql judges a script before it runs. Nothing of the question was run or judged; "
      "what holds locks now, which a change would have to wait for: " +
      draft.verdict;
}

}  // namespace copilot::ask
