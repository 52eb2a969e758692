// Access: who but its owner and superusers may do what with an object.
// Words: PUBLIC is role 0, which no role has; others are the roles an access control list names beside
// the owner and superusers, whether they can log in or pass it on to their members.
// It must not follow memberships: a list that names a group names all who are in it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/model.hpp"

namespace copilot::lint {

using Privileges = std::initializer_list<std::string_view>;

// In the order of the list, each role once, PUBLIC first.
std::vector<catalog::Oid> others(const catalog::Model& model, const catalog::Acl& acl,
                                 catalog::Oid owner, Privileges privileges);
// Who may see rows of it: by the whole relation or by one of its columns.
std::vector<catalog::Oid> readers(const catalog::Model& model, const catalog::Relation& relation);
// Who may read or write rows of it, and may use its schema.
std::vector<catalog::Oid> users(const catalog::Model& model, const catalog::Relation& relation);
// Who may create objects in a schema, beside its owner.
std::vector<catalog::Oid> creators(const catalog::Model& model, const catalog::Schema& schema);

bool superuser(const catalog::Model& model, catalog::Oid role);
// Row security does not count for it.
bool bypasses_row_security(const catalog::Model& model, catalog::Oid role);
bool usable_by_public(const catalog::Model& model, catalog::Oid schema);

// PUBLIC, a quoted name, or what is left of a role that was dropped.
std::string role_name(const catalog::Model& model, catalog::Oid role);
std::string role_names(const catalog::Model& model, const std::vector<catalog::Oid>& roles);
// a, b and 3 more
std::string listed(const std::vector<std::string>& names, std::size_t most = 5);

}  // namespace copilot::lint
