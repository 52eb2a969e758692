// Model: finding objects, by oid, by name, and by what depends on them.
// Words: see model.hpp; a name's key is the oid of its schema, as bytes, and the name.
// It must not find by name what is dropped.
#include "catalog/model.hpp"

#include <cstring>

#include "base/quote.hpp"
#include "catalog/spelling.hpp"

namespace copilot::catalog {

namespace {

constexpr std::string_view built_in_schema = "pg_catalog";

std::string key(Oid schema, std::string_view name) {
  std::string bytes(sizeof schema + name.size(), '\0');
  std::memcpy(bytes.data(), &schema, sizeof schema);
  std::memcpy(bytes.data() + sizeof schema, name.data(), name.size());
  return bytes;
}

template <class List, class ByOid>
void number(const List& list, ByOid& at) {
  at.clear();
  at.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) at[list[i].oid] = i;
}

template <class List, class ByName>
void name_all(const List& list, ByName& named) {
  named.clear();
  named.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!list[i].dropped) named[key(list[i].schema, list[i].name)] = i;
}

template <class List, class ByOid>
auto found(const List& list, const ByOid& at, Oid oid) -> const typename List::value_type* {
  const auto place = at.find(oid);
  return place == at.end() ? nullptr : &list[place->second];
}

template <class List, class ByName>
auto found(const Model& model, const List& list, const ByName& named, std::string_view schema,
           std::string_view name, const Model::Path& path) -> const typename List::value_type* {
  auto in = [&](std::string_view each) -> const typename List::value_type* {
    const Schema* place = model.schema(each);
    if (place == nullptr) return nullptr;
    const auto at = named.find(key(place->oid, name));
    if (at == named.end() || list[at->second].dropped) return nullptr;
    return &list[at->second];
  };
  if (!schema.empty()) return in(schema);
  for (const std::string& each : path)
    if (const auto* object = in(each)) return object;
  return nullptr;
}

}  // namespace

bool Acl::gives(Oid grantee, std::string_view privilege) const {
  for (const Grant& grant : grants)
    if (grant.grantee == grantee && grant.privilege == privilege) return true;
  return false;
}

const Column* Relation::column(int number) const {
  // Numbers are in order; they are positions as well where nothing was ever dropped.
  const std::size_t guess = static_cast<std::size_t>(number) - 1;
  if (guess < columns.size() && columns[guess].number == number)
    return columns[guess].dropped ? nullptr : &columns[guess];
  for (const Column& each : columns)
    if (each.number == number && !each.dropped) return &each;
  return nullptr;
}

const Column* Relation::column(std::string_view column_name) const {
  for (const Column& each : columns)
    if (each.name == column_name && !each.dropped) return &each;
  return nullptr;
}

const Schema* Model::schema(Oid oid) const {
  return found(schemas, schema_at_, oid);
}

const Schema* Model::schema(std::string_view name) const {
  const auto at = schema_named_.find(key(0, name));
  if (at == schema_named_.end() || schemas[at->second].dropped) return nullptr;
  return &schemas[at->second];
}

const Relation* Model::relation(Oid oid) const {
  return found(relations, relation_at_, oid);
}

const Index* Model::index(Oid oid) const {
  return found(indexes, index_at_, oid);
}

const Constraint* Model::constraint(Oid oid) const {
  return found(constraints, constraint_at_, oid);
}

const Sequence* Model::sequence(Oid oid) const {
  return found(sequences, sequence_at_, oid);
}

const Function* Model::function(Oid oid) const {
  return found(functions, function_at_, oid);
}

const Type* Model::type(Oid oid) const {
  return found(types, type_at_, oid);
}

const Role* Model::role(Oid oid) const {
  return found(roles, role_at_, oid);
}

const Extension* Model::extension(Oid oid) const {
  return found(extensions, extension_at_, oid);
}

const Relation* Model::find_relation(std::string_view schema, std::string_view name,
                                     const Path& path) const {
  return found(*this, relations, relation_named_, schema, name, path);
}

const Index* Model::find_index(std::string_view schema, std::string_view name,
                               const Path& path) const {
  return found(*this, indexes, index_named_, schema, name, path);
}

const Sequence* Model::find_sequence(std::string_view schema, std::string_view name,
                                     const Path& path) const {
  return found(*this, sequences, sequence_named_, schema, name, path);
}

// The server looks into its own schema first, wherever the path has it not.
const Type* Model::find_type(std::string_view schema, std::string_view name,
                             const Path& path) const {
  if (schema.empty())
    if (const Type* built_in = found(*this, types, type_named_, built_in_schema, name, path))
      return built_in;
  return found(*this, types, type_named_, schema, name, path);
}

std::vector<const Dependency*> Model::dependents(Oid referenced, int column) const {
  std::vector<const Dependency*> all;
  const auto place = dependents_at_.find(referenced);
  if (place == dependents_at_.end()) return all;
  for (const std::size_t at : place->second) {
    const Dependency& each = dependencies[at];
    if (column != 0 && each.referenced_column != column) continue;
    if (const Relation* dependent = relation(each.dependent);
        dependent != nullptr && each.of == Dependency::Class::relation && dependent->dropped)
      continue;
    if (const Index* dependent = index(each.dependent);
        dependent != nullptr && each.of == Dependency::Class::relation && dependent->dropped)
      continue;
    if (const Constraint* dependent = constraint(each.dependent);
        dependent != nullptr && each.of == Dependency::Class::constraint && dependent->dropped)
      continue;
    if (const Function* dependent = function(each.dependent);
        dependent != nullptr && each.of == Dependency::Class::function && dependent->dropped)
      continue;
    all.push_back(&each);
  }
  return all;
}

std::string Model::qualified(const Object& object) const {
  const std::string name = base::quote_identifier(object.name);
  const Schema* place = object.schema == 0 ? nullptr : schema(object.schema);
  return place == nullptr ? name : base::quote_identifier(place->name) + "." + name;
}

std::string Model::qualified(const Function& function) const {
  return qualified(static_cast<const Object&>(function)) + "(" + function.arguments + ")";
}

std::string Model::qualified(const Relation& table, const Column& column) const {
  return qualified(static_cast<const Object&>(table)) + "." + base::quote_identifier(column.name);
}

std::string Model::name_of_type(Oid oid) const {
  const Type* named = type(oid);
  if (named == nullptr) return "???";
  // The vectors of the catalogs are arrays only by their category; no array has arrays for elements,
  // but a snapshot that travelled may say so.
  const auto array = [](const Type& each) {
    return each.element != 0 && each.category == 'A' && each.name.starts_with('_');
  };
  if (array(*named)) {
    const Type* element = type(named->element);
    return element == nullptr || array(*element) ? "???[]" : name_of_type(named->element) + "[]";
  }
  const Schema* place = schema(named->schema);
  if (place != nullptr && place->name == built_in_schema) {
    const std::string_view spelled = spelling(named->name);
    return spelled.empty() ? base::quote_identifier(named->name) : std::string(spelled);
  }
  return qualified(*named);
}

void Model::refresh() {
  number(schemas, schema_at_);
  number(relations, relation_at_);
  number(indexes, index_at_);
  number(constraints, constraint_at_);
  number(sequences, sequence_at_);
  number(functions, function_at_);
  number(types, type_at_);
  number(roles, role_at_);
  number(extensions, extension_at_);
  name_all(schemas, schema_named_);
  name_all(relations, relation_named_);
  name_all(indexes, index_named_);
  name_all(sequences, sequence_named_);
  name_all(types, type_named_);
  for (Relation& each : relations) {
    each.indexes.clear();
    each.constraints.clear();
    each.triggers.clear();
    each.policies.clear();
    each.rules.clear();
  }
  auto belong = [&](const auto& list, std::vector<std::size_t> Relation::*places) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (Relation* table = change_relation(list[i].table)) (table->*places).push_back(i);
  };
  belong(indexes, &Relation::indexes);
  belong(constraints, &Relation::constraints);
  belong(triggers, &Relation::triggers);
  belong(policies, &Relation::policies);
  belong(rules, &Relation::rules);
  dependents_at_.clear();
  for (std::size_t i = 0; i < dependencies.size(); ++i)
    dependents_at_[dependencies[i].referenced].push_back(i);
}

}  // namespace copilot::catalog
