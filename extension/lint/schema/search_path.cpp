// Judging search paths.
// Words: see search_path.hpp.
// A schema that is not in the model is neither safe nor weak: it may be made later.
#include "lint/schema/search_path.hpp"

#include <algorithm>

#include "base/quote.hpp"
#include "base/sql_literal.hpp"
#include "lint/schema/access.hpp"
#include "lint/schema/code_text.hpp"

namespace copilot::lint {

namespace {

constexpr std::string_view setting = "search_path=";

// pg_database_owner has one member: the owner of the database.
catalog::Oid acting_owner(const catalog::Model& model, catalog::Oid owner) {
  const catalog::Role* role = model.role(owner);
  return role != nullptr && role->name == "pg_database_owner" ? model.database.owner : owner;
}

std::string weakness_of(const catalog::Model& model, const std::string& schema,
                        catalog::Oid owner) {
  if (schema == "$user") return "it is the schema of whoever calls";
  const catalog::Schema* found = model.schema(schema);
  if (found == nullptr) return "";
  std::vector<catalog::Oid> roles = creators(model, *found);
  std::erase(roles, owner);
  if (!roles.empty()) return role_names(model, roles) + " may create there";
  const catalog::Oid other = acting_owner(model, found->owner);
  if (superuser(model, owner) && other != owner && other != 0 && !superuser(model, other))
    return "its owner " + role_name(model, other) +
           " is no superuser, while the function is run "
           "as one";
  return "";
}

}  // namespace

std::optional<std::vector<std::string>> search_path_of(const catalog::Function& function) {
  for (const std::string& each : function.settings) {
    if (!each.starts_with(setting)) continue;
    std::vector<std::string> path;
    const std::string value = each.substr(setting.size());
    for (const Word& word : words_of(value)) {
      std::string name = word.text;
      if (base::is_string(word.token.kind)) {
        const base::Body body = base::body_of(value, word.token);
        name = base::decode(std::string_view(value).substr(body.begin, body.end - body.begin),
                            word.token.kind)
                   .text;
      } else if (!word.name()) {
        continue;
      }
      if (!name.empty()) path.push_back(std::move(name));
    }
    return path;
  }
  return std::nullopt;
}

std::vector<PathWeakness> weaknesses(const catalog::Model& model,
                                     const std::vector<std::string>& path, catalog::Oid owner) {
  std::vector<PathWeakness> list;
  for (const std::string& schema : path) {
    std::string why = weakness_of(model, schema, owner);
    if (!why.empty()) list.push_back({schema, std::move(why)});
  }
  return list;
}

bool temporary_first(const std::vector<std::string>& path) {
  // With an empty path, whatever has no schema is not found but for pg_catalog's.
  if (path.empty()) return false;
  const auto found = std::find(path.begin(), path.end(), "pg_temp");
  return found == path.end() || found + 1 != path.end();
}

std::string safe_path(const catalog::Model& model, const std::vector<std::string>& schemas,
                      catalog::Oid owner) {
  std::string text = "pg_catalog";
  std::vector<std::string> seen = {"pg_catalog", "pg_temp"};
  for (const std::string& schema : schemas) {
    if (std::find(seen.begin(), seen.end(), schema) != seen.end()) continue;
    seen.push_back(schema);
    if (weakness_of(model, schema, owner).empty()) text += ", " + base::quote_identifier(schema);
  }
  return text + ", pg_temp";
}

std::string alter_function(const catalog::Model& model, const catalog::Function& function) {
  return std::string(function.kind == 'p' ? "ALTER PROCEDURE " : "ALTER FUNCTION ") +
         model.qualified(function);
}

}  // namespace copilot::lint
