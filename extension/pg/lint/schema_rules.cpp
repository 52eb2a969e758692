// Running the rules of lint, and the function of SQL.
// Words: see schema_rules.hpp.
// lint() also gives what advise judges of indexes and sequences, under the names that linters use.
#include "pg/lint/schema_rules.hpp"

#include <algorithm>

#include "advise/rules.hpp"
#include "base/error.hpp"
#include "base/finding_rows.hpp"
#include "base/judgement.hpp"
#include "base/quote.hpp"
#include "catalog/snapshot.hpp"
#include "lint/judge.hpp"
#include "lint/rules.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/enter.hpp"
#include "pg/lint/settings.hpp"
#include "pg/result.hpp"
#include "pg/rules.hpp"
#include "pg/schema/names.hpp"

namespace copilot::pg {

namespace {

std::vector<const lint::Rule*> among(const base::Rules& rules) {
  std::vector<const lint::Rule*> wanted;
  for (const lint::Rule* rule : lint::rules())
    if (std::find(rules.begin(), rules.end(), &rule->identity) != rules.end())
      wanted.push_back(rule);
  return wanted;
}

// Rules of advise that linters know by another name.
struct Alias {
  const char* rule;
  const char* name;
};
constexpr Alias aliases[] = {{"invalid_indexes", "index_invalid"},
                             {"unused_indexes", "index_unused"},
                             {"sequences_near_exhaustion", "sequence_near_exhaustion"}};

const char* linters_name(const std::string& rule) {
  for (const Alias& alias : aliases)
    if (rule == alias.rule) return alias.name;
  return nullptr;
}

bool in_schemas(const base::Finding& finding, const Schemas& schemas) {
  if (!schemas || finding.object_type == "database") return true;
  return std::any_of(schemas->begin(), schemas->end(), [&](const std::string& schema) {
    return finding.object.starts_with(base::quote_identifier(schema) + ".");
  });
}

std::vector<base::Judged> all_unknown(const std::vector<const lint::Rule*>& rules) {
  std::vector<base::Judged> judged;
  for (const lint::Rule* rule : rules)
    if (rule->judge_schema != nullptr)
      judged.push_back(
          {&rule->identity,
           base::Verdict::unknown("The schema was not read within copilot's own time limit",
                                  "Raise copilot.statement_timeout for this session.")});
  return judged;
}

std::vector<base::Judged> judge_aliased(const Schemas& schemas, base::Db& db,
                                        base::Interrupts& interrupts) {
  base::Rules rules;
  for (const base::Rule* rule : advise::rules())
    if (linters_name(rule->id) != nullptr) rules.push_back(rule);
  std::vector<base::Judged> judged = base::judge(rules, db, interrupts);
  for (base::Judged& each : judged)
    std::erase_if(each.verdict.findings,
                  [&](const base::Finding& finding) { return !in_schemas(finding, schemas); });
  return judged;
}

void add(std::vector<base::Judged>& all, std::vector<base::Judged> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

// Our own time limit may have come before, or come now; a cancel by the user is thrown on.
std::vector<base::Judged> judge_lint(const base::Rules& rules, const Schemas& schemas, base::Db& db,
                                     base::Interrupts& interrupts) {
  const std::vector<const lint::Rule*> wanted = among(rules);
  if (wanted.empty()) return {};
  try {
    const lint::Settings settings = read_rule_settings();
    const catalog::Model model =
        catalog::build(catalog::read(db, {}, interrupts), ServerClock(), interrupts);
    check_schemas(schemas, model);
    const lint::Subject subject(model, {schemas, false}, interrupts);
    return lint::judge_schema(wanted, subject, settings, nullptr, interrupts);
  } catch (const base::UserError& error) {
    if (error.code != base::sqlstate::query_canceled) throw;
  }
  return all_unknown(wanted);
}

std::string canonical_rule(const std::string& name) {
  for (const Alias& alias : aliases)
    if (name == alias.name) return alias.rule;
  return name;
}

COPILOT_FUNCTION(lint) {
  call(fcinfo, Limit::analysis, [&](const Arguments& arguments, base::Db& db) {
    const Schemas schemas = schemas_from(arguments["schemas"]);
    ServerInterrupts interrupts;
    Result result(fcinfo);
    std::vector<base::Judged> judged = judge_lint(all_rules(), schemas, db, interrupts);
    add(judged, judge_aliased(schemas, db, interrupts));
    const base::Suppressions suppressions = read_suppressions();
    std::vector<base::Finding> findings = base::findings_of(judged, suppressions, db.server());
    for (base::Finding& finding : findings)
      if (const char* name = linters_name(finding.rule)) finding.rule = name;
    if (!arguments.server)
      for (base::Finding& finding : run_custom_rules(db))
        if (!suppressions.covers(finding.rule, finding.object))
          findings.push_back(std::move(finding));
    std::stable_sort(findings.begin(), findings.end(),
                     [](const auto& a, const auto& b) { return a.severity < b.severity; });
    result.write(base::finding_rows(base::shown(std::move(findings), {})));
  });
  return 0;
}

}  // namespace copilot::pg
