// Making columns and what comes with them.
// Words: see making.hpp.
// References into the model's lists must not be kept across an addition to the same list.
#include "lint/script/making.hpp"

#include <algorithm>
#include <limits>

#include "base/quote.hpp"
#include "lint/script/generated_names.hpp"
#include "lint/script/type_change.hpp"

namespace copilot::lint {

namespace {

constexpr int version_of_named_not_null = 180000;

struct Serial {
  std::string_view name;
  std::string_view type;
  std::string_view text;
  std::int64_t maximum;
};

constexpr std::int64_t int2_maximum = std::numeric_limits<std::int16_t>::max();
constexpr std::int64_t int4_maximum = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t int8_maximum = std::numeric_limits<std::int64_t>::max();

constexpr Serial serials[] = {{"serial", "int4", "integer", int4_maximum},
                              {"serial4", "int4", "integer", int4_maximum},
                              {"bigserial", "int8", "bigint", int8_maximum},
                              {"serial8", "int8", "bigint", int8_maximum},
                              {"smallserial", "int2", "smallint", int2_maximum},
                              {"serial2", "int2", "smallint", int2_maximum}};

const Serial* serial_named(const base::TypeName& type) {
  if (!type.name.schema.empty() || type.dimensions > 0) return nullptr;
  for (const Serial& each : serials)
    if (each.name == type.name.name) return &each;
  return nullptr;
}

std::int64_t maximum_of(std::string_view type) {
  if (type == "int2" || type == "smallint") return int2_maximum;
  if (type == "int4" || type == "integer") return int4_maximum;
  return int8_maximum;
}

// Returns its name with the schema, as nextval would be given it.
std::string make_sequence(catalog::Oid table, const catalog::Column& column, std::int64_t maximum,
                          bool identity, Scene& scene) {
  const catalog::Relation& owner = *scene.model().relation(table);
  const std::string schema = scene.schema_name(owner.schema);
  catalog::Sequence sequence;
  sequence.schema = owner.schema;
  sequence.name = free_relation_name(scene, schema, owner.name, column.name, "seq");
  sequence.statement = scene.statement();
  sequence.owner = owner.owner;
  sequence.type = column.type;
  sequence.maximum = maximum;
  sequence.persistence = owner.persistence;
  sequence.table = table;
  sequence.column = column.number;
  sequence.identity = identity;
  const std::string name = base::quote_qualified(schema, sequence.name);
  scene.made(scene.model().add(std::move(sequence)).oid);
  return name;
}

}  // namespace

void make_not_null(catalog::Oid table, int column, const std::string& name, bool validated,
                   Scene& scene) {
  if (scene.model().version < version_of_named_not_null) return;
  const catalog::Relation& relation = *scene.model().relation(table);
  const catalog::Column* known = relation.column(column);
  if (known == nullptr) return;
  catalog::Constraint constraint;
  constraint.type = 'n';
  constraint.table = table;
  constraint.schema = relation.schema;
  constraint.statement = scene.statement();
  constraint.validated = validated;
  constraint.columns = {column};
  constraint.name =
      name.empty() ? free_constraint_name(scene, relation, known->name, "not_null") : name;
  scene.made(scene.model().add(std::move(constraint)).oid);
}

std::string text_of(const base::Expression& expression) {
  if (expression.not_null_column.empty()) return expression.text;
  return "(" + base::quote_identifier(expression.not_null_column) + " IS NOT NULL)";
}

catalog::Oid schema_for(const base::ObjectName& name, Scene& scene, char persistence) {
  const std::string schema = scene.new_schema(name, persistence);
  if (const catalog::Schema* known = scene.model().schema(schema)) return known->oid;
  catalog::Schema assumed;
  assumed.name = schema;
  return scene.model().add(std::move(assumed)).oid;
}

catalog::Oid table_for(const base::ObjectName& name, Scene& scene) {
  if (const catalog::Relation* known = scene.relation(name)) return known->oid;
  catalog::Relation assumed;
  assumed.schema = schema_for(name, scene);
  assumed.name = name.name;
  return scene.model().add(std::move(assumed)).oid;
}

std::vector<int> column_numbers(const catalog::Relation& table,
                                const std::vector<std::string>& names) {
  std::vector<int> numbers;
  for (const std::string& name : names)
    if (const catalog::Column* column = table.column(name)) numbers.push_back(column->number);
  return numbers;
}

void give_type(const base::TypeName& name, const Scene& scene, catalog::Column& column) {
  if (const Serial* serial = serial_named(name)) {
    const catalog::Type* type = scene.type({"pg_catalog", std::string(serial->type)});
    column.type = type == nullptr ? 0 : type->oid;
    column.type_text = serial->text;
    column.typmod = -1;
    column.length = type == nullptr ? 0 : type->length;
    return;
  }
  const ResolvedType resolved = resolve_type(scene, name);
  column.type = resolved.type == nullptr ? 0 : resolved.type->oid;
  column.type_text = resolved.text;
  column.typmod = resolved.typmod;
  if (resolved.type == nullptr) return;
  column.length = resolved.type->length;
  column.align = resolved.type->align;
  column.collation = 0;
}

void set_not_null(catalog::Oid table, int column, Scene& scene) {
  catalog::Relation* relation = scene.model().change_relation(table);
  bool changed = false;
  for (catalog::Column& each : relation->columns) {
    if (each.number != column || each.dropped || each.not_null) continue;
    each.not_null = changed = true;
    each.statement = scene.statement();
  }
  if (changed) make_not_null(table, column, "", true, scene);
}

void inherit_column(catalog::Oid child, const catalog::Column& column, Scene& scene) {
  catalog::Relation* relation = scene.model().change_relation(child);
  if (relation == nullptr) return;
  for (catalog::Column& each : relation->columns)
    if (!each.dropped && each.name == column.name) return;  // merged with the one that is there
  catalog::Column copy = column;
  copy.number = relation->columns.empty() ? 1 : relation->columns.back().number + 1;
  copy.local = false;
  copy.identity = 0;
  copy.statement = scene.statement();
  copy.made = true;
  relation->columns.push_back(std::move(copy));
}

void make_column(catalog::Oid table, const base::ColumnDefinition& definition, Scene& scene) {
  catalog::Relation* relation = scene.model().change_relation(table);
  catalog::Column column;
  column.number = relation->columns.empty() ? 1 : relation->columns.back().number + 1;
  column.name = definition.name;
  column.statement = scene.statement();
  column.made = true;
  give_type(definition.type, scene, column);
  column.not_null = definition.not_null;
  column.identity = definition.identity;
  column.generated = definition.generated;
  if (definition.value && !definition.value->null) column.default_text = text_of(*definition.value);
  if (!definition.storage.empty())
    column.storage = definition.storage == "external" ? 'e' : definition.storage.front();
  if (!definition.compression.empty()) column.compression = definition.compression.front();
  if (const Serial* serial = serial_named(definition.type)) {
    const std::string sequence = make_sequence(table, column, serial->maximum, false, scene);
    column.default_text = "nextval(" + base::quote_literal(sequence) + "::regclass)";
    column.not_null = true;
  } else if (definition.identity != 0) {
    make_sequence(table, column, maximum_of(definition.type.name.name), true, scene);
    column.not_null = true;
  }
  const int number = column.number;
  const bool not_null = column.not_null;
  relation = scene.model().change_relation(table);
  relation->columns.push_back(std::move(column));
  bool named = false;
  for (const base::ConstraintDefinition& each : definition.constraints) {
    make_constraint(table, each, definition.name, scene);
    named |= each.type == 'n';
  }
  if (not_null && !named) make_not_null(table, number, "", true, scene);
  for (catalog::Oid child : scene.tree(table))
    inherit_column(child, *scene.model().relation(table)->column(number), scene);
}

}  // namespace copilot::lint
