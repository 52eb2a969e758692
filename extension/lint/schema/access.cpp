// Reading access control lists.
// Words: see access.hpp.
// A role that is not in the model was dropped: it can do nothing.
#include "lint/schema/access.hpp"

#include <algorithm>

#include "base/quote.hpp"

namespace copilot::lint {

namespace {

void append(std::vector<catalog::Oid>& list, const std::vector<catalog::Oid>& more) {
  for (const catalog::Oid role : more)
    if (std::find(list.begin(), list.end(), role) == list.end())
      list.insert(role == 0 ? list.begin() : list.end(), role);
}

std::vector<catalog::Oid> others_of_any_part(const catalog::Model& model,
                                             const catalog::Relation& relation,
                                             Privileges privileges) {
  std::vector<catalog::Oid> list = others(model, relation.acl, relation.owner, privileges);
  for (const catalog::Column& column : relation.columns)
    if (!column.dropped && !column.acl.grants.empty())
      append(list, others(model, column.acl, relation.owner, privileges));
  return list;
}

}  // namespace

std::vector<catalog::Oid> others(const catalog::Model& model, const catalog::Acl& acl,
                                 catalog::Oid owner, Privileges privileges) {
  std::vector<catalog::Oid> list;
  for (const catalog::Grant& grant : acl.grants) {
    if (grant.grantee == owner && owner != 0) continue;
    if (std::find(privileges.begin(), privileges.end(), grant.privilege) == privileges.end())
      continue;
    if (grant.grantee != 0) {
      const catalog::Role* role = model.role(grant.grantee);
      if (role == nullptr || role->superuser) continue;
    }
    append(list, {grant.grantee});
  }
  return list;
}

std::vector<catalog::Oid> readers(const catalog::Model& model, const catalog::Relation& relation) {
  return others_of_any_part(model, relation, {"SELECT"});
}

std::vector<catalog::Oid> users(const catalog::Model& model, const catalog::Relation& relation) {
  std::vector<catalog::Oid> list =
      others_of_any_part(model, relation, {"SELECT", "INSERT", "UPDATE", "DELETE"});
  const catalog::Schema* schema = model.schema(relation.schema);
  if (schema == nullptr || usable_by_public(model, relation.schema)) return list;
  const std::vector<catalog::Oid> let_in = others(model, schema->acl, schema->owner, {"USAGE"});
  if (let_in.empty()) list.clear();
  return list;
}

std::vector<catalog::Oid> creators(const catalog::Model& model, const catalog::Schema& schema) {
  return others(model, schema.acl, schema.owner, {"CREATE"});
}

bool superuser(const catalog::Model& model, catalog::Oid role) {
  const catalog::Role* found = role == 0 ? nullptr : model.role(role);
  return found != nullptr && found->superuser;
}

bool bypasses_row_security(const catalog::Model& model, catalog::Oid role) {
  const catalog::Role* found = role == 0 ? nullptr : model.role(role);
  return found != nullptr && (found->superuser || found->bypass_rls);
}

bool usable_by_public(const catalog::Model& model, catalog::Oid schema) {
  const catalog::Schema* found = model.schema(schema);
  return found != nullptr && found->acl.gives(0, "USAGE");
}

std::string role_name(const catalog::Model& model, catalog::Oid role) {
  if (role == 0) return "PUBLIC";
  const catalog::Role* found = model.role(role);
  return found == nullptr ? "a dropped role" : base::quote_identifier(found->name);
}

std::string role_names(const catalog::Model& model, const std::vector<catalog::Oid>& roles) {
  std::vector<std::string> names;
  names.reserve(roles.size());
  for (const catalog::Oid role : roles) names.push_back(role_name(model, role));
  return listed(names);
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  const std::size_t shown = std::min(names.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

}  // namespace copilot::lint
