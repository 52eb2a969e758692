// The effects of DROP and TRUNCATE, with what CASCADE reaches.
// Words: see effects.hpp.
// Rows that are lost are said to be lost also where nobody will miss them.
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/script/effects.hpp"

namespace copilot::lint {

namespace {

using Kind = base::ObjectKind;
using Class = catalog::Dependency::Class;

// Views that use a relation, and views that use those.
void lock_views(const catalog::Relation& relation, EffectList& effects) {
  const catalog::Model& model = effects.scene().model();
  std::vector<catalog::Oid> open{relation.oid};
  std::unordered_set<catalog::Oid> seen{relation.oid};
  while (!open.empty()) {
    const catalog::Oid oid = open.back();
    open.pop_back();
    for (const catalog::Dependency* each : model.dependents(oid)) {
      if (each->of != Class::relation || !seen.insert(each->dependent).second) continue;
      const catalog::Relation* view = model.relation(each->dependent);
      if (view == nullptr || view->dropped || (view->kind != 'v' && view->kind != 'm')) continue;
      because(effects.on(*view, Lock::access_exclusive), "it goes with what it reads");
      open.push_back(view->oid);
    }
  }
}

void drop_index(const base::Drop& statement, const base::Drop::Item& item, EffectList& effects) {
  const Scene& scene = effects.scene();
  const Lock lock = statement.concurrently ? Lock::share_update_exclusive : Lock::access_exclusive;
  const catalog::Index* index = scene.index(item.name);
  const catalog::Relation* table =
      index == nullptr ? nullptr : scene.model().relation(index->table);
  if (table == nullptr) {
    because(effects.on(item.name, lock), "the index's table is locked, which is not known here");
    return;
  }
  Effect& effect = effects.on(*table, lock);
  effects.reach_partitions(effect, index->partitioned ? table->oid : 0);
}

void drop_schema(const base::Drop::Item& item, EffectList& effects) {
  const catalog::Model& model = effects.scene().model();
  const catalog::Schema* schema = model.schema(item.name.name);
  if (schema == nullptr) return;
  for (const catalog::Relation& each : model.relations)
    if (each.schema == schema->oid && !each.dropped && each.kind != 'c')
      effects_of_dropped_relation(each, true, effects);
}

void drop_extension(const base::Drop::Item& item, bool cascade, EffectList& effects) {
  const catalog::Model& model = effects.scene().model();
  for (const catalog::Extension& extension : model.extensions) {
    if (extension.dropped || extension.name != item.name.name) continue;
    std::unordered_set<catalog::Oid> types;
    for (const catalog::Type& type : model.types)
      if (type.extension == extension.oid) types.insert(type.oid);
    for (const catalog::Relation& each : model.relations) {
      if (each.dropped || each.kind == 'c') continue;
      if (each.extension == extension.oid) {
        effects_of_dropped_relation(each, cascade, effects);
        continue;
      }
      for (const catalog::Column& column : each.columns) {
        if (!cascade || column.dropped || !types.contains(column.type)) continue;
        Effect& effect = effects.on(each, Lock::access_exclusive);
        effect.data_loss |= each.kind == 'r' || each.kind == 'p';
        because(effect, "the column " + base::quote_identifier(column.name) +
                            " has a type of the extension");
      }
    }
  }
}

void drop_type(const base::Drop::Item& item, EffectList& effects) {
  const Scene& scene = effects.scene();
  const catalog::Type* type = scene.type(item.name);
  if (type == nullptr) return;
  for (const catalog::Relation& each : scene.model().relations) {
    if (each.dropped || each.kind == 'c') continue;
    for (const catalog::Column& column : each.columns) {
      if (column.dropped || column.type != type->oid) continue;
      Effect& effect = effects.on(each, Lock::access_exclusive);
      effect.data_loss |= each.kind == 'r' || each.kind == 'p';
      because(effect, "the column " + base::quote_identifier(column.name) + " is of the type");
    }
  }
}

}  // namespace

void effects_of_dropped_relation(const catalog::Relation& relation, bool cascade,
                                 EffectList& effects) {
  const Scene& scene = effects.scene();
  const catalog::Model& model = scene.model();
  Effect& effect = effects.on(relation, Lock::access_exclusive);
  const bool holds_rows = relation.kind == 'r' || relation.kind == 'p';
  effect.data_loss |= holds_rows;
  if (holds_rows) because(effect, "its rows are gone");
  effects.reach_partitions(effect, relation.kind == 'p' || cascade ? relation.oid : 0);
  // Its foreign keys have triggers on the tables they point at.
  for (std::size_t at : relation.constraints) {
    const catalog::Constraint& each = model.constraints[at];
    if (each.dropped || each.type != 'f' || each.foreign_table == relation.oid) continue;
    if (const catalog::Relation* other = model.relation(each.foreign_table))
      because(effects.on(*other, Lock::access_exclusive),
              "the foreign key's triggers are taken away");
  }
  if (!cascade) return;
  for (const catalog::Constraint* key : scene.incoming(relation.oid)) {
    const catalog::Relation* other = model.relation(key->table);
    if (other != nullptr && other->oid != relation.oid && !other->dropped)
      because(effects.on(*other, Lock::access_exclusive),
              "its foreign key " + base::quote_identifier(key->name) + " goes with the table");
  }
  lock_views(relation, effects);
}

void effects_of_drop(const base::Drop& statement, EffectList& effects) {
  const Scene& scene = effects.scene();
  for (const base::Drop::Item& item : statement.items) {
    switch (statement.kind) {
      case Kind::table:
      case Kind::view:
      case Kind::materialized_view:
      case Kind::foreign_table: {
        const catalog::Relation* relation = scene.relation(item.name);
        if (relation != nullptr) {
          effects_of_dropped_relation(*relation, statement.cascade, effects);
        } else {
          Effect& effect = effects.on(item.name, Lock::access_exclusive);
          effect.data_loss = statement.kind == Kind::table;
        }
        break;
      }
      case Kind::index:
        drop_index(statement, item, effects);
        break;
      case Kind::trigger:
      case Kind::policy:
      case Kind::rule:
        effects.on(item.name, Lock::access_exclusive);
        break;
      case Kind::schema:
        if (statement.cascade) drop_schema(item, effects);
        break;
      case Kind::extension:
        drop_extension(item, statement.cascade, effects);
        break;
      case Kind::type:
      case Kind::domain:
        if (statement.cascade) drop_type(item, effects);
        break;
      default:
        break;
    }
  }
}

void effects_of_truncate(const base::Truncate& statement, EffectList& effects) {
  const Scene& scene = effects.scene();
  const catalog::Model& model = scene.model();
  std::vector<catalog::Oid> open;
  std::unordered_set<catalog::Oid> seen;
  const auto empty = [&](Effect& effect, const std::string& why) {
    effect.data_loss = true;
    because(effect, why);
    if (effect.relation == 0) return;
    effects.reach_partitions(effect, effect.relation);
    if (seen.insert(effect.relation).second) open.push_back(effect.relation);
  };
  for (const base::ObjectName& table : statement.tables)
    empty(effects.on(table, Lock::access_exclusive), "its rows are gone");
  while (statement.cascade && !open.empty()) {
    const catalog::Oid oid = open.back();
    open.pop_back();
    for (const catalog::Constraint* key : scene.incoming(oid)) {
      const catalog::Relation* other = model.relation(key->table);
      if (other == nullptr || other->dropped || seen.contains(other->oid)) continue;
      empty(effects.on(*other, Lock::access_exclusive), "its foreign key " +
                                                            base::quote_identifier(key->name) +
                                                            " leads to a table that is "
                                                            "emptied");
    }
  }
}

}  // namespace copilot::lint
