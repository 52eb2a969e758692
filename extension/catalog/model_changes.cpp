// What a script does to a model: adding, dropping, renaming and moving objects.
// Words: see model.hpp; what belongs to an object goes where it goes.
// Nothing is erased: positions and oids stay good, what is dropped is only marked.
#include <cstring>
#include <utility>

#include "catalog/model.hpp"

namespace copilot::catalog {

namespace {

std::string key(Oid schema, std::string_view name) {
  std::string bytes(sizeof schema + name.size(), '\0');
  std::memcpy(bytes.data(), &schema, sizeof schema);
  std::memcpy(bytes.data() + sizeof schema, name.data(), name.size());
  return bytes;
}

template <class List, class ByOid>
auto change(List& list, const ByOid& at, Oid oid) -> typename List::value_type* {
  const auto place = at.find(oid);
  return place == at.end() ? nullptr : &list[place->second];
}

// A name leads to the object that has it now; an older one of that name may still be in the list.
template <class List, class ByName>
void give_name(List& list, ByName& named, std::size_t at, Oid schema, std::string name) {
  auto& object = list[at];
  const auto old = named.find(key(object.schema, object.name));
  if (old != named.end() && old->second == at) named.erase(old);
  object.schema = schema;
  object.name = std::move(name);
  if (!object.dropped) named[key(object.schema, object.name)] = at;
}

}  // namespace

Relation* Model::change_relation(Oid oid) {
  return change(relations, relation_at_, oid);
}

Index* Model::change_index(Oid oid) {
  return change(indexes, index_at_, oid);
}

Constraint* Model::change_constraint(Oid oid) {
  return change(constraints, constraint_at_, oid);
}

Sequence* Model::change_sequence(Oid oid) {
  return change(sequences, sequence_at_, oid);
}

Function* Model::change_function(Oid oid) {
  return change(functions, function_at_, oid);
}

Type* Model::change_type(Oid oid) {
  return change(types, type_at_, oid);
}

Schema* Model::change_schema(Oid oid) {
  return change(schemas, schema_at_, oid);
}

Relation& Model::add(Relation relation) {
  if (relation.oid == 0) relation.oid = next_++;
  relation.indexes.clear();
  relation.constraints.clear();
  relation.triggers.clear();
  relation.policies.clear();
  relation.rules.clear();
  if (relation.row_type == 0) {
    Type row;
    row.schema = relation.schema;
    row.name = relation.name;
    row.owner = relation.owner;
    row.statement = relation.statement;
    row.type = 'c';
    row.category = 'C';
    row.length = -1;
    row.align = 'd';
    row.relation = relation.oid;
    relation.row_type = add(std::move(row)).oid;
  }
  relation_at_[relation.oid] = relations.size();
  relation_named_[key(relation.schema, relation.name)] = relations.size();
  return relations.emplace_back(std::move(relation));
}

Index& Model::add(Index index) {
  if (index.oid == 0) index.oid = next_++;
  if (Relation* table = change_relation(index.table)) {
    table->indexes.push_back(indexes.size());
    if (index.schema == 0) index.schema = table->schema;
  }
  index_at_[index.oid] = indexes.size();
  index_named_[key(index.schema, index.name)] = indexes.size();
  return indexes.emplace_back(std::move(index));
}

Constraint& Model::add(Constraint constraint) {
  if (constraint.oid == 0) constraint.oid = next_++;
  if (Relation* table = change_relation(constraint.table)) {
    table->constraints.push_back(constraints.size());
    if (constraint.schema == 0) constraint.schema = table->schema;
  }
  constraint_at_[constraint.oid] = constraints.size();
  return constraints.emplace_back(std::move(constraint));
}

Sequence& Model::add(Sequence sequence) {
  if (sequence.oid == 0) sequence.oid = next_++;
  sequence_at_[sequence.oid] = sequences.size();
  sequence_named_[key(sequence.schema, sequence.name)] = sequences.size();
  return sequences.emplace_back(std::move(sequence));
}

Function& Model::add(Function function) {
  if (function.oid == 0) function.oid = next_++;
  function_at_[function.oid] = functions.size();
  return functions.emplace_back(std::move(function));
}

Type& Model::add(Type type) {
  if (type.oid == 0) type.oid = next_++;
  type_at_[type.oid] = types.size();
  type_named_[key(type.schema, type.name)] = types.size();
  return types.emplace_back(std::move(type));
}

Schema& Model::add(Schema schema) {
  if (schema.oid == 0) schema.oid = next_++;
  schema_at_[schema.oid] = schemas.size();
  schema_named_[key(0, schema.name)] = schemas.size();
  return schemas.emplace_back(std::move(schema));
}

Trigger& Model::add(Trigger trigger) {
  if (trigger.oid == 0) trigger.oid = next_++;
  if (Relation* table = change_relation(trigger.table)) {
    table->triggers.push_back(triggers.size());
    if (trigger.schema == 0) trigger.schema = table->schema;
  }
  return triggers.emplace_back(std::move(trigger));
}

Policy& Model::add(Policy policy) {
  if (policy.oid == 0) policy.oid = next_++;
  if (Relation* table = change_relation(policy.table)) {
    table->policies.push_back(policies.size());
    if (policy.schema == 0) policy.schema = table->schema;
  }
  return policies.emplace_back(std::move(policy));
}

Rule& Model::add(Rule rule) {
  if (rule.oid == 0) rule.oid = next_++;
  if (Relation* table = change_relation(rule.table)) {
    table->rules.push_back(rules.size());
    if (rule.schema == 0) rule.schema = table->schema;
  }
  return rules.emplace_back(std::move(rule));
}

void Model::drop(Oid oid) {
  std::vector<Oid> pending{oid};
  while (!pending.empty()) {
    const Oid gone = pending.back();
    pending.pop_back();
    auto go = [&](auto& object) {
      if (object.dropped) return;
      object.dropped = true;
      if (object.oid != gone) pending.push_back(object.oid);
    };
    auto where = [&](auto& list, auto&& belongs) {
      for (auto& each : list)
        if (belongs(each)) go(each);
    };
    const bool is_schema = schema_at_.contains(gone), is_extension = extension_at_.contains(gone);
    auto inside = [&](const Object& each) {
      return is_schema ? each.schema == gone : each.extension == gone;
    };
    auto itself = [&](const Object& each) { return each.oid == gone; };
    if (is_schema || is_extension) {
      if (is_schema)
        go(*change_schema(gone));
      else
        go(extensions[extension_at_.at(gone)]);
      where(schemas, inside);
      where(relations, inside);
      where(indexes, inside);
      where(constraints, inside);
      where(sequences, inside);
      where(functions, inside);
      where(types, inside);
      where(collations, inside);
    } else if (Relation* table = change_relation(gone)) {
      go(*table);
      for (const std::size_t at : table->indexes) go(indexes[at]);
      for (const std::size_t at : table->triggers) go(triggers[at]);
      for (const std::size_t at : table->policies) go(policies[at]);
      for (const std::size_t at : table->rules) go(rules[at]);
      if (Type* row = change_type(table->row_type)) go(*row);
      where(constraints, [&](const Constraint& each) {
        return each.table == gone || each.foreign_table == gone;
      });
      where(sequences, [&](const Sequence& each) { return each.table == gone; });
      if (table->kind == 'p')
        where(relations, [&](const Relation& each) {
          return each.partition && !each.parents.empty() && each.parents.front() == gone;
        });
    } else if (Index* index = change_index(gone)) {
      go(*index);
      if (const Relation* table = relation(index->table))
        for (const std::size_t at : table->constraints)
          if (constraints[at].index == gone && constraints[at].type != 'f') go(constraints[at]);
      if (index->partitioned)
        where(indexes, [&](const Index& each) { return each.parent == gone; });
    } else if (Constraint* constraint = change_constraint(gone)) {
      go(*constraint);
      if (constraint->type == 'p' || constraint->type == 'u' || constraint->type == 'x')
        if (Index* backing = change_index(constraint->index)) go(*backing);
      if (const Relation* table = relation(constraint->table);
          table != nullptr && table->kind == 'p')
        where(constraints, [&](const Constraint& each) { return each.parent == gone; });
    } else if (Type* type = change_type(gone)) {
      go(*type);
      where(constraints, [&](const Constraint& each) { return each.domain == gone; });
    } else if (Sequence* sequence = change_sequence(gone)) {
      go(*sequence);
    } else if (Function* function = change_function(gone)) {
      go(*function);
    } else {
      where(triggers, itself);
      where(policies, itself);
      where(rules, itself);
      where(publications, itself);
      where(collations, itself);
    }
  }
}

void Model::rename(Oid oid, std::string name) {
  if (const auto at = relation_at_.find(oid); at != relation_at_.end()) {
    Relation& table = relations[at->second];
    if (const auto row = type_at_.find(table.row_type); row != type_at_.end())
      give_name(types, type_named_, row->second, table.schema, name);
    give_name(relations, relation_named_, at->second, table.schema, std::move(name));
  } else if (const auto index = index_at_.find(oid); index != index_at_.end()) {
    // The index of a constraint and the constraint have one name.
    for (Constraint& each : constraints)
      if (each.index == oid && each.type != 'f' && !each.dropped) each.name = name;
    give_name(indexes, index_named_, index->second, indexes[index->second].schema, std::move(name));
  } else if (Constraint* constraint = change_constraint(oid)) {
    const auto backing = index_at_.find(constraint->index);
    if (constraint->type != 'f' && backing != index_at_.end())
      give_name(indexes, index_named_, backing->second, indexes[backing->second].schema, name);
    constraint->name = std::move(name);
  } else if (const auto sequence = sequence_at_.find(oid); sequence != sequence_at_.end()) {
    give_name(sequences, sequence_named_, sequence->second, sequences[sequence->second].schema,
              std::move(name));
  } else if (const auto type = type_at_.find(oid); type != type_at_.end()) {
    give_name(types, type_named_, type->second, types[type->second].schema, std::move(name));
  } else if (const auto schema = schema_at_.find(oid); schema != schema_at_.end()) {
    give_name(schemas, schema_named_, schema->second, 0, std::move(name));
  } else if (Function* function = change_function(oid)) {
    function->name = std::move(name);
  } else {
    for (Trigger& each : triggers)
      if (each.oid == oid) each.name = name;
    for (Policy& each : policies)
      if (each.oid == oid) each.name = name;
    for (Rule& each : rules)
      if (each.oid == oid) each.name = name;
  }
}

void Model::move(Oid oid, Oid schema) {
  if (const auto at = relation_at_.find(oid); at != relation_at_.end()) {
    Relation& table = relations[at->second];
    for (const std::size_t index : table.indexes)
      give_name(indexes, index_named_, index, schema, indexes[index].name);
    for (const std::size_t constraint : table.constraints) constraints[constraint].schema = schema;
    for (const std::size_t trigger : table.triggers) triggers[trigger].schema = schema;
    for (const std::size_t policy : table.policies) policies[policy].schema = schema;
    for (const std::size_t rule : table.rules) rules[rule].schema = schema;
    for (std::size_t i = 0; i < sequences.size(); ++i)
      if (sequences[i].table == oid)
        give_name(sequences, sequence_named_, i, schema, sequences[i].name);
    if (const auto row = type_at_.find(table.row_type); row != type_at_.end())
      give_name(types, type_named_, row->second, schema, types[row->second].name);
    give_name(relations, relation_named_, at->second, schema, table.name);
  } else if (const auto sequence = sequence_at_.find(oid); sequence != sequence_at_.end()) {
    give_name(sequences, sequence_named_, sequence->second, schema,
              sequences[sequence->second].name);
  } else if (const auto type = type_at_.find(oid); type != type_at_.end()) {
    give_name(types, type_named_, type->second, schema, types[type->second].name);
  } else if (Function* function = change_function(oid)) {
    function->schema = schema;
  } else if (const auto extension = extension_at_.find(oid); extension != extension_at_.end()) {
    extensions[extension->second].schema = schema;
  }
}

}  // namespace copilot::catalog
