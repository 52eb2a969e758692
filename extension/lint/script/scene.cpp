// Resolving names in a model that grows.
// Words: see scene.hpp.
// What is dropped must not be found.
#include "lint/script/scene.hpp"

#include <algorithm>
#include <unordered_set>

namespace copilot::lint {

void Scene::at(int statement, int transaction, const catalog::Model::Path& path) {
  statement_ = statement;
  transaction_ = transaction;
  if (path_ != path) path_ = path;
}

const catalog::Relation* Scene::relation(const base::ObjectName& name) const {
  if (name.schema.empty())
    if (const catalog::Relation* temporary = model_->find_relation("pg_temp", name.name, {}))
      return temporary;
  return model_->find_relation(name.schema, name.name, path_);
}

const catalog::Index* Scene::index(const base::ObjectName& name) const {
  return model_->find_index(name.schema, name.name, path_);
}

const catalog::Sequence* Scene::sequence(const base::ObjectName& name) const {
  return model_->find_sequence(name.schema, name.name, path_);
}

const catalog::Type* Scene::type(const base::ObjectName& name) const {
  if (name.schema.empty())
    if (const catalog::Type* built_in = model_->find_type("pg_catalog", name.name, {}))
      return built_in;
  return model_->find_type(name.schema, name.name, path_);
}

std::string Scene::schema_name(catalog::Oid schema) const {
  const catalog::Schema* found = model_->schema(schema);
  return found == nullptr ? std::string() : found->name;
}

std::string Scene::new_schema(const base::ObjectName& name, char persistence) const {
  if (!name.schema.empty()) return name.schema;
  if (persistence == 't') return "pg_temp";
  for (const std::string& schema : path_)
    if (model_->schema(schema) != nullptr) return schema;
  for (const std::string& schema : path_)
    if (schema != "$user") return schema;
  return "public";
}

Place Scene::place(const catalog::Relation& relation) const {
  const bool known = !assumed(relation) || made_here(relation.oid);
  return {known ? relation.oid : 0, {schema_name(relation.schema), relation.name}};
}

Place Scene::place(const base::ObjectName& name) const {
  const catalog::Relation* found = relation(name);
  if (found != nullptr) return place(*found);
  return {0, {new_schema(name), name.name}};
}

bool Scene::made_in_transaction(catalog::Oid oid) const {
  const auto found = made_.find(oid);
  return found != made_.end() && found->second == transaction_;
}

void Scene::scan() const {
  for (; scanned_relations_ < model_->relations.size(); ++scanned_relations_) {
    const catalog::Relation& relation = model_->relations[scanned_relations_];
    for (catalog::Oid parent : relation.parents) children_[parent].push_back(relation.oid);
  }
  for (; scanned_constraints_ < model_->constraints.size(); ++scanned_constraints_) {
    const catalog::Constraint& constraint = model_->constraints[scanned_constraints_];
    if (constraint.type == 'f') incoming_[constraint.foreign_table].push_back(scanned_constraints_);
  }
}

const std::vector<catalog::Oid>& Scene::children(catalog::Oid table) const {
  scan();
  return children_[table];
}

std::vector<catalog::Oid> Scene::tree(catalog::Oid table) const {
  std::vector<catalog::Oid> all;
  std::unordered_set<catalog::Oid> seen{table};
  const auto add = [&](catalog::Oid parent) {
    for (catalog::Oid child : children(parent)) {
      const catalog::Relation* relation = model_->relation(child);
      if (relation == nullptr || relation->dropped) continue;
      const auto& parents = relation->parents;
      if (std::find(parents.begin(), parents.end(), parent) == parents.end()) continue;
      if (seen.insert(child).second) all.push_back(child);
    }
  };
  add(table);
  for (std::size_t at = 0; at < all.size(); ++at) add(all[at]);
  return all;
}

void Scene::inherits(catalog::Oid child, catalog::Oid parent) {
  scan();
  std::vector<catalog::Oid>& known = children_[parent];
  if (std::find(known.begin(), known.end(), child) == known.end()) known.push_back(child);
}

std::vector<const catalog::Constraint*> Scene::incoming(catalog::Oid table) const {
  scan();
  std::vector<const catalog::Constraint*> keys;
  for (std::size_t at : incoming_[table])
    if (!model_->constraints[at].dropped) keys.push_back(&model_->constraints[at]);
  return keys;
}

void Scene::restore(const Checkpoint& checkpoint) {
  *model_ = checkpoint.model;
  made_ = checkpoint.made;
  scanned_relations_ = scanned_constraints_ = 0;
  children_.clear();
  incoming_.clear();
}

}  // namespace copilot::lint
