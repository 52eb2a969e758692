// Rules about row level security being on where it is meant to be.
// Words: a table's policies hide rows from all but its owner, superusers and roles with BYPASSRLS; forced,
// from its owner too. A schema uses row security where one of its tables has it on.
// A schema without any row security must pass: it is a choice of the application's.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

std::vector<const catalog::Policy*> policies_of(const catalog::Model& model,
                                                const catalog::Relation& table) {
  std::vector<const catalog::Policy*> list;
  for (const std::size_t at : table.policies)
    if (!model.policies[at].dropped) list.push_back(&model.policies[at]);
  return list;
}

void offer_enable(const std::string& name, base::Finding& finding) {
  finding.fix_kind = "sql";
  finding.fix = "ALTER TABLE " + name + " ENABLE ROW LEVEL SECURITY;";
  finding.fix_lock = "ACCESS EXCLUSIVE";
  finding.fix_duration = "at once, when it has the lock";
  finding.undo = "ALTER TABLE " + name + " DISABLE ROW LEVEL SECURITY;";
  finding.verify_sql =
      "SELECT relrowsecurity, relforcerowsecurity FROM pg_catalog.pg_class WHERE oid = " +
      base::quote_literal(name) + "::pg_catalog.regclass;";
}

bool names_word(const std::string& text, const std::string& word) {
  const auto part = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
  }
  return false;
}

// By schema, the columns that policies tell rows apart by, such as tenant_id; a key that is the row
// itself says nothing about other tables.
using Dividers = std::map<catalog::Oid, std::set<std::string>>;

Dividers dividers(const Subject& subject) {
  const catalog::Model& model = subject.model();
  Dividers found;
  for (const catalog::Relation& table : model.relations) {
    if (table.dropped || !table.table() || !table.row_security) continue;
    const catalog::Constraint* key = subject.primary_key(table);
    for (const catalog::Policy* policy : policies_of(model, table))
      for (const catalog::Column& column : table.columns) {
        if (column.dropped ||
            (key != nullptr && key->columns.size() == 1 && key->columns.front() == column.number))
          continue;
        if (names_word(policy->using_text, column.name) ||
            names_word(policy->check_text, column.name))
          found[table.schema].insert(column.name);
      }
  }
  return found;
}

const std::string* divider_of(const Dividers& known, const catalog::Relation& table) {
  const auto found = known.find(table.schema);
  if (found == known.end()) return nullptr;
  for (const catalog::Column& column : table.columns)
    if (!column.dropped && found->second.contains(column.name)) return &column.name;
  return nullptr;
}

void add_disabled(const catalog::Model& model, const catalog::Relation& table, Severity severity,
                  About about, const std::vector<catalog::Oid>& roles, const std::string& reason,
                  Reporter& reporter) {
  const std::string name = model.qualified(table);
  base::Finding& finding = reporter.add(
      severity, std::move(about), role_names(model, roles) + " can reach every row of " + name);
  finding.detail = reason;
  for (const catalog::Oid role : roles) finding.evidence["roles"].push_back(role_name(model, role));
  finding.fix_kind = "manual";
  finding.fix = "CREATE POLICY for what each role may see, then ALTER TABLE " + name +
                " ENABLE ROW LEVEL SECURITY.";
  finding.fix_lock = "ACCESS EXCLUSIVE";
  finding.undo = "ALTER TABLE " + name + " DISABLE ROW LEVEL SECURITY;";
  finding.caveats.push_back("Without a policy nobody but the owner sees a row any more.");
}

std::unordered_set<catalog::Oid> schemas_with_row_security(const catalog::Model& model) {
  std::unordered_set<catalog::Oid> schemas;
  for (const catalog::Relation& relation : model.relations)
    if (relation.table() && !relation.dropped && relation.row_security && relation.extension == 0)
      schemas.insert(relation.schema);
  return schemas;
}

// Policies of a partitioned table do not count for a query that names a partition. All partitions that
// are open are one finding, of their parent.
void judge_open_partitions(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  struct Open {
    std::vector<std::string> partitions;
    std::vector<catalog::Oid> roles;
  };
  std::map<catalog::Oid, Open> parents;
  for (const catalog::Relation* partition : subject.partitions()) {
    if (partition->row_security || partition->parents.empty()) continue;
    const catalog::Relation* parent = model.relation(partition->parents.front());
    if (parent == nullptr || !parent->row_security) continue;
    reporter.looked_at(1);
    const std::vector<catalog::Oid> roles = users(model, *partition);
    if (roles.empty()) continue;
    Open& open = parents[parent->oid];
    open.partitions.push_back(model.qualified(*partition));
    for (const catalog::Oid role : roles)
      if (std::find(open.roles.begin(), open.roles.end(), role) == open.roles.end())
        open.roles.push_back(role);
  }
  for (const auto& [oid, open] : parents) {
    const catalog::Relation& parent = *model.relation(oid);
    const std::string names = listed(open.partitions, 3);
    const std::string roles = role_names(model, open.roles);
    base::Finding& finding =
        reporter.add(Severity::warning, subject.about(parent),
                     roles + " can reach every row of " + names + ", beside the policies of " +
                         model.qualified(parent));
    finding.detail =
        "Policies of a partitioned table do not count for a query that names a partition.";
    finding.evidence["partitions"] = open.partitions;
    for (const catalog::Oid role : open.roles)
      finding.evidence["roles"].push_back(role_name(model, role));
    finding.fix_kind = "manual";
    finding.fix = "REVOKE ALL ON " + names + " FROM " + roles +
                  "; who may query the parent needs no right on its partitions.";
    finding.caveats.push_back("What names a partition fails then: let it name the parent.");
  }
}

void judge_disabled(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  std::unordered_set<catalog::Oid> schemas = schemas_with_row_security(model);
  std::unordered_set<catalog::Oid> named;
  for (const std::string& name : reporter.parameters().texts("schemas"))
    if (const catalog::Schema* schema = model.schema(name)) named.insert(schema->oid);
  schemas.insert(named.begin(), named.end());
  const Dividers known = dividers(subject);
  for (const catalog::Relation* table : subject.tables()) {
    if (!schemas.contains(table->schema)) continue;
    reporter.looked_at(1);
    // With policies it is the case of rls_policy_but_disabled.
    if (table->row_security || !policies_of(model, *table).empty()) continue;
    const std::vector<catalog::Oid> roles = users(model, *table);
    if (roles.empty()) continue;
    const std::string* divider = divider_of(known, *table);
    add_disabled(
        model, *table,
        divider != nullptr || named.contains(table->schema) ? Severity::warning : Severity::notice,
        subject.about(*table), roles,
        divider == nullptr ? "Other tables of its schema have row level security, this one has not."
                           : "Policies of other tables of its schema divide rows by " +
                                 base::quote_identifier(*divider) +
                                 "; this table has that column, and no row level security.",
        reporter);
  }
  judge_open_partitions(subject, reporter);
}

void judge_policy_but_disabled(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const auto judge = [&](const catalog::Relation& table) {
    reporter.looked_at(1);
    if (table.row_security) return;
    const std::vector<const catalog::Policy*> policies = policies_of(model, table);
    if (policies.empty()) return;
    const std::string name = model.qualified(table);
    base::Finding& finding =
        reporter.add(Severity::warning, subject.about(table),
                     "Policies of " + name + " have no effect: row level security is off");
    const std::vector<catalog::Oid> roles = users(model, table);
    finding.detail = roles.empty() ? "No role beside its owner may reach it now."
                                   : role_names(model, roles) + " can reach every row.";
    for (const catalog::Policy* policy : policies)
      finding.evidence["policies"].push_back(policy->name);
    offer_enable(name, finding);
    finding.caveats.push_back("From then on a role sees only what a policy shows it.");
  };
  for (const catalog::Relation* table : subject.tables()) judge(*table);
  for (const catalog::Relation* partition : subject.partitions()) judge(*partition);
}

void judge_no_policy(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Relation* table : subject.tables()) {
    reporter.looked_at(1);
    if (!table->row_security || !policies_of(model, *table).empty()) continue;
    const std::string name = model.qualified(*table);
    base::Finding& finding =
        reporter.add(Severity::notice, subject.about(*table),
                     name + " shows no rows: row level security is on, without a policy");
    finding.detail = table->force_row_security
                         ? "Only superusers and roles with BYPASSRLS see rows."
                         : "Only its owner, superusers and roles with BYPASSRLS see rows.";
    const std::vector<catalog::Oid> roles = users(model, *table);
    for (const catalog::Oid role : roles)
      finding.evidence["roles_that_see_nothing"].push_back(role_name(model, role));
    finding.fix_kind = "manual";
    finding.fix = "CREATE POLICY for those who are to see rows, if that is not on purpose.";
    finding.caveats.push_back("To keep everybody out is a fair use of it.");
  }
}

void judge_not_forced(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Relation* table : subject.tables()) {
    reporter.looked_at(1);
    if (!table->row_security || table->force_row_security) continue;
    // Superusers bypass it in any case; as a role without LOGIN nobody reads by mistake.
    const catalog::Role* owner = model.role(table->owner);
    if (owner == nullptr || !owner->can_login || owner->superuser || owner->bypass_rls) continue;
    if (policies_of(model, *table).empty()) continue;
    const std::string name = model.qualified(*table);
    base::Finding& finding =
        reporter.add(Severity::notice, subject.about(*table),
                     "Policies of " + name + " do not count for " + role_name(model, table->owner) +
                         ", its owner, who can log in");
    finding.detail = "An application that connects as the owner sees every row.";
    finding.evidence["owner"] = role_name(model, table->owner);
    finding.fix_kind = "sql";
    finding.fix = "ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY;";
    finding.fix_lock = "ACCESS EXCLUSIVE";
    finding.fix_duration = "at once, when it has the lock";
    finding.undo = "ALTER TABLE " + name + " NO FORCE ROW LEVEL SECURITY;";
    finding.caveats.push_back(
        "Migrations and dumps that run as the owner see only what a policy "
        "shows it then.");
  }
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/ddl-rowsecurity.html";

constexpr Parameter disabled_parameters[] = {
    {"schemas", "[]", "Schemas in which every table is to have row level security."}};

const Rule disabled{
    {"rls_disabled",
     "security",
     Severity::warning,
     "A table without row level security beside tables that have it",
     "Judged in schemas where at least one table has row level security on, or which the setting "
     "names: elsewhere it is not in use. Told where a role that is neither owner nor superuser may "
     "read or write the table; a warning where the table has a column that policies of the others "
     "divide rows by, else it may be meant and is a notice. splinter takes the schemas of an API "
     "instead. A partition is judged "
     "where its parent has it on, for policies of the parent do not count when it is named itself; "
     "that is told of the parent.",
     "Write its policies, then switch row level security on.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    disabled_parameters,
    judge_disabled};

const Rule policy_but_disabled{
    {"rls_policy_but_disabled",
     "security",
     Severity::warning,
     "Policies without row level security being on",
     "Somebody wrote policies, and they have no effect until row level security is enabled.",
     "Enable it, or drop the policies.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_policy_but_disabled};

const Rule no_policy{
    {"rls_enabled_no_policy",
     "security",
     Severity::notice,
     "Row level security without a policy",
     "All rows are hidden then; that can be meant, and it can be a policy that was forgotten.",
     "Add the policy, or leave it so.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_no_policy};

const Rule not_forced{
    {"rls_not_forced",
     "security",
     Severity::notice,
     "Policies do not count for a table's owner",
     "Told where the owner can log in and is no superuser: an application that connects as the "
     "owner bypasses the policies without notice. With an owner that nobody logs in as, FORCE is "
     "not needed.",
     "FORCE ROW LEVEL SECURITY, or connect as another role.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_not_forced};

}  // namespace

Family row_security_rules() {
  static constexpr const Rule* table[] = {&disabled, &policy_but_disabled, &no_policy, &not_forced};
  return table;
}

}  // namespace copilot::lint
