// Choosing what is judged.
// Words: see subject.hpp.
// A list must be in the order of the model, so that findings come out the same each time.
#include "lint/subject.hpp"

#include <algorithm>

#include "base/quote.hpp"

namespace copilot::lint {

namespace {

bool of_system(std::string_view schema) {
  return schema == "information_schema" || schema.starts_with("pg_");
}

std::string part(const catalog::Model& model, catalog::Oid table, const std::string& name) {
  const catalog::Relation* relation = model.relation(table);
  const std::string quoted = base::quote_identifier(name);
  return relation == nullptr ? quoted : model.qualified(*relation) + "." + quoted;
}

}  // namespace

Subject::Subject(const catalog::Model& model, Limits limits, base::Interrupts& interrupts)
    : model_(model), limits_(std::move(limits)), interrupts_(interrupts) {
  for (const catalog::Schema& schema : model.schemas) {
    const bool asked = !limits_.schemas ||
                       std::find(limits_.schemas->begin(), limits_.schemas->end(), schema.name) !=
                           limits_.schemas->end();
    if (asked && schema.extension == 0 && !of_system(schema.name)) schemas_.insert(schema.oid);
  }
  for (const catalog::Extension& extension : model.extensions) homes_.insert(extension.schema);
  const auto leave = [&](const catalog::Object& object) {
    if (object.extension == 0 && !object.dropped) homes_.erase(object.schema);
  };
  for (const catalog::Relation& relation : model.relations) leave(relation);
  for (const catalog::Function& function : model.functions) leave(function);
  for (const catalog::Relation& relation : model.relations) {
    if (!relation.table() || !covers(relation) || !judged(relation.statement)) continue;
    (relation.partition ? partitions_ : tables_).push_back(&relation);
  }
}

bool Subject::covers(const catalog::Object& object) const {
  if (object.dropped || object.extension != 0) return false;
  return object.schema == 0 || schemas_.contains(object.schema);
}

// Of a table's part: the table may be judged, and is no partition.
bool Subject::covers_part(catalog::Oid table) const {
  const catalog::Relation* relation = model_.relation(table);
  return relation != nullptr && covers(*relation) && !relation->partition;
}

std::vector<const catalog::Relation*> Subject::relations(std::string_view kinds) const {
  return chosen(model_.relations, [&](const catalog::Relation& relation) {
    return kinds.find(relation.kind) != std::string_view::npos && covers(relation) &&
           !relation.partition && relation.persistence != 't';
  });
}

std::vector<TableColumn> Subject::columns() const {
  interrupts_.poll();
  std::vector<TableColumn> columns;
  for (const catalog::Relation& relation : model_.relations) {
    if ((!relation.table() && relation.kind != 'f') || relation.partition || !covers(relation))
      continue;
    for (const catalog::Column& column : relation.columns)
      if (!column.dropped && column.local && judged(column.statement))
        columns.push_back({relation, column});
  }
  return columns;
}

std::vector<const catalog::Index*> Subject::indexes() const {
  return chosen(model_.indexes, [&](const catalog::Index& index) {
    return !index.dropped && index.parent == 0 && covers_part(index.table);
  });
}

std::vector<const catalog::Constraint*> Subject::constraints() const {
  return chosen(model_.constraints, [&](const catalog::Constraint& constraint) {
    if (constraint.dropped || constraint.parent != 0) return false;
    if (constraint.table != 0) return covers_part(constraint.table) && constraint.local;
    const catalog::Type* domain = model_.type(constraint.domain);
    return domain != nullptr && covers(*domain);
  });
}

std::vector<const catalog::Constraint*> Subject::constraints(char type) const {
  std::vector<const catalog::Constraint*> all = constraints();
  std::erase_if(all, [&](const catalog::Constraint* each) { return each->type != type; });
  return all;
}

std::vector<const catalog::Sequence*> Subject::sequences() const {
  return chosen(model_.sequences, [&](const catalog::Sequence& each) {
    return covers(each) && each.persistence != 't';
  });
}

std::vector<const catalog::Function*> Subject::functions() const {
  return chosen(model_.functions, [&](const catalog::Function& each) { return covers(each); });
}

std::vector<const catalog::Type*> Subject::types() const {
  return chosen(model_.types, [&](const catalog::Type& each) {
    if (!covers(each) || each.element != 0) return false;
    if (each.type != 'c') return true;
    const catalog::Relation* relation = model_.relation(each.relation);
    return relation != nullptr && relation->kind == 'c';
  });
}

std::vector<const catalog::Trigger*> Subject::triggers() const {
  return chosen(model_.triggers, [&](const catalog::Trigger& each) {
    const catalog::Relation* relation = model_.relation(each.table);
    return !each.dropped && relation != nullptr && covers(*relation) && !relation->partition;
  });
}

std::vector<const catalog::Policy*> Subject::policies() const {
  return chosen(model_.policies, [&](const catalog::Policy& each) {
    const catalog::Relation* relation = model_.relation(each.table);
    return !each.dropped && relation != nullptr && covers(*relation);
  });
}

std::vector<const catalog::Rule*> Subject::rewrite_rules() const {
  return chosen(model_.rules, [&](const catalog::Rule& each) {
    const catalog::Relation* relation = model_.relation(each.table);
    return !each.dropped && relation != nullptr && covers(*relation);
  });
}

std::vector<const catalog::Schema*> Subject::schemas() const {
  return chosen(model_.schemas, [&](const catalog::Schema& each) {
    return !each.dropped && schemas_.contains(each.oid) && !homes_.contains(each.oid);
  });
}

std::vector<const catalog::Extension*> Subject::extensions() const {
  return chosen(model_.extensions, [&](const catalog::Extension& each) { return !each.dropped; });
}

std::vector<const catalog::Publication*> Subject::publications() const {
  return chosen(model_.publications,
                [&](const catalog::Publication& each) { return !each.dropped; });
}

About Subject::about(const catalog::Relation& relation) const {
  const char* type = "table";
  switch (relation.kind) {
    case 'v':
      type = "view";
      break;
    case 'm':
      type = "materialized view";
      break;
    case 'f':
      type = "foreign table";
      break;
    case 'c':
      type = "type";
      break;
  }
  return {type, model_.qualified(relation), relation.statement};
}

About Subject::about(const catalog::Relation& table, const catalog::Column& column) const {
  return {"column", model_.qualified(table, column), column.statement};
}

About Subject::about(const catalog::Index& index) const {
  return {"index", model_.qualified(index), index.statement};
}

About Subject::about(const catalog::Constraint& constraint) const {
  if (constraint.table != 0)
    return {"constraint", part(model_, constraint.table, constraint.name), constraint.statement};
  const catalog::Type* domain = model_.type(constraint.domain);
  const std::string name = base::quote_identifier(constraint.name);
  return {"constraint", domain == nullptr ? name : model_.qualified(*domain) + "." + name,
          constraint.statement};
}

About Subject::about(const catalog::Function& function) const {
  return {function.kind == 'p' ? "procedure" : "function", model_.qualified(function),
          function.statement};
}

About Subject::about(const catalog::Sequence& sequence) const {
  return {"sequence", model_.qualified(sequence), sequence.statement};
}

About Subject::about(const catalog::Type& type) const {
  return {type.type == 'd' ? "domain" : "type", model_.qualified(type), type.statement};
}

About Subject::about(const catalog::Trigger& trigger) const {
  return {"trigger", part(model_, trigger.table, trigger.name), trigger.statement};
}

About Subject::about(const catalog::Policy& policy) const {
  return {"policy", part(model_, policy.table, policy.name), policy.statement};
}

About Subject::about(const catalog::Rule& rule) const {
  return {"rule", part(model_, rule.table, rule.name), rule.statement};
}

About Subject::about(const catalog::Schema& schema) const {
  return {"schema", base::quote_identifier(schema.name), schema.statement};
}

About Subject::about_database() const {
  return {"database", base::quote_identifier(model_.database.name), 0};
}

std::vector<const catalog::Index*> Subject::usable_indexes(const catalog::Relation& table) const {
  std::vector<const catalog::Index*> usable;
  for (std::size_t at : table.indexes) {
    const catalog::Index& index = model_.indexes[at];
    if (!index.dropped && index.valid && index.ready && index.live) usable.push_back(&index);
  }
  return usable;
}

const catalog::Constraint* Subject::primary_key(const catalog::Relation& table) const {
  for (std::size_t at : table.constraints) {
    const catalog::Constraint& constraint = model_.constraints[at];
    if (constraint.type == 'p' && !constraint.dropped) return &constraint;
  }
  return nullptr;
}

Subject::Underlying Subject::underlying(catalog::Oid type, int typmod) const {
  constexpr int deepest = 32;
  Underlying found{model_.type(type), typmod};
  for (int depth = 0; depth < deepest && found.type != nullptr && found.type->type == 'd'; ++depth)
    found = {model_.type(found.type->base), found.type->typmod};
  return found;
}

}  // namespace copilot::lint
