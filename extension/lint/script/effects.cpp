// The effects of all statements but ALTER TABLE and those that destroy.
// Words: see effects.hpp.
// A statement that locks nothing beyond what it reads must still say what it reads.
#include "lint/script/effects.hpp"

#include <algorithm>

namespace copilot::lint {

namespace {

void scan(Effect& effect, const std::string& why) {
  effect.scan = true;
  because(effect, why);
}

void build(Effect& effect, const std::string& why) {
  effect.scan = effect.index_build = true;
  because(effect, why);
}

void rewrite(Effect& effect, const std::string& why) {
  effect.scan = effect.rewrite = effect.index_build = true;
  because(effect, why);
}

// The effects on a table and all that is below it.
Effect& on_tree(const base::ObjectName& name, Lock lock, EffectList& effects) {
  Effect& effect = effects.on(name, lock);
  if (const catalog::Relation* relation = effects.scene().relation(name))
    effects.reach_partitions(effect, relation->oid);
  return effect;
}

void default_partition(const catalog::Relation& parent, EffectList& effects) {
  for (catalog::Oid oid : effects.scene().children(parent.oid)) {
    const catalog::Relation* child = effects.scene().model().relation(oid);
    if (child == nullptr || child->dropped || child->partition_bound != "DEFAULT") continue;
    scan(effects.on(*child, Lock::access_exclusive),
         "the default partition is searched for rows of the new one");
  }
}

void of(const base::CreateTable& statement, EffectList& effects) {
  const Scene& scene = effects.scene();
  if (statement.if_not_exists && scene.relation(statement.name) != nullptr) return;
  const Place self{0,
                   {scene.new_schema(statement.name, statement.persistence), statement.name.name}};
  const auto keys = [&](const std::vector<base::ConstraintDefinition>& constraints) {
    for (const base::ConstraintDefinition& each : constraints)
      if (each.type == 'f') effects_of_foreign_key(each, self, false, effects);
  };
  keys(statement.constraints);
  for (const base::ColumnDefinition& column : statement.columns) keys(column.constraints);
  for (const base::ObjectName& like : statement.likes) effects.on(like, Lock::access_share);
  for (const base::ObjectName& parent : statement.inherits)
    effects.on(parent, Lock::share_update_exclusive);
  if (!statement.partition_of) return;
  effects.on(*statement.partition_of, Lock::access_exclusive);
  if (const catalog::Relation* parent = scene.relation(*statement.partition_of))
    default_partition(*parent, effects);
}

void of(const base::CreateIndex& statement, EffectList& effects) {
  const Scene& scene = effects.scene();
  const catalog::Relation* table = scene.relation(statement.table);
  if (statement.if_not_exists && !statement.name.empty()) {
    const std::string schema = scene.place(statement.table).name.schema;
    if (scene.index({schema, statement.name}) != nullptr) return;
  }
  const Lock lock = statement.concurrently ? Lock::share_update_exclusive : Lock::share;
  Effect& effect = effects.on(statement.table, lock);
  if (statement.only && table != nullptr && table->kind == 'p') return;
  if (table != nullptr) effects.reach_partitions(effect, table->oid);
  build(effect, "the index is built over all rows");
}

void of(const base::CreateView& statement, EffectList& effects) {
  if (statement.replace && effects.scene().relation(statement.name) != nullptr)
    effects.on(statement.name, Lock::access_exclusive);
}

void of(const base::Rename& statement, EffectList& effects) {
  using Kind = base::ObjectKind;
  const Scene& scene = effects.scene();
  switch (statement.kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::foreign_table:
    case Kind::trigger:
    case Kind::policy:
    case Kind::rule:
      effects.on(statement.object, Lock::access_exclusive);
      break;
    case Kind::column:
    case Kind::constraint:
      if (statement.of != Kind::domain && statement.of != Kind::type)
        on_tree(statement.object, Lock::access_exclusive, effects);
      break;
    case Kind::index:
      if (const catalog::Index* index = scene.index(statement.object))
        if (const catalog::Relation* table = scene.model().relation(index->table))
          effects.on(*table, Lock::access_share);
      break;
    default:
      break;
  }
}

void of(const base::Reindex& statement, EffectList& effects) {
  using Kind = base::ObjectKind;
  const Scene& scene = effects.scene();
  // Each index is locked ACCESS EXCLUSIVE, and whoever plans a query on the table waits for that.
  const Lock lock = statement.concurrently ? Lock::share_update_exclusive : Lock::access_exclusive;
  const std::string why = "indexes are built again";
  if (statement.kind == Kind::table) {
    build(on_tree(statement.object, lock, effects), why);
  } else if (statement.kind == Kind::index) {
    const catalog::Index* index = scene.index(statement.object);
    const catalog::Relation* table =
        index == nullptr ? nullptr : scene.model().relation(index->table);
    build(table == nullptr ? effects.on(statement.object, lock) : effects.on(*table, lock), why);
  } else if (statement.kind == Kind::schema) {
    const catalog::Schema* schema = scene.model().schema(statement.object.name);
    for (const catalog::Relation& each : scene.model().relations)
      if (schema != nullptr && each.schema == schema->oid && !each.dropped && !each.indexes.empty())
        build(effects.on(each, lock), why);
  }
}

void of(const base::Vacuum& statement, EffectList& effects) {
  for (const base::ObjectName& table : statement.tables) {
    if (statement.full && !statement.analyze_only)
      rewrite(on_tree(table, Lock::access_exclusive, effects), "VACUUM FULL copies the table");
    else
      scan(on_tree(table, Lock::share_update_exclusive, effects),
           statement.analyze_only ? "a sample is read" : "VACUUM reads the table");
  }
}

void of(const base::Refresh& statement, EffectList& effects) {
  const Lock lock = statement.concurrently ? Lock::exclusive : Lock::access_exclusive;
  Effect& effect = effects.on(statement.view, lock);
  if (!statement.with_data) return;
  if (statement.concurrently)
    scan(effect, "the new rows are compared with the old ones");
  else
    rewrite(effect, "the view is filled anew");
}

Lock mode_named(std::string_view mode) {
  constexpr std::string_view names[] = {"",
                                        "AccessShareLock",
                                        "RowShareLock",
                                        "RowExclusiveLock",
                                        "ShareUpdateExclusiveLock",
                                        "ShareLock",
                                        "ShareRowExclusiveLock",
                                        "ExclusiveLock",
                                        "AccessExclusiveLock"};
  for (std::size_t at = 1; at < std::size(names); ++at)
    if (names[at] == mode) return static_cast<Lock>(at);
  return Lock::access_exclusive;
}

void of(const base::Comment& statement, EffectList& effects) {
  using Kind = base::ObjectKind;
  switch (statement.kind) {
    case Kind::table:
    case Kind::column:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::foreign_table:
      effects.on(statement.object, Lock::share_update_exclusive);
      break;
    default:
      break;
  }
}

// What owner or schema are changed of: a relation, as ALTER TABLE would.
bool of_relation(base::ObjectKind kind) {
  using Kind = base::ObjectKind;
  return kind == Kind::table || kind == Kind::view || kind == Kind::materialized_view ||
         kind == Kind::foreign_table;
}

void of(const base::Change& statement, EffectList& effects) {
  if (!statement.table.name.empty()) on_tree(statement.table, Lock::row_exclusive, effects);
}

struct Dispatch {
  EffectList& effects;

  void operator()(const base::AlterTable& each) const { effects_of_alter(each, effects); }
  void operator()(const base::Drop& each) const { effects_of_drop(each, effects); }
  void operator()(const base::Truncate& each) const { effects_of_truncate(each, effects); }
  void operator()(const base::AlterDomain& each) const { effects_of_domain(each, effects); }
  void operator()(const base::CreateTable& each) const { of(each, effects); }
  void operator()(const base::CreateIndex& each) const { of(each, effects); }
  void operator()(const base::CreateView& each) const { of(each, effects); }
  void operator()(const base::Rename& each) const { of(each, effects); }
  void operator()(const base::Reindex& each) const { of(each, effects); }
  void operator()(const base::Vacuum& each) const { of(each, effects); }
  void operator()(const base::Refresh& each) const { of(each, effects); }
  void operator()(const base::Comment& each) const { of(each, effects); }
  void operator()(const base::Change& each) const { of(each, effects); }
  void operator()(const base::Cluster& each) const {
    if (!each.table.name.empty())
      rewrite(on_tree(each.table, Lock::access_exclusive, effects), "CLUSTER copies the table");
  }
  void operator()(const base::CreateTrigger& each) const {
    on_tree(each.table, Lock::share_row_exclusive, effects);
  }
  void operator()(const base::CreatePolicy& each) const {
    effects.on(each.table, Lock::access_exclusive);
  }
  void operator()(const base::CreateRule& each) const {
    effects.on(each.table, Lock::access_exclusive);
  }
  void operator()(const base::SetOwner& each) const {
    if (of_relation(each.kind)) effects.on(each.object, Lock::access_exclusive);
  }
  void operator()(const base::SetSchema& each) const {
    if (of_relation(each.kind)) effects.on(each.object, Lock::access_exclusive);
  }
  void operator()(const base::LockTable& each) const {
    for (const base::ObjectName& table : each.tables)
      on_tree(table, mode_named(each.mode), effects);
  }
  void operator()(const auto&) const {}
};

}  // namespace

void effects_of_foreign_key(const base::ConstraintDefinition& key, const Place& table,
                            bool verified, EffectList& effects) {
  const Place referenced = effects.scene().place(key.foreign_table);
  if (!(referenced == table)) {
    Effect& effect = effects.on(referenced, Lock::share_row_exclusive);
    because(effect, "a foreign key adds its triggers to the table it points at");
  }
  if (!verified) return;
  Effect& own = effects.on(table, Lock::share_row_exclusive);
  scan(own, "the foreign key is verified for all rows");
}

std::vector<Effect> effects_of(const base::Ddl& statement, const Scene& scene) {
  EffectList effects(scene);
  std::visit(Dispatch{effects}, statement.body);
  const auto* select = statement.as<base::Select>();
  const auto* view = statement.as<base::CreateView>();
  const auto* table = statement.as<base::CreateTableAs>();
  // Other bodies are only looked at when they run.
  if (select != nullptr || view != nullptr || table != nullptr ||
      statement.as<base::Change>() != nullptr) {
    for (const base::Reference& each : statement.relations) {
      if ((view != nullptr && each.relation == view->name) ||
          (table != nullptr && each.relation == table->name))
        continue;
      effects.on(each.relation, each.changed                         ? Lock::row_exclusive
                                : select != nullptr && select->locks ? Lock::row_share
                                                                     : Lock::access_share);
    }
  }
  return effects.take();
}

}  // namespace copilot::lint
