// The functions of SQL that judge, and those that keep suppressions in order.
// Words: see rules.hpp.
// Nothing here decides: the modules judge, base composes, SQL stores.
#include "pg/rules.hpp"

#include <algorithm>
#include <iterator>

#include "base/error.hpp"
#include "base/finding_rows.hpp"
#include "lint/rules.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/enter.hpp"
#include "pg/lint/schema_rules.hpp"
#include "pg/local_db.hpp"
#include "pg/result.hpp"

namespace copilot::pg {

namespace {

struct Outcome {
  std::vector<base::Judged> judged;
  base::Suppressions suppressions;
  std::vector<base::Finding> findings;
};

// Whether matters of style in a schema count. They do where a category is asked for; among all that is
// wrong with a server they would be noise, and lint() tells them.
enum class Style { counts, is_left_out };

bool only_notices(const base::Verdict& verdict) {
  return verdict.status == base::Verdict::Status::failed &&
         std::all_of(verdict.findings.begin(), verdict.findings.end(), [](const auto& finding) {
           return finding.severity == base::Severity::notice;
         });
}

void leave_out_style(base::Verdict& verdict) {
  const std::size_t before = verdict.findings.size();
  if (only_notices(verdict)) {
    verdict = base::Verdict::passed("It is a matter of style only, which lint() tells");
    verdict.evidence["notices"] = before;
    return;
  }
  std::erase_if(verdict.findings, [](const base::Finding& finding) {
    return finding.severity == base::Severity::notice;
  });
}

Outcome judge(const base::Rules& rules, base::Db& db, Style style) {
  base::Suppressions suppressions = read_suppressions();
  ServerInterrupts interrupts;
  base::Rules own;
  std::copy_if(rules.begin(), rules.end(), std::back_inserter(own),
               [](const base::Rule* rule) { return rule->judge != nullptr; });
  std::vector<base::Judged> judged = base::judge(own, db, interrupts);
  for (base::Judged& each : judge_lint(rules, std::nullopt, db, interrupts)) {
    if (style == Style::is_left_out) leave_out_style(each.verdict);
    judged.push_back(std::move(each));
  }
  std::vector<base::Finding> findings = base::findings_of(judged, suppressions, db.server());
  return {std::move(judged), std::move(suppressions), std::move(findings)};
}

std::optional<std::vector<std::string>> one(const std::optional<std::string>& category) {
  if (!category) return std::nullopt;
  return std::vector<std::string>{*category};
}

std::vector<std::string> other_databases(base::Db& db) {
  const base::Rows rows = db.query({R"sql(
SELECT quote_ident(datname) AS database FROM pg_database
WHERE datallowconn AND NOT datistemplate AND datconnlimit <> -2 AND datname <> current_database()
ORDER BY datname
)sql",
                                    {}});
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows[i].text("database"));
  return names;
}

// The parameters as they come, for copilot.rule_settings.
std::string parameters_of(const lint::Rule& rule) {
  base::Json values = base::Json::object();
  for (const lint::Parameter& each : rule.parameters)
    values[each.name] = base::Json::parse(each.value);
  return values.dump();
}

base::Rows rule_rows() {
  base::Rows rows(
      {"rule", "category", "severity", "title", "why", "fix", "sources", "enabled", "parameters"});
  for (const base::Rule* rule : all_rules()) {
    for (const char* text : {rule->id, rule->category, base::name(rule->severity), rule->title,
                             rule->why, rule->fix, rule->sources})
      rows.add(text);
    const lint::Rule* settable = lint::rule_named(rule->id);
    rows.add(settable == nullptr || settable->enabled ? "t" : "f");
    rows.add(settable == nullptr ? std::nullopt
                                 : std::optional<std::string>(parameters_of(*settable)));
  }
  return rows;
}

const base::Rule* rule_named(const std::string& id) {
  for (const base::Rule* rule : all_rules())
    if (id == rule->id) return rule;
  return nullptr;
}

bool rule_exists(const std::string& name) {
  if (rule_named(canonical_rule(name)) != nullptr) return true;
  return !LocalDb().query({"SELECT rule FROM copilot.custom_rules WHERE rule = $1", {name}}).empty();
}

[[noreturn]] void refuse(const char* code, std::string message, std::string hint) {
  throw base::UserError{code, std::move(message), "", std::move(hint)};
}

}  // namespace

base::Suppressions read_suppressions() {
  const base::Rows rows = LocalDb().query({R"sql(
SELECT rule, object, CASE WHEN isfinite(until) THEN (extract(epoch FROM until) * 1000000)::bigint END AS until
FROM copilot.suppressions
)sql",
                                           {}});
  std::vector<base::Suppression> all;
  for (std::size_t i = 0; i < rows.size(); ++i)
    all.push_back(
        {canonical_rule(rows[i].text("rule")), rows[i].text("object"), rows[i].integer("until")});
  return base::Suppressions(std::move(all), ServerClock());
}

std::vector<base::Finding> RuleFindings::run(const std::vector<std::string>& categories) {
  base::Rules rules;
  for (const base::Rule* rule : all_rules())
    if (categories.empty() ||
        std::find(categories.begin(), categories.end(), rule->category) != categories.end())
      rules.push_back(rule);
  return judge(rules, db_, categories.empty() ? Style::is_left_out : Style::counts).findings;
}

COPILOT_FUNCTION(findings) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    const auto categories = base::categories_from(arguments["categories"]);
    const base::Rules rules = base::rules_in(all_rules(), categories);
    const base::Filter filter = base::filter_from(arguments["min_severity"], arguments["object"]);
    Result result(fcinfo);
    const Style style = categories ? Style::counts : Style::is_left_out;
    result.write(base::finding_rows(base::shown(judge(rules, db, style).findings, filter)));
  });
  return 0;
}

// A function named as its rule: the findings of that rule alone.
COPILOT_FUNCTION(rule_findings) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    const base::Rule* rule = rule_named(arguments.function);
    if (rule == nullptr) throw std::logic_error("no rule is named " + arguments.function);
    Result result(fcinfo);
    result.write(base::finding_rows(base::shown(judge({rule}, db, Style::counts).findings, {})));
  });
  return 0;
}

// A function named as its category: the findings of its rules.
COPILOT_FUNCTION(category_findings) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    const base::Rules rules =
        base::rules_in(all_rules(), std::vector<std::string>{arguments.function});
    Result result(fcinfo);
    result.write(base::finding_rows(base::shown(judge(rules, db, Style::counts).findings, {})));
  });
  return 0;
}

COPILOT_FUNCTION(checks) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db& db) {
    const auto category = one(arguments["category"]);
    Result result(fcinfo);
    const base::Rules rules = base::rules_in(all_rules(), category);
    Outcome outcome = judge(rules, db, category ? Style::counts : Style::is_left_out);
    for (const base::Rule* rule : rules)
      if (const lint::Rule* each = lint::rule_named(rule->id);
          each != nullptr && each->judge_schema == nullptr)
        outcome.judged.push_back(
            {rule, base::Verdict::not_applicable("It judges scripts: see lint_sql()")});
    result.write(base::check_rows(
        base::checks_of(outcome.judged, outcome.suppressions, db.server()), ServerClock()));
  });
  return 0;
}

COPILOT_FUNCTION(health) {
  call(fcinfo, Limit::quick, [&](const Arguments&, base::Db& db) {
    Result result(fcinfo);
    const Outcome outcome = judge(all_rules(), db, Style::is_left_out);
    result.write(base::area_rows(
        base::health_of(outcome.judged, outcome.findings, db.server(), other_databases(db))));
  });
  return 0;
}

COPILOT_FUNCTION(rules) {
  call(fcinfo, Limit::quick,
       [&](const Arguments&, base::Db&) { Result(fcinfo).write(rule_rows()); });
  return 0;
}

// Called by copilot.suppress before it writes.
COPILOT_FUNCTION(check_suppression) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db&) {
    using namespace base::sqlstate;
    const auto& rule = arguments["rule"];
    if (!rule || !rule_exists(*rule))
      refuse(undefined_object,
             rule ? "rule \"" + *rule + "\" does not exist" : "rule must not be null",
             "The view copilot.rules lists the rules, copilot.custom_rules those of this site.");
    const auto& reason = arguments["reason"];
    if (!reason || reason->find_first_not_of(" \t\r\n") == std::string::npos)
      refuse(invalid_parameter_value, "a suppression needs a reason",
             "Say why this finding may be left alone; whoever finds it silent later will ask.");
    const auto& object = arguments["object"];
    if (!object || object->empty())
      refuse(invalid_parameter_value, "object must not be empty",
             "Give the finding's object, or '*' for every object of the rule.");
    if (arguments["ends_later"] == "f")
      refuse(invalid_parameter_value, "until is in the past",
             "Give a time in the future, or leave it out.");
  });
  return 0;
}

// Called by copilot.unsuppress after it removed what was there.
COPILOT_FUNCTION(check_unsuppressed) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db&) {
    if (arguments["removed"] == "0")
      refuse(base::sqlstate::undefined_object,
             "rule \"" + arguments["rule"].value_or("") + "\" is not suppressed for \"" +
                 arguments["object"].value_or("") + "\"",
             "The table copilot.suppressions lists what is.");
  });
  return 0;
}

}  // namespace copilot::pg
