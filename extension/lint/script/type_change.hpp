// type_change: what ALTER COLUMN ... TYPE costs: nothing, a scan, indexes anew, or the table anew.
// Words: a coercion is free where the bytes stay and no check is needed; a type is resolved once it is
// known by its oid, else by what it is called.
// It must not hope: what cannot be told is taken for a rewrite, and says so.
#pragma once

#include <string>

#include "lint/script/scene.hpp"

namespace copilot::lint {

struct ResolvedType {
  const catalog::Type* type = nullptr;  // null: not in the model
  int typmod = -1;
  std::string text;  // as format_type writes it
};

ResolvedType resolve_type(const Scene& scene, const base::TypeName& name);

struct TypeChange {
  bool rewrite = false;
  bool scan = false;     // a CHECK over the column is verified again
  bool reindex = false;  // indexes over it are built again although the table is not
  bool certain = true;
  std::string why;  // a phrase
};

// The column as it is; null where it is not known.
TypeChange judge_type_change(const Scene& scene, const catalog::Relation* table,
                             const catalog::Column* column, const base::AlterAction& action);

}  // namespace copilot::lint
