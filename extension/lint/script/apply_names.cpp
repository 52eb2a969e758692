// What renaming, moving, commenting and giving away leave behind.
// Words: see apply.hpp.
// An object that is not in the model stays out of it.
#include "lint/script/apply.hpp"
#include "lint/script/functions.hpp"
#include "lint/script/making.hpp"

namespace copilot::lint {

namespace {

using Kind = base::ObjectKind;

// The object as the model's operations know it; 0: none.
catalog::Oid find(Kind kind, const base::ObjectName& name, const Scene& scene) {
  const auto oid = [](const auto* object) -> catalog::Oid {
    return object == nullptr ? 0 : object->oid;
  };
  switch (kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::foreign_table:
      // ALTER TABLE may name an index or a sequence as well.
      if (const catalog::Oid relation = oid(scene.relation(name))) return relation;
      if (const catalog::Oid index = oid(scene.index(name))) return index;
      return oid(scene.sequence(name));
    case Kind::index:
      return oid(scene.index(name));
    case Kind::sequence:
      return oid(scene.sequence(name));
    case Kind::type:
    case Kind::domain:
      return oid(scene.type(name));
    case Kind::schema:
      return oid(scene.model().schema(name.name));
    case Kind::function:
    case Kind::procedure:
    case Kind::routine:
    case Kind::aggregate:
      return oid(find_function(scene, name, ""));
    default:
      return 0;
  }
}

template <class Parts>
void rename_part(Parts& parts, const std::vector<std::size_t>& at, const std::string& name,
                 const std::string& new_name) {
  for (std::size_t each : at)
    if (parts[each].name == name && !parts[each].dropped) parts[each].name = new_name;
}

void rename_column(catalog::Oid table, const std::string& name, const std::string& new_name,
                   Scene& scene) {
  std::vector<catalog::Oid> tables = scene.tree(table);
  tables.push_back(table);
  for (catalog::Oid oid : tables)
    for (catalog::Column& column : scene.model().change_relation(oid)->columns)
      if (!column.dropped && column.name == name) column.name = new_name;
}

void rename_constraint(const catalog::Relation& table, const std::string& name,
                       const std::string& new_name, Scene& scene) {
  for (std::size_t at : table.constraints) {
    const catalog::Constraint& each = scene.model().constraints[at];
    if (each.dropped || each.name != name) continue;
    const catalog::Oid oid = each.oid;
    scene.model().rename(oid, new_name);
    return;
  }
}

void rename_label(const base::Rename& statement, Scene& scene) {
  const catalog::Type* type = scene.type(statement.object);
  if (type == nullptr) return;
  for (std::string& label : scene.model().change_type(type->oid)->labels)
    if (label == statement.name) label = statement.new_name;
}

template <class List>
catalog::Object* object_in(List& list, catalog::Oid oid) {
  for (auto& each : list)
    if (each.oid == oid) return &each;
  return nullptr;
}

catalog::Object* object(catalog::Oid oid, Scene& scene) {
  catalog::Model& model = scene.model();
  if (catalog::Object* found = model.change_relation(oid)) return found;
  if (catalog::Object* found = model.change_index(oid)) return found;
  if (catalog::Object* found = model.change_sequence(oid)) return found;
  if (catalog::Object* found = model.change_function(oid)) return found;
  if (catalog::Object* found = model.change_type(oid)) return found;
  return model.change_schema(oid);
}

}  // namespace

void apply_rename(const base::Rename& statement, Scene& scene) {
  catalog::Model& model = scene.model();
  const catalog::Relation* table = scene.relation(statement.object);
  switch (statement.kind) {
    case Kind::column:
    case Kind::attribute:
      if (table != nullptr) rename_column(table->oid, statement.name, statement.new_name, scene);
      return;
    case Kind::constraint:
      if (table != nullptr) rename_constraint(*table, statement.name, statement.new_name, scene);
      return;
    case Kind::trigger:
      if (table != nullptr)
        rename_part(model.triggers, table->triggers, statement.name, statement.new_name);
      return;
    case Kind::policy:
      if (table != nullptr)
        rename_part(model.policies, table->policies, statement.name, statement.new_name);
      return;
    case Kind::rule:
      if (table != nullptr)
        rename_part(model.rules, table->rules, statement.name, statement.new_name);
      return;
    case Kind::type:
      if (!statement.name.empty()) {
        rename_label(statement, scene);
        return;
      }
      break;
    default:
      break;
  }
  if (const catalog::Oid oid = find(statement.kind, statement.object, scene))
    model.rename(oid, statement.new_name);
}

void apply_comment(const base::Comment& statement, Scene& scene) {
  const std::string text = statement.text.value_or("");
  const catalog::Relation* table = scene.relation(statement.object);
  catalog::Model& model = scene.model();
  if (statement.kind == Kind::column) {
    if (table == nullptr) return;
    for (catalog::Column& column : model.change_relation(table->oid)->columns)
      if (column.name == statement.part) column.comment = text;
    return;
  }
  if (statement.kind == Kind::constraint) {
    if (table == nullptr) return;
    for (std::size_t at : table->constraints)
      if (model.constraints[at].name == statement.part) model.constraints[at].comment = text;
    return;
  }
  if (const catalog::Oid oid = find(statement.kind, statement.object, scene))
    if (catalog::Object* found = object(oid, scene)) found->comment = text;
}

void apply_owner(const base::SetOwner& statement, Scene& scene) {
  const catalog::Oid oid = find(statement.kind, statement.object, scene);
  catalog::Object* found = oid == 0 ? nullptr : object(oid, scene);
  if (found == nullptr) return;
  for (const catalog::Role& role : scene.model().roles)
    if (role.name == statement.owner) found->owner = role.oid;
}

void apply_schema(const base::SetSchema& statement, Scene& scene) {
  const catalog::Oid oid = find(statement.kind, statement.object, scene);
  if (oid == 0) return;
  scene.model().move(oid, schema_for({statement.schema, ""}, scene));
}

}  // namespace copilot::lint
