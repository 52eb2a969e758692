// Rules about statements that let more roles do more, or that leave the database's own matters.
// Words: a grant widens where a role gains a privilege it had not, on something that was there before;
// protection is row level security and its policies.
// What a script does to its own new tables must pass: nobody else uses them yet.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/script/describe.hpp"
#include "lint/script/naming.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;
using base::Severity;
using Action = base::AlterAction::Kind;

Step step_of(const Journey& journey, const Moment& moment) {
  return {moment, journey.after, journey.moments};
}

const Effect* effect_on(const Moment& moment) {
  return moment.effects.empty() ? nullptr : &moment.effects.front();
}

// The policy as it was before the script, or null.
const catalog::Policy* old_policy(const catalog::Model& model, const catalog::Relation* table,
                                  const std::string& name) {
  if (table == nullptr) return nullptr;
  for (const std::size_t at : table->policies)
    if (model.policies[at].name == name && model.policies[at].statement == 0)
      return &model.policies[at];
  return nullptr;
}

// A policy of the same name that a later statement makes in its place; the same transaction or not.
const Moment* made_again(const Journey& journey, const Moment& moment,
                         const base::ObjectName& table, const std::string& name) {
  for (const Moment& each : journey.moments) {
    if (each.statement->number <= moment.statement->number) continue;
    const base::CreatePolicy* policy = each.statement->as<base::CreatePolicy>();
    if (policy != nullptr && !policy->alter && policy->name == name &&
        policy->table.name == table.name)
      return &each;
  }
  return nullptr;
}

void judge_drop_policy(const Journey& journey, const Moment& moment, Reporter& reporter) {
  const base::Drop* drop = moment.statement->as<base::Drop>();
  if (drop == nullptr || drop->kind != ObjectKind::policy) return;
  const Step step = step_of(journey, moment);
  for (const base::Drop::Item& item : drop->items) {
    if (made_here(step, item.name)) continue;
    const catalog::Relation* table = relation_of(step, item.name);
    const catalog::Policy* policy = old_policy(journey.after, table, item.part);
    const Moment* again = made_again(journey, moment, item.name, item.part);
    // One statement's work for all who look from outside.
    if (again != nullptr && again->transaction == moment.transaction) continue;
    const About about = about_part(step, "policy", item.name, item.part);
    base::Finding& finding =
        reporter.add(Severity::warning, about,
                     again == nullptr ? "Policy " + about.name + " is dropped"
                                      : "Policy " + about.name +
                                            " is gone until a later transaction makes it "
                                            "again");
    if (policy != nullptr && !policy->permissive)
      finding.detail = "It is restrictive: without it, rows are shown that it hid.";
    else if (policy != nullptr)
      finding.detail =
          "It is permissive: rows that only this policy shows are hidden then, and "
          "writes that only it lets through fail.";
    else
      finding.detail =
          "What it protects, or shows, depends on whether it is restrictive, which is "
          "not known here.";
    if (policy != nullptr) finding.evidence["permissive"] = policy->permissive;
    finding.evidence["made_again"] = again != nullptr;
    finding.fix_kind = "manual";
    finding.fix = "ALTER POLICY, or drop it and create its successor in one transaction.";
    if (const Effect* effect = effect_on(moment)) describe(journey.after, *effect, finding);
  }
}

void judge_switch(const Journey& journey, const Moment& moment, Reporter& reporter) {
  const base::AlterTable* alter = moment.statement->as<base::AlterTable>();
  if (alter == nullptr) return;
  const Step step = step_of(journey, moment);
  for (const base::AlterAction& action : alter->actions) {
    const bool off = action.kind == Action::disable_row_security;
    if (!off && action.kind != Action::no_force_row_security) continue;
    if (made_here(step, alter->name)) continue;
    const About about = about_relation(step, alter->name);
    base::Finding& finding =
        reporter.add(Severity::warning, about,
                     off ? "Row level security of " + about.name + " is switched off"
                         : "Policies of " + about.name + " count no more for its owner");
    finding.detail = off ? "Every role that may read the table sees all of its rows from then on."
                         : "Whoever connects as the owner sees all of its rows from then on.";
    finding.fix_kind = "manual";
    finding.fix = off ? "Keep it on, and add a policy for those who are to see more."
                      : "Keep it, and give BYPASSRLS to the role that needs all rows.";
    finding.undo = "ALTER TABLE " + about.name +
                   (off ? " ENABLE ROW LEVEL SECURITY;" : " FORCE ROW LEVEL SECURITY;");
    if (const Effect* effect = effect_on(moment)) describe(journey.after, *effect, finding);
  }
}

void judge_protection(const Journey& journey, Reporter& reporter) {
  for (const Moment& moment : journey.moments) {
    reporter.at(moment.statement);
    reporter.looked_at(1);
    judge_drop_policy(journey, moment, reporter);
    judge_switch(journey, moment, reporter);
  }
}

bool powerful(const catalog::Model& model, const std::string& role) {
  constexpr std::string_view predefined[] = {"pg_execute_server_program", "pg_write_server_files",
                                             "pg_read_server_files",      "pg_write_all_data",
                                             "pg_read_all_data",          "pg_maintain",
                                             "pg_signal_backend",         "pg_create_subscription"};
  if (std::find(std::begin(predefined), std::end(predefined), role) != std::end(predefined))
    return true;
  return std::any_of(model.roles.begin(), model.roles.end(), [&](const catalog::Role& each) {
    return each.name == role && (each.superuser || each.bypass_rls);
  });
}

void judge_membership(const Step& step, const base::GrantRole& grant, Reporter& reporter) {
  for (const std::string& role : grant.roles) {
    if (!powerful(step.before, role)) continue;
    const std::string members = listed(grant.members);
    base::Finding& finding = reporter.add(Severity::warning, {"role", base::quote_identifier(role)},
                                          members + " may act as " + base::quote_identifier(role));
    finding.detail = "That role reaches past what is granted on objects.";
    finding.evidence["members"] = grant.members;
    finding.fix_kind = "manual";
    finding.fix = "Grant what is needed on the objects, by name.";
  }
}

bool has(const catalog::Acl& acl, catalog::Oid role, const std::string& privilege) {
  return acl.gives(role, privilege) || acl.gives(0, privilege);
}

const catalog::Role* role_named(const catalog::Model& model, const std::string& name) {
  for (const catalog::Role& role : model.roles)
    if (role.name == name) return &role;
  return nullptr;
}

// What a role gains on a table that was there, by the model: ALL is every privilege.
std::vector<std::string> gained(const Step& step, const base::Grant& grant,
                                const catalog::Relation& table) {
  const std::vector<std::string> all = {"SELECT",   "INSERT",     "UPDATE", "DELETE",
                                        "TRUNCATE", "REFERENCES", "TRIGGER"};
  std::vector<std::string> list;
  for (const std::string& grantee : grant.grantees) {
    const catalog::Role* role = role_named(step.before, grantee);
    if (role == nullptr || role->superuser || role->oid == table.owner) continue;
    for (const std::string& each : grant.privileges.empty() ? all : grant.privileges) {
      std::string privilege = each;
      for (char& c : privilege)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      if (!has(table.acl, role->oid, privilege))
        list.push_back(base::quote_identifier(grantee) + ": " + privilege);
    }
  }
  return list;
}

void judge_table_grant(const Step& step, const base::Grant& grant, Reporter& reporter) {
  for (const base::ObjectName& object : grant.objects) {
    const catalog::Relation* table = relation_of(step, object);
    if (table == nullptr || made_here(step, object)) continue;
    const std::vector<std::string> gains = gained(step, grant, *table);
    if (gains.empty()) continue;
    const std::string name = step.before.qualified(*table);
    base::Finding& finding =
        reporter.add(Severity::notice, about_relation(step, object),
                     "More may be done with " + name + ": " + listed(gains, 3));
    finding.detail = "The table has rows already, which the role could not reach so.";
    finding.evidence["gained"] = gains;
    finding.fix_kind = "manual";
    finding.fix = "Nothing, if that is what is meant.";
    finding.undo = "REVOKE what was granted.";
  }
}

void judge_widening(const Step& step, Reporter& reporter) {
  if (const base::GrantRole* roles = step.statement().as<base::GrantRole>()) {
    reporter.looked_at(1);
    if (!roles->revoke) judge_membership(step, *roles, reporter);
    return;
  }
  const base::Grant* grant = step.statement().as<base::Grant>();
  if (grant == nullptr || grant->revoke) return;
  reporter.looked_at(1);
  // To PUBLIC: that is what grant_to_public says.
  if (std::find(grant->grantees.begin(), grant->grantees.end(), "public") != grant->grantees.end())
    return;
  const std::string on = grant->objects.empty() ? "" : relation_name(step, grant->objects.front());
  if (grant->with_option) {
    base::Finding& finding = reporter.add(
        Severity::warning, {word_for(grant->kind), on.empty() ? "default privileges" : on},
        listed(grant->grantees) + " may grant " + (on.empty() ? "it" : "what it gets on " + on) +
            " to others");
    finding.detail =
        "WITH GRANT OPTION: who has the privilege is no more the owner's decision, and "
        "to revoke it needs CASCADE.";
    finding.evidence["grantees"] = grant->grantees;
    finding.fix_kind = "manual";
    finding.fix = "Grant without the option.";
    return;
  }
  if (grant->all_in_schema) {
    base::Finding& finding =
        reporter.add(Severity::notice, {"schema", on},
                     listed(grant->grantees) + " gets rights on all there is in schema " + on);
    finding.detail = "Also on objects that nobody thinks of here; those made later are left out.";
    finding.evidence["grantees"] = grant->grantees;
    finding.fix_kind = "manual";
    finding.fix = "Name the objects, or ALTER DEFAULT PRIVILEGES for those to come.";
    return;
  }
  if (grant->kind == ObjectKind::table && !grant->defaults)
    judge_table_grant(step, *grant, reporter);
}

constexpr const char* rls_manual = "https://www.postgresql.org/docs/current/ddl-rowsecurity.html";

const Rule protection{{"drop_policy_or_disable_rls",
                       "change",
                       Severity::warning,
                       "Protection of rows is removed",
                       "DROP POLICY, DISABLE and NO FORCE ROW LEVEL SECURITY on tables that the "
                       "script did not make. A "
                       "policy that the same transaction makes again is left out. A restrictive "
                       "policy hides rows, so "
                       "that dropping it shows more; a permissive one shows them.",
                       "Change the policy in one transaction.",
                       rls_manual,
                       {},
                       {},
                       nullptr,
                       nullptr},
                      true,
                      {},
                      nullptr,
                      nullptr,
                      judge_protection};

const Rule widening{
    {"grant_widening",
     "change",
     Severity::warning,
     "Roles can do more than before",
     "A warning for WITH GRANT OPTION, and for membership in roles that reach past grants; a "
     "notice "
     "for all objects of a schema, and for what a role gains on a table that was there before. "
     "Grants "
     "to PUBLIC are those of grant_to_public. A grant that gives nothing new passes.",
     "Grant what is needed, by name.",
     "https://www.postgresql.org/docs/current/sql-grant.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_widening};

}  // namespace

Family exposure_rules() {
  static constexpr const Rule* table[] = {&protection, &widening};
  return table;
}

}  // namespace copilot::lint
