// Rules about schemas: who owns them, and who may create in them.
// Words: an owner is privileged where it is a superuser or one of PostgreSQL's own roles (pg_...).
// The schema public of a database as it was made must pass: its owner is not a choice of the site.
#include <algorithm>
#include <unordered_map>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

bool in_path(const catalog::Model& model, const std::string& schema) {
  const auto& path = model.search_path;
  return std::find(path.begin(), path.end(), schema) != path.end();
}

// public belongs to pg_database_owner from 15 on, and to the cluster's first superuser before.
bool as_made(const catalog::Schema& schema) {
  return schema.name == "public";
}

bool privileged(const catalog::Model& model, catalog::Oid owner) {
  const catalog::Role* role = model.role(owner);
  return role != nullptr && (role->superuser || role->name.starts_with("pg_"));
}

void judge_public_create(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Schema* schema : subject.schemas()) {
    reporter.looked_at(1);
    if (!schema->acl.gives(0, "CREATE")) continue;
    const std::string name = base::quote_identifier(schema->name);
    base::Finding& finding = reporter.add(Severity::warning, subject.about(*schema),
                                          "Everybody may create objects in schema " + name);
    const bool searched = in_path(model, schema->name);
    finding.detail =
        "Whoever can connect can put a function or a table there that others then call or read "
        "in place of the one they mean.";
    if (searched) finding.detail += " The schema is in the search_path of this session.";
    finding.evidence["in_search_path"] = searched;
    finding.fix_kind = "sql";
    finding.fix = "REVOKE CREATE ON SCHEMA " + name + " FROM PUBLIC;";
    finding.fix_lock = "none on tables";
    finding.fix_duration = "at once";
    finding.undo = "GRANT CREATE ON SCHEMA " + name + " TO PUBLIC;";
    finding.caveats.push_back("Roles that create objects there need CREATE granted by name.");
    finding.verify_sql = "SELECT nspacl FROM pg_catalog.pg_namespace WHERE nspname = " +
                         base::quote_literal(schema->name) + ";";
  }
}

struct Owned {
  const catalog::Object* object;
  About about;
};

// What has an owner of its own: no indexes, no types of tables.
std::vector<Owned> owned_objects(const Subject& subject) {
  std::vector<Owned> list;
  for (const catalog::Relation* table : subject.tables())
    list.push_back({table, subject.about(*table)});
  for (const catalog::Relation* relation : subject.relations("vmf"))
    list.push_back({relation, subject.about(*relation)});
  for (const catalog::Sequence* sequence : subject.sequences())
    if (sequence->table == 0) list.push_back({sequence, subject.about(*sequence)});
  for (const catalog::Function* function : subject.functions())
    list.push_back({function, subject.about(*function)});
  for (const catalog::Type* type : subject.types()) list.push_back({type, subject.about(*type)});
  std::erase_if(list, [](const Owned& each) { return each.object->owner == 0; });
  return list;
}

void judge_mixed_owners(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  struct Owners {
    std::vector<catalog::Oid> roles;
    std::vector<std::string> examples;  // one an owner
  };
  std::unordered_map<catalog::Oid, Owners> by_schema;
  for (const Owned& each : owned_objects(subject)) {
    Owners& owners = by_schema[each.object->schema];
    if (std::find(owners.roles.begin(), owners.roles.end(), each.object->owner) !=
        owners.roles.end())
      continue;
    owners.roles.push_back(each.object->owner);
    owners.examples.push_back(each.about.name);
  }
  for (const catalog::Schema* schema : subject.schemas()) {
    reporter.looked_at(1);
    const auto found = by_schema.find(schema->oid);
    if (found == by_schema.end() || found->second.roles.size() < 2) continue;
    const Owners& owners = found->second;
    base::Finding& finding =
        reporter.add(Severity::notice, subject.about(*schema),
                     "Objects of schema " + base::quote_identifier(schema->name) + " have " +
                         std::to_string(owners.roles.size()) + " owners");
    finding.detail = "Owners: " + role_names(model, owners.roles) + ", such as of " +
                     listed(owners.examples) + ".";
    for (std::size_t i = 0; i < owners.roles.size(); ++i)
      finding.evidence["owners"].push_back(
          {{"role", role_name(model, owners.roles[i])}, {"object", owners.examples[i]}});
    finding.fix_kind = "manual";
    finding.fix =
        "Choose one owner, best a role that nobody logs in as, and give it the rest "
        "with ALTER ... OWNER TO.";
  }
}

void judge_object_owner(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const Owned& each : owned_objects(subject)) {
    const catalog::Schema* schema = model.schema(each.object->schema);
    if (schema == nullptr || schema->owner == 0) continue;
    reporter.looked_at(1);
    if (schema->owner == each.object->owner || privileged(model, schema->owner)) continue;
    base::Finding& finding =
        reporter.add(Severity::notice, each.about,
                     each.about.name + " does not belong to the owner of its schema");
    finding.detail = "It belongs to " + role_name(model, each.object->owner) + ", schema " +
                     base::quote_identifier(schema->name) + " to " +
                     role_name(model, schema->owner) +
                     ", who may drop it all the same, but not alter it.";
    finding.evidence["owner"] = role_name(model, each.object->owner);
    finding.evidence["schema_owner"] = role_name(model, schema->owner);
    finding.fix_kind = "manual";
    finding.fix = "ALTER ... OWNER TO " + role_name(model, schema->owner) +
                  ", if the other owner is not on purpose.";
  }
}

void judge_owner_privileged(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Schema* schema : subject.schemas()) {
    reporter.looked_at(1);
    if (as_made(*schema) || !privileged(model, schema->owner)) continue;
    const std::string name = base::quote_identifier(schema->name);
    base::Finding& finding = reporter.add(
        Severity::notice, subject.about(*schema),
        "Schema " + name + " belongs to " + role_name(model, schema->owner) +
            (superuser(model, schema->owner) ? ", a superuser" : ", a role of the server itself"));
    finding.detail = "Who is to change its objects needs that role, which may do far more.";
    finding.evidence["owner"] = role_name(model, schema->owner);
    finding.fix_kind = "manual";
    finding.fix = "CREATE ROLE an owner with NOLOGIN for the application, then ALTER SCHEMA " +
                  name + " OWNER TO it.";
  }
}

void judge_default_privileges(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Schema* schema : subject.schemas()) {
    reporter.looked_at(1);
    const bool covered =
        std::any_of(model.default_privileges.begin(), model.default_privileges.end(),
                    [&](const catalog::DefaultPrivilege& each) {
                      return each.schema == schema->oid || each.schema == 0;
                    });
    if (covered) continue;
    const std::string name = base::quote_identifier(schema->name);
    base::Finding& finding = reporter.add(Severity::notice, subject.about(*schema),
                                          "Schema " + name + " has no default privileges");
    finding.detail = "Whoever adds a table there must remember to grant each role its rights.";
    finding.fix_kind = "manual";
    finding.fix = "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA " + name +
                  " GRANT SELECT ON TABLES TO reader;";
  }
}

constexpr const char* schemas_manual = "https://www.postgresql.org/docs/current/ddl-schemas.html";

const Rule public_create{
    {"schema_public_create",
     "security",
     Severity::warning,
     "Everybody may create in a schema",
     "PUBLIC holds CREATE on the schema, so that any role can place objects where others look "
     "for theirs. Every schema is judged: also one outside today's search_path is in somebody's "
     "tomorrow. Before PostgreSQL 15 this was the default of schema public, and it survives "
     "pg_upgrade.",
     "Revoke CREATE from PUBLIC, and grant it to the roles that deploy.",
     "https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_public_create};

const Rule mixed_owners{
    {"schema_mixed_owners",
     "schema",
     Severity::notice,
     "Objects of one schema have many owners",
     "Only the owner of an object may alter it, so that a migration fails half-way through a "
     "schema with several. Tables, views, sequences, functions and types are counted; what an "
     "extension made is not.",
     "Give all objects of a schema to one role.",
     schemas_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_mixed_owners};

const Rule object_owner{
    {"object_owner_differs_from_schema",
     "schema",
     Severity::notice,
     "An object's owner is not that of its schema",
     "The owner of a schema may drop what is in it but not alter it. Schemas that belong to a "
     "superuser or to a role of the server (public does) are left out: there it is meant to "
     "be so.",
     "Give the object to the owner of its schema.",
     schemas_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_object_owner};

const Rule owner_privileged{
    {"schema_owner_privileged",
     "schema",
     Severity::notice,
     "A schema belongs to a superuser",
     "Objects of an application need an owner that may do no more than own them. The schema "
     "public is left out: its owner is PostgreSQL's choice. A policy: off unless switched on.",
     "Give the schema to a role of its own that nobody logs in as.",
     schemas_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_owner_privileged};

const Rule default_privileges{
    {"schema_default_privileges_missing",
     "schema",
     Severity::notice,
     "A schema has no default privileges",
     "Without them every new table needs its own GRANTs. A policy of the site; privileges by "
     "default that hold for all schemas count.",
     "ALTER DEFAULT PRIVILEGES IN SCHEMA ...",
     "https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_default_privileges};

}  // namespace

Family schema_rules() {
  static constexpr const Rule* table[] = {&public_create, &mixed_owners, &object_owner,
                                          &owner_privileged, &default_privileges};
  return table;
}

}  // namespace copilot::lint
