// Rules about what is granted to everybody, or without a choice.
// Words: see access.hpp. What PUBLIC has by default (EXECUTE on functions, USAGE on types) is no grant.
// In a script the statement is judged, since what it grants on may not be in the model.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/script/naming.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;
using base::Severity;

std::vector<std::string> granted_to(const catalog::Acl& acl, catalog::Oid grantee) {
  std::vector<std::string> list;
  for (const catalog::Grant& grant : acl.grants)
    if (grant.grantee == grantee &&
        std::find(list.begin(), list.end(), grant.privilege) == list.end())
      list.push_back(grant.privilege);
  return list;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void add_to_public(Reporter& reporter, About about, const std::vector<std::string>& privileges,
                   const std::string& on) {
  base::Finding& finding = reporter.add(
      Severity::warning, about, "Everybody has " + joined(privileges) + " on " + about.name);
  finding.detail = "PUBLIC is every role there is and every one that will be.";
  finding.evidence["privileges"] = privileges;
  finding.fix_kind = "sql";
  finding.fix = "REVOKE " + joined(privileges) + " ON " + on + " FROM PUBLIC;";
  finding.fix_lock = "none on rows or tables";
  finding.fix_duration = "at once";
  finding.undo = "GRANT " + joined(privileges) + " ON " + on + " TO PUBLIC;";
  finding.caveats.push_back("Roles that use it need the rights granted by name first.");
}

void judge_columns_to_public(const Subject& subject, const catalog::Relation& relation,
                             Reporter& reporter) {
  for (const catalog::Column& column : relation.columns) {
    if (column.dropped || column.acl.grants.empty()) continue;
    const std::vector<std::string> privileges = granted_to(column.acl, 0);
    if (privileges.empty()) continue;
    const std::string list = " (" + base::quote_identifier(column.name) + ")";
    std::vector<std::string> on_column;
    for (const std::string& privilege : privileges) on_column.push_back(privilege + list);
    add_to_public(reporter, subject.about(relation, column), on_column,
                  subject.model().qualified(relation));
  }
}

void judge_to_public(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  const catalog::Model& model = subject.model();
  const auto judge = [&](const catalog::Relation& relation) {
    reporter.looked_at(1);
    if (!relation.acl.built_in) {
      const std::vector<std::string> privileges = granted_to(relation.acl, 0);
      if (!privileges.empty())
        add_to_public(reporter, subject.about(relation), privileges, model.qualified(relation));
    }
    judge_columns_to_public(subject, relation, reporter);
  };
  for (const catalog::Relation* table : subject.tables()) judge(*table);
  // A partition can be reached past its parent.
  for (const catalog::Relation* partition : subject.partitions()) judge(*partition);
  for (const catalog::Relation* relation : subject.relations("vmf")) judge(*relation);
  for (const catalog::Sequence* sequence : subject.sequences()) {
    reporter.looked_at(1);
    if (sequence->acl.built_in) continue;
    const std::vector<std::string> privileges = granted_to(sequence->acl, 0);
    if (!privileges.empty())
      add_to_public(reporter, subject.about(*sequence), privileges,
                    "SEQUENCE " + model.qualified(*sequence));
  }
}

// PUBLIC has these by default, so that granting them changes nothing, as a rule.
bool public_by_default(ObjectKind kind) {
  return kind == ObjectKind::function || kind == ObjectKind::procedure ||
         kind == ObjectKind::routine || kind == ObjectKind::type || kind == ObjectKind::domain ||
         kind == ObjectKind::language;
}

// Where ALL is one privilege, it says no more than its name.
bool all_is_one(ObjectKind kind) {
  return public_by_default(kind) || kind == ObjectKind::foreign_server ||
         kind == ObjectKind::foreign_data_wrapper || kind == ObjectKind::tablespace;
}

std::string names_of(const Step& step, const base::Grant& grant) {
  std::string names;
  for (const base::ObjectName& object : grant.objects)
    names += (names.empty() ? "" : ", ") + relation_name(step, object);
  if (grant.defaults) return "what will be made";
  if (grant.all_in_schema) return "all in schema " + names;
  return names.empty() ? "it" : names;
}

About about_grant(const Step& step, const base::Grant& grant) {
  if (grant.defaults) return {"default privileges", "default privileges"};
  if (grant.objects.size() == 1 && !grant.all_in_schema &&
      (grant.kind == ObjectKind::table || grant.kind == ObjectKind::sequence))
    return about_relation(step, grant.objects.front());
  return {grant.all_in_schema ? "schema" : word_for(grant.kind), names_of(step, grant)};
}

void judge_grant_to_public(const Step& step, Reporter& reporter) {
  const base::Grant* grant = step.statement().as<base::Grant>();
  if (grant == nullptr || grant->revoke || public_by_default(grant->kind)) return;
  reporter.looked_at(1);
  if (std::find(grant->grantees.begin(), grant->grantees.end(), "public") == grant->grantees.end())
    return;
  const std::string what = grant->privileges.empty() ? "ALL" : joined(grant->privileges);
  if (grant->kind == ObjectKind::schema && what == "USAGE") return;
  base::Finding& finding = reporter.add(Severity::warning, about_grant(step, *grant),
                                        "Everybody gets " + what + " on " + names_of(step, *grant));
  finding.detail = "PUBLIC is every role there is and every one that will be.";
  finding.evidence["privileges"] = grant->privileges;
  finding.fix_kind = "manual";
  finding.fix = "Grant it to the roles that need it, by name.";
}

void judge_grant_all(const Step& step, Reporter& reporter) {
  const base::Grant* grant = step.statement().as<base::Grant>();
  if (grant == nullptr || grant->revoke || all_is_one(grant->kind)) return;
  reporter.looked_at(1);
  if (!grant->privileges.empty()) return;
  base::Finding& finding = reporter.add(Severity::warning, about_grant(step, *grant),
                                        "All privileges are granted on " + names_of(step, *grant));
  finding.detail =
      "On tables that is also TRUNCATE, TRIGGER and REFERENCES, and whatever a later "
      "version adds, such as MAINTAIN.";
  finding.evidence["grantees"] = grant->grantees;
  finding.fix_kind = "manual";
  finding.fix = "Name the privileges, for instance GRANT SELECT, INSERT, UPDATE, DELETE.";
}

void judge_all(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  const catalog::Model& model = subject.model();
  for (const catalog::Relation* table : subject.tables()) {
    reporter.looked_at(1);
    if (table->acl.built_in) continue;
    // PUBLIC is the case of grant_to_public.
    std::vector<catalog::Oid> holders = others(model, table->acl, table->owner, {"TRUNCATE"});
    std::erase_if(holders, [&](catalog::Oid role) {
      const std::vector<std::string> has = granted_to(table->acl, role);
      const auto holds = [&](const char* privilege) {
        return std::find(has.begin(), has.end(), privilege) != has.end();
      };
      return role == 0 || !holds("SELECT") || !holds("INSERT") || !holds("UPDATE") ||
             !holds("DELETE") || !holds("TRIGGER") || !holds("REFERENCES");
    });
    if (holders.empty()) continue;
    const std::string roles = role_names(model, holders);
    const std::string name = model.qualified(*table);
    base::Finding& finding = reporter.add(
        Severity::notice, subject.about(*table),
        roles + (holders.size() == 1 ? " has" : " have") + " all privileges on " + name);
    finding.detail =
        "Beside reading and writing rows that is TRUNCATE, which row security does "
        "not stop, and TRIGGER, with which its code runs as whoever writes.";
    for (const catalog::Oid role : holders)
      finding.evidence["roles"].push_back(role_name(model, role));
    std::string list;
    for (const catalog::Oid role : holders)
      list += (list.empty() ? "" : ", ") + role_name(model, role);
    finding.fix_kind = "sql";
    finding.fix = "REVOKE TRUNCATE, TRIGGER, REFERENCES ON " + name + " FROM " + list + ";";
    finding.fix_lock = "none on rows or tables";
    finding.fix_duration = "at once";
    finding.undo = "GRANT TRUNCATE, TRIGGER, REFERENCES ON " + name + " TO " + list + ";";
    finding.caveats.push_back(
        "A role that truncates the table or adds triggers or foreign keys "
        "needs what is revoked.");
  }
}

constexpr const char* privileges_manual = "https://www.postgresql.org/docs/current/ddl-priv.html";

const Rule to_public{
    {"grant_to_public",
     "security",
     Severity::warning,
     "Everybody has rights on an object",
     "What is granted to PUBLIC cannot be kept from any role. Tables, views, columns and "
     "sequences are judged, in a script each GRANT; what PUBLIC has by default is left out, and "
     "so is USAGE on a schema.",
     "Revoke it from PUBLIC, and grant it to the roles that need it.",
     privileges_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_to_public,
    judge_grant_to_public};

const Rule all{
    {"grant_all",
     "security",
     Severity::warning,
     "All privileges were granted",
     "ALL also gives TRUNCATE, TRIGGER and REFERENCES, which no application needs to read and "
     "write rows. Tables are judged, and in a script each GRANT ALL; where an object has a single "
     "privilege, as functions do, ALL is no more than that. The owner, superusers and PUBLIC are "
     "left out.",
     "Grant the privileges that are needed by name.",
     privileges_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_all,
    judge_grant_all};

}  // namespace

Family grant_rules() {
  static constexpr const Rule* table[] = {&to_public, &all};
  return table;
}

}  // namespace copilot::lint
