// The effects of ALTER DOMAIN, and what is proven of columns without looking at rows.
// Words: see effects.hpp.
// A proof must hold for every row: a part of an OR proves nothing.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/script/effects.hpp"

namespace copilot::lint {

void effects_of_domain(const base::AlterDomain& statement, EffectList& effects) {
  using Action = base::AlterDomain::Action;
  const bool verifies = (statement.action == Action::add_constraint && statement.constraint &&
                         !statement.constraint->not_valid) ||
                        statement.action == Action::set_not_null ||
                        statement.action == Action::validate_constraint;
  const Scene& scene = effects.scene();
  const catalog::Type* domain = scene.type(statement.name);
  if (!verifies || domain == nullptr) return;
  for (const catalog::Relation& each : scene.model().relations) {
    if (each.dropped || (!each.table() && each.kind != 'm')) continue;
    const bool uses =
        std::any_of(each.columns.begin(), each.columns.end(), [&](const catalog::Column& column) {
          return !column.dropped && column.type == domain->oid;
        });
    if (!uses) continue;
    Effect& effect = effects.on(each, Lock::share);
    effect.scan = true;
    because(effect, "its columns of the domain are verified");
  }
}

bool proven_not_null(const catalog::Model& model, const catalog::Relation& table,
                     const catalog::Column& column) {
  const std::string wanted = base::quote_identifier(column.name) + " IS NOT NULL";
  for (std::size_t at : table.constraints) {
    const catalog::Constraint& each = model.constraints[at];
    if (each.dropped || each.type != 'c' || !each.validated || !each.enforced) continue;
    std::string text = each.expression;
    // Of a conjunction each part is proven; within OR or NOT none is.
    const std::string upper = " " + text + " ";
    if (upper.find(" OR ") != std::string::npos || upper.find("NOT (") != std::string::npos)
      continue;
    const std::size_t found = text.find(wanted);
    if (found == std::string::npos) continue;
    const auto separates = [](char c) { return c == '(' || c == ')' || c == ' '; };
    const std::size_t end = found + wanted.size();
    if ((found == 0 || separates(text[found - 1])) && (end == text.size() || separates(text[end])))
      return true;
  }
  return false;
}

}  // namespace copilot::lint
