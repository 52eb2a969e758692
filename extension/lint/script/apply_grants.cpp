// What GRANT and REVOKE leave behind.
// Words: see apply.hpp; a role that is not in the model gets an oid that no role has.
// The built-in defaults must stay in the list when the first grant makes it one of its own.
#include <algorithm>

#include "lint/script/apply.hpp"
#include "lint/script/functions.hpp"

namespace copilot::lint {

namespace {

using Kind = base::ObjectKind;

constexpr catalog::Oid unknown_role = 0xEFFFFFFF;
constexpr int version_of_maintain = 170000;

std::vector<std::string> all_privileges(Kind kind, int version) {
  switch (kind) {
    case Kind::sequence:
      return {"USAGE", "SELECT", "UPDATE"};
    case Kind::function:
    case Kind::procedure:
    case Kind::routine:
      return {"EXECUTE"};
    case Kind::schema:
      return {"USAGE", "CREATE"};
    case Kind::type:
    case Kind::domain:
      return {"USAGE"};
    default:
      break;
  }
  std::vector<std::string> all = {"SELECT",   "INSERT",     "UPDATE", "DELETE",
                                  "TRUNCATE", "REFERENCES", "TRIGGER"};
  if (version >= version_of_maintain) all.push_back("MAINTAIN");
  return all;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

catalog::Oid role_named(const catalog::Model& model, const std::string& name) {
  if (name == "public") return 0;
  for (const catalog::Role& role : model.roles)
    if (role.name == name) return role.oid;
  return unknown_role;
}

void change(catalog::Acl& acl, const base::Grant& statement, const catalog::Model& model,
            catalog::Oid grantor) {
  std::vector<std::string> privileges = statement.privileges;
  for (std::string& privilege : privileges) privilege = upper(privilege);
  if (privileges.empty()) privileges = all_privileges(statement.kind, model.version);
  acl.built_in = false;
  for (const std::string& name : statement.grantees) {
    const catalog::Oid grantee = role_named(model, name);
    for (const std::string& privilege : privileges) {
      const bool given = acl.gives(grantee, privilege);
      if (statement.revoke)
        std::erase_if(acl.grants, [&](const catalog::Grant& each) {
          return each.grantee == grantee && each.privilege == privilege;
        });
      else if (!given)
        acl.grants.push_back({grantee, grantor, privilege, statement.with_option});
    }
  }
}

template <class List>
void change_all(List& list, catalog::Oid schema, const base::Grant& statement,
                const catalog::Model& model) {
  for (auto& each : list)
    if (each.schema == schema && !each.dropped) change(each.acl, statement, model, each.owner);
}

void grant_in_schema(const base::Grant& statement, catalog::Oid schema, Scene& scene) {
  catalog::Model& model = scene.model();
  if (statement.kind == Kind::table)
    change_all(model.relations, schema, statement, model);
  else if (statement.kind == Kind::sequence)
    change_all(model.sequences, schema, statement, model);
  else
    change_all(model.functions, schema, statement, model);
}

char letter(Kind kind) {
  switch (kind) {
    case Kind::sequence:
      return 'S';
    case Kind::function:
    case Kind::procedure:
    case Kind::routine:
      return 'f';
    case Kind::type:
      return 'T';
    case Kind::schema:
      return 'n';
    default:
      return 'r';
  }
}

void grant_defaults(const base::Grant& statement, Scene& scene) {
  catalog::Model& model = scene.model();
  std::vector<catalog::Oid> schemas;
  for (const base::ObjectName& name : statement.objects)
    if (const catalog::Schema* schema = model.schema(name.name)) schemas.push_back(schema->oid);
  if (statement.objects.empty()) schemas.push_back(0);
  for (catalog::Oid schema : schemas) {
    catalog::DefaultPrivilege privilege;
    privilege.schema = schema;
    privilege.object_type = letter(statement.kind);
    change(privilege.acl, statement, model, 0);
    model.default_privileges.push_back(std::move(privilege));
  }
}

}  // namespace

void apply_grant(const base::Grant& statement, Scene& scene) {
  catalog::Model& model = scene.model();
  if (statement.defaults) {
    grant_defaults(statement, scene);
    return;
  }
  for (const base::ObjectName& name : statement.objects) {
    if (statement.all_in_schema) {
      if (const catalog::Schema* schema = model.schema(name.name))
        grant_in_schema(statement, schema->oid, scene);
      continue;
    }
    switch (statement.kind) {
      case Kind::schema:
        if (const catalog::Schema* schema = model.schema(name.name))
          change(model.change_schema(schema->oid)->acl, statement, model, schema->owner);
        break;
      case Kind::function:
      case Kind::procedure:
      case Kind::routine:
        for (catalog::Function& each : model.functions) {
          if (each.dropped || each.name != name.name) continue;
          const std::string schema = scene.schema_name(each.schema);
          if (name.schema.empty() ? scene.new_schema(name) == schema : name.schema == schema)
            change(each.acl, statement, model, each.owner);
        }
        break;
      case Kind::type:
      case Kind::domain:
        if (const catalog::Type* type = scene.type(name))
          change(model.change_type(type->oid)->acl, statement, model, type->owner);
        break;
      default:
        // GRANT ... ON TABLE is said of sequences as well.
        if (const catalog::Relation* relation = scene.relation(name))
          change(model.change_relation(relation->oid)->acl, statement, model, relation->owner);
        else if (const catalog::Sequence* sequence = scene.sequence(name))
          change(model.change_sequence(sequence->oid)->acl, statement, model, sequence->owner);
        break;
    }
  }
}

}  // namespace copilot::lint
