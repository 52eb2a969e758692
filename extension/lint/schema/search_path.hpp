// SearchPath: where a function looks for what it names without a schema.
// Words: a path is safe where nobody but the function's owner and superusers can put an object into
// one of its schemas, and where temporary objects come last.
// It must not say anything of a function that has no path of its own: its caller's counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/model.hpp"

namespace copilot::lint {

// The schemas as they are set; nothing: the function sets none.
std::optional<std::vector<std::string>> search_path_of(const catalog::Function& function);

struct PathWeakness {
  std::string schema;
  std::string why;  // a phrase: everybody may create there
};
// Schemas of the path in which others than this owner may create; "$user" is one.
std::vector<PathWeakness> weaknesses(const catalog::Model& model,
                                     const std::vector<std::string>& path, catalog::Oid owner);
// Temporary tables and types of the caller come before those that are meant.
bool temporary_first(const std::vector<std::string>& path);

// What ALTER FUNCTION needs: pg_catalog, these without the weak ones, pg_temp.
std::string safe_path(const catalog::Model& model, const std::vector<std::string>& schemas,
                      catalog::Oid owner);
// ALTER FUNCTION schema.name(types), or ALTER PROCEDURE.
std::string alter_function(const catalog::Model& model, const catalog::Function& function);

}  // namespace copilot::lint
