// Rules about triggers and about rewrite rules.
// Words: a loop is FOR ... IN SELECT ... LOOP of a function in PL/pgSQL; a row trigger runs it for every
// row that a statement changes.
// The rule _RETURN, which makes a view a view, must pass.
#include <algorithm>
#include <map>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/schema/code_text.hpp"
#include "lint/script/naming.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

// The tables whose triggers call each function, by its oid.
std::map<catalog::Oid, std::set<std::string>> tables_by_function(const Subject& subject,
                                                                 bool row_only) {
  constexpr int row = 1;  // of tgtype
  const catalog::Model& model = subject.model();
  std::map<catalog::Oid, std::set<std::string>> tables;
  for (const catalog::Trigger* trigger : subject.triggers())
    if (!trigger->internal && (!row_only || (trigger->type & row) != 0))
      tables[trigger->function].insert(model.qualified(*model.relation(trigger->table)));
  return tables;
}

void judge_shared(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const auto& [oid, tables] : tables_by_function(subject, false)) {
    const catalog::Function* function = model.function(oid);
    if (function == nullptr || !subject.covers(*function)) continue;
    reporter.looked_at(1);
    if (tables.size() < 2) continue;
    const std::vector<std::string> list(tables.begin(), tables.end());
    const std::string name = model.qualified(*function);
    base::Finding& finding =
        reporter.add(Severity::notice, subject.about(*function),
                     "Triggers of " + std::to_string(list.size()) + " tables share " + name);
    finding.detail = "Tables: " + listed(list) + ".";
    finding.evidence["tables"] = list;
    finding.fix_kind = "manual";
    finding.fix = "A function for each table, where they are to change apart.";
  }
}

// Whether a query between SELECT and LOOP reads all of its tables.
bool unfiltered_loop(const std::vector<Word>& words) {
  for (std::size_t at = 0; at + 3 < words.size(); ++at) {
    if (!words[at].is("for")) continue;
    std::size_t next = at + 1;
    // FOR a, b IN SELECT
    while (next < words.size() && (words[next].name() || words[next].symbol(",")) &&
           !words[next].is("in"))
      ++next;
    if (next + 1 >= words.size() || !words[next].is("in")) continue;
    ++next;
    while (next < words.size() && words[next].symbol("(")) ++next;
    if (next >= words.size() || !words[next].is("select")) continue;
    bool reads = false;
    bool filtered = false;
    for (; next < words.size() && !words[next].is("loop"); ++next) {
      reads = reads || words[next].is("from");
      filtered = filtered || words[next].is("where") || words[next].is("limit") ||
                 words[next].is("on") || words[next].is("using");
      // A set-returning function is no table.
      if (words[next].is("from") && next + 2 < words.size() && words[next + 1].name() &&
          words[next + 2].symbol("("))
        filtered = true;
    }
    if (next < words.size() && reads && !filtered) return true;
    at = next;
  }
  return false;
}

void judge_row_loop(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const auto& [oid, tables] : tables_by_function(subject, true)) {
    const catalog::Function* function = model.function(oid);
    if (function == nullptr || !subject.covers(*function) || function->language != "plpgsql")
      continue;
    reporter.looked_at(1);
    if (!unfiltered_loop(words_of(function->source))) continue;
    const std::vector<std::string> list(tables.begin(), tables.end());
    const std::string name = model.qualified(*function);
    base::Finding& finding =
        reporter.add(Severity::notice, subject.about(*function),
                     name + " reads a whole table for each row that is changed");
    finding.detail =
        "It loops over a query without WHERE, and is a row trigger of " + listed(list) + ".";
    finding.evidence["tables"] = list;
    finding.confidence = 0.8;
    finding.fix_kind = "manual";
    finding.fix =
        "Narrow the query to the row at hand, or use a statement trigger with a "
        "transition table.";
  }
}

void add_rule(Reporter& reporter, About about, const std::string& table, bool instead) {
  base::Finding& finding =
      reporter.add(Severity::warning, about, "Statements on " + table + " are rewritten by a rule");
  finding.detail =
      "A rule changes the statement, not rows: expressions with side effects run "
      "twice, COPY passes it by, and the command's row count is another one.";
  finding.evidence["instead"] = instead;
  finding.fix_kind = "manual";
  finding.fix = "A trigger; for a view, an INSTEAD OF trigger.";
}

void judge_rules(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  const catalog::Model& model = subject.model();
  for (const catalog::Rule* rule : subject.rewrite_rules()) {
    constexpr char select = '1';
    if (rule->event == select || rule->event == 1 || rule->name == "_RETURN") continue;
    reporter.looked_at(1);
    add_rule(reporter, subject.about(*rule), model.qualified(*model.relation(rule->table)),
             rule->instead);
  }
}

void judge_new_rule(const Step& step, Reporter& reporter) {
  const base::CreateRule* rule = step.statement().as<base::CreateRule>();
  if (rule == nullptr || rule->name == "_RETURN") return;
  reporter.looked_at(1);
  add_rule(reporter, about_part(step, "rule", rule->table, rule->name),
           relation_name(step, rule->table), rule->instead);
}

constexpr const char* trigger_manual =
    "https://www.postgresql.org/docs/current/plpgsql-trigger.html";

const Rule shared{
    {"trigger_function_shared",
     "schema",
     Severity::notice,
     "A trigger function serves several tables",
     "A policy of the site: many functions, such as one that stamps updated_at, are shared for "
     "good reason.",
     "A function for each table.",
     trigger_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_shared};

const Rule row_loop{
    {"trigger_row_loop_without_where",
     "schema",
     Severity::notice,
     "A row trigger loops over a whole table",
     "Functions in PL/pgSQL of row triggers are read by their tokens for FOR ... IN SELECT ... "
     "LOOP "
     "without WHERE, LIMIT or a join's condition. A policy of the site, for the table may be tiny.",
     "Narrow the query.",
     trigger_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_row_loop};

const Rule rule_used{
    {"rule_used",
     "schema",
     Severity::warning,
     "Statements are rewritten by a rule",
     "Rules on tables and views other than the one that makes a view. What they do to a statement "
     "is seldom what was meant; triggers say it for each row.",
     "Use a trigger.",
     "https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_rules",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_rules,
    judge_new_rule};

}  // namespace

Family trigger_rules() {
  static constexpr const Rule* table[] = {&shared, &row_loop, &rule_used};
  return table;
}

}  // namespace copilot::lint
