// What DROP leaves behind: nothing, with CASCADE also of what depends on it.
// Words: see apply.hpp.
// What a DROP without CASCADE would be refused for is not followed: the server says no, and all stays.
#include <unordered_set>

#include "lint/script/apply.hpp"
#include "lint/script/functions.hpp"

namespace copilot::lint {

namespace {

using Kind = base::ObjectKind;
using Class = catalog::Dependency::Class;

// Views that read a relation, and views that read those.
void drop_readers(catalog::Oid relation, Scene& scene) {
  std::vector<catalog::Oid> open{relation};
  std::unordered_set<catalog::Oid> seen{relation};
  while (!open.empty()) {
    const catalog::Oid oid = open.back();
    open.pop_back();
    for (const catalog::Dependency* each : scene.model().dependents(oid)) {
      if (each->of != Class::relation || !seen.insert(each->dependent).second) continue;
      const catalog::Relation* view = scene.model().relation(each->dependent);
      if (view == nullptr || (view->kind != 'v' && view->kind != 'm')) continue;
      open.push_back(view->oid);
      scene.model().drop(view->oid);
    }
  }
}

void drop_relation(const base::ObjectName& name, bool cascade, Scene& scene) {
  const catalog::Relation* relation = scene.relation(name);
  if (relation == nullptr) return;
  const catalog::Oid oid = relation->oid;
  if (cascade) {
    drop_readers(oid, scene);
    for (catalog::Oid child : scene.tree(oid)) scene.model().drop(child);
  }
  scene.model().drop(oid);
}

template <class Parts>
void drop_part(Parts& parts, const std::vector<std::size_t>& at, const std::string& name) {
  for (std::size_t each : at)
    if (parts[each].name == name) parts[each].dropped = true;
}

void drop_type(const base::ObjectName& name, bool cascade, Scene& scene) {
  const catalog::Type* type = scene.type(name);
  if (type == nullptr) return;
  const catalog::Oid oid = type->oid, relation = type->relation;
  if (cascade)
    for (catalog::Relation& each : scene.model().relations)
      for (catalog::Column& column : each.columns) column.dropped |= column.type == oid;
  scene.model().drop(oid);
  if (relation != 0) scene.model().drop(relation);
}

void drop_function(const base::Drop& statement, const base::Drop::Item& item, Scene& scene) {
  const catalog::Function* function = find_function(scene, item.name, item.arguments);
  if (function == nullptr) return;
  const catalog::Oid oid = function->oid;
  if (statement.cascade)
    for (catalog::Trigger& each : scene.model().triggers) each.dropped |= each.function == oid;
  scene.model().drop(oid);
}

void drop_item(const base::Drop& statement, const base::Drop::Item& item, Scene& scene) {
  catalog::Model& model = scene.model();
  const catalog::Relation* table = scene.relation(item.name);
  switch (statement.kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::foreign_table:
      drop_relation(item.name, statement.cascade, scene);
      break;
    case Kind::index:
      if (const catalog::Index* index = scene.index(item.name)) model.drop(index->oid);
      break;
    case Kind::sequence:
      if (const catalog::Sequence* sequence = scene.sequence(item.name)) model.drop(sequence->oid);
      break;
    case Kind::type:
    case Kind::domain:
      drop_type(item.name, statement.cascade, scene);
      break;
    case Kind::schema:
      if (const catalog::Schema* schema = model.schema(item.name.name)) model.drop(schema->oid);
      break;
    case Kind::function:
    case Kind::procedure:
    case Kind::routine:
    case Kind::aggregate:
      drop_function(statement, item, scene);
      break;
    case Kind::trigger:
      if (table != nullptr) drop_part(model.triggers, table->triggers, item.part);
      break;
    case Kind::policy:
      if (table != nullptr) drop_part(model.policies, table->policies, item.part);
      break;
    case Kind::rule:
      if (table != nullptr) drop_part(model.rules, table->rules, item.part);
      break;
    case Kind::extension:
      for (const catalog::Extension& each : model.extensions) {
        if (each.dropped || each.name != item.name.name) continue;
        const catalog::Oid oid = each.oid;
        model.drop(oid);
        break;
      }
      break;
    case Kind::publication:
      for (catalog::Publication& each : model.publications)
        each.dropped |= each.name == item.name.name;
      break;
    default:
      break;
  }
}

}  // namespace

void apply_drop(const base::Drop& statement, Scene& scene) {
  for (const base::Drop::Item& item : statement.items) drop_item(statement, item, scene);
}

}  // namespace copilot::lint
