// Rules about what policies say.
// Words: a condition is a policy's USING or WITH CHECK, as its text; it is read by its tokens. A call is
// steady where its arguments are constants: then its value is the same for every row.
// It must not judge what it cannot read: a text that is odd passes.
#include <algorithm>
#include <map>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/schema/condition.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

const catalog::Relation* table_of(const catalog::Model& model, const catalog::Policy& policy) {
  return model.relation(policy.table);
}

std::string alter_policy(const catalog::Model& model, const catalog::Policy& policy,
                         const std::string& using_text, const std::string& check_text) {
  std::string sql = "ALTER POLICY " + base::quote_identifier(policy.name) + " ON " +
                    model.qualified(*table_of(model, policy));
  if (!using_text.empty()) sql += " USING (" + using_text + ")";
  if (!check_text.empty()) sql += " WITH CHECK (" + check_text + ")";
  return sql + ";";
}

// Only superusers and roles with BYPASSRLS: it does nothing.
bool for_nobody(const catalog::Model& model, const catalog::Policy& policy) {
  return !policy.roles.empty() &&
         std::all_of(policy.roles.begin(), policy.roles.end(),
                     [&](catalog::Oid role) { return bypasses_row_security(model, role); });
}

const char* word(char command) {
  switch (command) {
    case 'r':
      return "SELECT";
    case 'a':
      return "INSERT";
    case 'w':
      return "UPDATE";
    default:
      return "DELETE";
  }
}

void judge_multiple(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  std::map<catalog::Oid, std::vector<const catalog::Policy*>> by_table;
  for (const catalog::Policy* policy : subject.policies())
    if (policy->permissive && !table_of(model, *policy)->partition) by_table[policy->table];
  for (auto& [table, policies] : by_table)
    for (const std::size_t at : model.relation(table)->policies) {
      const catalog::Policy& policy = model.policies[at];
      if (policy.permissive && !policy.dropped && !for_nobody(model, policy))
        policies.push_back(&policy);
    }
  for (const auto& [oid, policies] : by_table) {
    reporter.looked_at(1);
    const catalog::Relation& table = *model.relation(oid);
    std::set<catalog::Oid> roles;
    for (const catalog::Policy* policy : policies)
      roles.insert(policy->roles.begin(), policy->roles.end());
    base::Json overlaps = base::Json::array();
    for (const catalog::Oid role : roles)
      for (const char command : {'r', 'a', 'w', 'd'}) {
        base::Json names = base::Json::array();
        for (const catalog::Policy* policy : policies) {
          const bool holds =
              std::any_of(policy->roles.begin(), policy->roles.end(),
                          [&](catalog::Oid each) { return each == 0 || each == role; });
          if (holds && (policy->command == '*' || policy->command == command))
            names.push_back(policy->name);
        }
        if (names.size() > 1)
          overlaps.push_back(
              {{"role", role_name(model, role)}, {"command", word(command)}, {"policies", names}});
      }
    if (overlaps.empty()) continue;
    const std::string name = model.qualified(table);
    base::Finding& finding =
        reporter.add(Severity::notice, subject.about(table),
                     "Several permissive policies of " + name + " count for one role and command");
    finding.detail =
        "A row is shown when any of them shows it, and all of them may have to be "
        "computed for it; to read them together is harder than one condition.";
    finding.evidence["overlaps"] = overlaps;
    finding.fix_kind = "manual";
    finding.fix =
        "One policy with the conditions joined by OR; or AS RESTRICTIVE for the one that "
        "was to narrow the others.";
  }
}

void judge_per_row_call(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const std::vector<std::string> functions = reporter.parameters().texts("functions");
  for (const catalog::Policy* policy : subject.policies()) {
    reporter.looked_at(1);
    const Wrapped using_text = wrap_steady_calls(policy->using_text, functions);
    const Wrapped check_text = wrap_steady_calls(policy->check_text, functions);
    std::vector<std::string> calls = using_text.calls;
    // A check is computed for each row that is written, which costs far less than one row each read.
    calls.insert(calls.end(), check_text.calls.begin(), check_text.calls.end());
    if (calls.empty()) continue;
    std::sort(calls.begin(), calls.end());
    calls.erase(std::unique(calls.begin(), calls.end()), calls.end());
    const About about = subject.about(*policy);
    base::Finding& finding =
        reporter.add(Severity::warning, about,
                     "Policy " + about.name + " calls " + listed(calls, 3) + " anew for each row");
    finding.detail =
        "Its value is the same for every row of a query; in a subquery of its own it "
        "is computed once.";
    finding.evidence["calls"] = calls;
    finding.fix_kind = "sql";
    finding.fix = alter_policy(model, *policy, using_text.calls.empty() ? "" : using_text.text,
                               check_text.calls.empty() ? "" : check_text.text);
    finding.fix_lock = "ACCESS EXCLUSIVE";
    finding.fix_duration = "at once, when it has the lock";
    finding.undo = alter_policy(model, *policy, using_text.calls.empty() ? "" : policy->using_text,
                                check_text.calls.empty() ? "" : policy->check_text);
  }
}

void judge_always_true(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const std::vector<std::string> wide = reporter.parameters().texts("roles");
  const auto everybody = [&](catalog::Oid role) {
    if (role == 0) return true;
    const catalog::Role* found = model.role(role);
    return found != nullptr && std::find(wide.begin(), wide.end(), found->name) != wide.end();
  };
  for (const catalog::Policy* policy : subject.policies()) {
    reporter.looked_at(1);
    if (!policy->permissive || policy->command == 'r') continue;
    if (std::none_of(policy->roles.begin(), policy->roles.end(), everybody)) continue;
    // An INSERT has no USING; without a WITH CHECK what is written is held against USING.
    const bool rows = policy->command != 'a' && always_true(policy->using_text);
    const bool check = policy->command != 'd' && always_true(policy->check_text);
    if (!rows && !check) continue;
    const About about = subject.about(*policy);
    base::Finding& finding = reporter.add(Severity::warning, about,
                                          "Policy " + about.name + " lets everybody write " +
                                              (rows ? "every row" : "any row they like"));
    finding.detail = rows ? "USING is always true, so that each row may be changed or deleted."
                          : "WITH CHECK is always true, so that a row may be given to anybody.";
    finding.evidence["command"] = policy->command == '*' ? "ALL" : word(policy->command);
    finding.evidence["using_always_true"] = rows;
    finding.evidence["check_always_true"] = check;
    finding.fix_kind = "manual";
    finding.fix = "Give the policy a condition, or TO a role that may write all rows.";
  }
}

void judge_untrusted_claim(const Subject& subject, Reporter& reporter) {
  const std::vector<std::string> claims = reporter.parameters().texts("claims");
  for (const catalog::Policy* policy : subject.policies()) {
    reporter.looked_at(1);
    const std::string text = policy->using_text + " " + policy->check_text;
    const auto claim = std::find_if(claims.begin(), claims.end(), [&](const std::string& each) {
      return !each.empty() && text.find(each) != std::string::npos;
    });
    if (claim == claims.end()) continue;
    const About about = subject.about(*policy);
    base::Finding& finding =
        reporter.add(Severity::warning, about,
                     "Policy " + about.name + " trusts " + *claim + ", which users can write");
    finding.detail = "A user who sets the value decides which rows are shown.";
    finding.evidence["claim"] = *claim;
    finding.fix_kind = "manual";
    finding.fix = "Take the value from where only the application can write it.";
  }
}

bool leads_an_index(const Subject& subject, const catalog::Relation& table, int column) {
  const std::vector<const catalog::Index*> indexes = subject.usable_indexes(table);
  return std::any_of(indexes.begin(), indexes.end(), [&](const catalog::Index* index) {
    return index->predicate.empty() && !index->keys.empty() && index->keys.front().column == column;
  });
}

void judge_unindexed(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const auto least_rows = static_cast<double>(reporter.parameters().integer("minimum_rows"));
  std::set<std::pair<catalog::Oid, int>> told;  // a column once, however many policies use it
  for (const catalog::Policy* policy : subject.policies()) {
    const catalog::Relation* table = table_of(model, *policy);
    if (table->partition || !policy->permissive || policy->command == 'a') continue;
    // Of a partitioned table the rows are those of its partitions, as far as they are counted.
    if (table->rows >= 0 && table->rows < least_rows && table->kind == 'r') continue;
    reporter.looked_at(1);
    for (const std::string& name : compared_columns(policy->using_text)) {
      const catalog::Column* column = table->column(name);
      if (column == nullptr || model.name_of_type(column->type) == "boolean") continue;
      if (leads_an_index(subject, *table, column->number)) continue;
      if (!told.insert({table->oid, column->number}).second) continue;
      const std::string full = model.qualified(*table);
      base::Finding& finding =
          reporter.add(Severity::notice, subject.about(*table, *column),
                       "Policies of " + full + " compare " + base::quote_identifier(name) +
                           ", which no index begins with");
      finding.detail =
          "Every query of the table is narrowed by that column, and reads all of the "
          "table for it.";
      finding.evidence["policy"] = policy->name;
      if (table->rows >= 0) finding.evidence["rows"] = table->rows;
      if (table->kind == 'p') {
        finding.fix_kind = "manual";
        finding.fix =
            "CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each "
            "partition, then ALTER INDEX ... ATTACH PARTITION.";
      } else {
        finding.fix_kind = "sql";
        finding.fix =
            "CREATE INDEX CONCURRENTLY ON " + full + " (" + base::quote_identifier(name) + ");";
        finding.fix_lock = "SHARE UPDATE EXCLUSIVE";
        finding.fix_duration = "reads the table twice";
        finding.undo = "DROP INDEX CONCURRENTLY the index it makes";
      }
      finding.caveats.push_back("Not worth it where most rows have the same value.");
      finding.confidence = 0.8;
    }
  }
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/ddl-rowsecurity.html";
constexpr const char* policy_manual =
    "https://www.postgresql.org/docs/current/sql-createpolicy.html";

constexpr Parameter call_parameters[] = {
    {"functions", R"(["current_setting", "auth.*"])",
     "Functions whose value does not change within a query; * stands for all of a schema."}};
constexpr Parameter true_parameters[] = {
    {"roles", R"(["anon", "authenticated"])", "Roles that stand for everybody, beside PUBLIC."}};
constexpr Parameter claim_parameters[] = {
    {"claims", R"(["user_metadata", "raw_user_meta_data"])",
     "Words in a condition for what users can write themselves."}};
constexpr Parameter unindexed_parameters[] = {
    {"minimum_rows", "1000", "Tables with fewer rows are left out."}};

const Rule multiple{
    {"rls_multiple_permissive_policies",
     "security",
     Severity::notice,
     "Several permissive policies for one role and command",
     "Permissive policies are joined by OR, so each may have to be computed for a row, and one "
     "that was meant to narrow another widens it. It is the plain way to write 'owner or admin', "
     "hence a notice, where splinter warns. Told once a table; policies for superusers and roles "
     "with BYPASSRLS do not count.",
     "Join them into one, or make the narrowing one RESTRICTIVE.",
     policy_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_multiple};

const Rule per_row_call{{"rls_policy_per_row_call",
                         "security",
                         Severity::warning,
                         "A policy computes the same value for each row",
                         "The planner cannot take a STABLE function out of the filter of a scan, "
                         "but a subquery without "
                         "a table is computed once. Told of the functions that the setting names, "
                         "where their arguments "
                         "are constants: with a column as an argument a subquery would not help.",
                         "Write (SELECT f()) in place of f().",
                         policy_manual,
                         {},
                         {},
                         nullptr,
                         nullptr},
                        true,
                        call_parameters,
                        judge_per_row_call};

const Rule policy_always_true{
    {"rls_policy_always_true",
     "security",
     Severity::warning,
     "A policy lets everybody write any row",
     "USING or WITH CHECK of a permissive policy for writing is true whatever the row, and the "
     "policy is for PUBLIC or one of the roles the setting names. Reading is left out, for a table "
     "that everybody may read is common; so is a policy for a role by name, such as an "
     "administrator's.",
     "Give it a condition, or the role that is meant.",
     policy_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    true_parameters,
    judge_always_true};

const Rule untrusted_claim{
    {"rls_policy_untrusted_claim",
     "security",
     Severity::warning,
     "A policy trusts what users write themselves",
     "Of use where tokens carry metadata that the user may edit; a policy of the site.",
     "Use a claim that only the application writes.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    claim_parameters,
    judge_untrusted_claim};

const Rule column_unindexed{
    {"rls_policy_column_unindexed",
     "index",
     Severity::notice,
     "A policy compares a column without an index",
     "The condition is added to every query of the table. Columns that stand beside = or IN in "
     "USING "
     "are taken, and not told where an index without a predicate begins with them, for boolean "
     "columns, and on tables known to be small.",
     "Create an index on the column.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    unindexed_parameters,
    judge_unindexed};

}  // namespace

Family policy_rules() {
  static constexpr const Rule* table[] = {&multiple, &per_row_call, &policy_always_true,
                                          &untrusted_claim, &column_unindexed};
  return table;
}

}  // namespace copilot::lint
