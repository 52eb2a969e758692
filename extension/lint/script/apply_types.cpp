// What statements about types, domains, enums and sequences leave behind.
// Words: see apply.hpp and making.hpp.
// A type comes with its array type, so that columns of it can be named.
#include <algorithm>
#include <charconv>

#include "lint/script/apply.hpp"
#include "lint/script/generated_names.hpp"
#include "lint/script/making.hpp"
#include "lint/script/type_change.hpp"

namespace copilot::lint {

namespace {

void add_domain_constraint(catalog::Oid domain, const base::ConstraintDefinition& definition,
                           Scene& scene) {
  const catalog::Type& type = *scene.model().type(domain);
  catalog::Constraint constraint;
  constraint.type = definition.type;
  constraint.domain = domain;
  constraint.schema = type.schema;
  constraint.statement = scene.statement();
  constraint.validated = !definition.not_valid;
  constraint.name = definition.name.empty() ? object_name(type.name, "", "check") : definition.name;
  if (definition.check) constraint.expression = text_of(*definition.check);
  scene.model().add(std::move(constraint));
}

const std::string* option(const std::vector<base::Option>& options, std::string_view name) {
  for (const base::Option& each : options)
    if (each.name == name) return &each.value;
  return nullptr;
}

void set_number(const std::vector<base::Option>& options, std::string_view name,
                std::int64_t& number) {
  if (const std::string* value = option(options, name))
    std::from_chars(value->data(), value->data() + value->size(), number);
}

constexpr std::int64_t largest_int2 = 32767;
constexpr std::int64_t largest_int4 = 2147483647;
constexpr std::int64_t largest_int8 = 9223372036854775807;

std::int64_t largest(const catalog::Type* type) {
  if (type != nullptr && type->name == "int2") return largest_int2;
  if (type != nullptr && type->name == "int4") return largest_int4;
  return largest_int8;
}

void give_options(const base::CreateSequence& statement, Scene& scene,
                  catalog::Sequence& sequence) {
  if (!statement.type.name.name.empty()) {
    const catalog::Type* old = scene.model().type(sequence.type);
    const ResolvedType type = resolve_type(scene, statement.type);
    if (sequence.maximum == 0 || sequence.maximum == largest(old))
      sequence.maximum = largest(type.type);
    sequence.type = type.type == nullptr ? 0 : type.type->oid;
  }
  set_number(statement.options, "increment", sequence.increment);
  set_number(statement.options, "minvalue", sequence.minimum);
  set_number(statement.options, "maxvalue", sequence.maximum);
  set_number(statement.options, "start", sequence.start);
  set_number(statement.options, "cache", sequence.cache);
  if (const std::string* cycle = option(statement.options, "cycle"))
    sequence.cycle = *cycle != "false" && *cycle != "0";
  if (!statement.owned_by_said) return;
  sequence.table = 0;
  sequence.column = 0;
  if (const catalog::Relation* table = scene.relation(statement.owner_table)) {
    sequence.table = table->oid;
    if (const catalog::Column* column = table->column(statement.owner_column))
      sequence.column = column->number;
  }
}

}  // namespace

void apply_create_type(const base::CreateType& statement, Scene& scene) {
  const base::ObjectName name{scene.new_schema(statement.name), statement.name.name};
  if (scene.type(name) != nullptr) return;
  catalog::Type type;
  type.schema = schema_for(name, scene);
  type.name = name.name;
  type.statement = scene.statement();
  type.type = statement.type;
  type.labels = statement.labels;
  type.not_null = statement.not_null;
  if (statement.type == 'e') {
    type.category = 'E';
    type.length = 4;
  }
  if (statement.type == 'd') {
    const ResolvedType base = resolve_type(scene, statement.base);
    if (base.type != nullptr) {
      type.base = base.type->oid;
      type.category = base.type->category;
      type.length = base.type->length;
      type.align = base.type->align;
    }
    type.typmod = base.typmod;
    if (statement.value) type.default_text = text_of(*statement.value);
  }
  catalog::Oid oid = 0;
  if (statement.type == 'c') {
    catalog::Relation row;
    row.schema = type.schema;
    row.name = type.name;
    row.kind = 'c';
    row.statement = scene.statement();
    const catalog::Oid relation = scene.model().add(std::move(row)).oid;
    for (const base::ColumnDefinition& attribute : statement.attributes)
      make_column(relation, attribute, scene);
    scene.made(relation);
    oid = scene.model().relation(relation)->row_type;
  } else {
    oid = scene.model().add(type).oid;
    for (const base::ConstraintDefinition& each : statement.constraints)
      add_domain_constraint(oid, each, scene);
  }
  scene.made(oid);
  catalog::Type array;
  array.schema = type.schema;
  array.name = "_" + type.name;
  array.statement = scene.statement();
  array.category = 'A';
  array.element = oid;
  array.length = -1;
  scene.model().add(std::move(array));
}

void apply_enum_value(const base::AddEnumValue& statement, Scene& scene) {
  const catalog::Type* known = scene.type(statement.type);
  if (known == nullptr) return;
  catalog::Type& type = *scene.model().change_type(known->oid);
  if (std::find(type.labels.begin(), type.labels.end(), statement.value) == type.labels.end())
    type.labels.push_back(statement.value);
}

void apply_alter_domain(const base::AlterDomain& statement, Scene& scene) {
  using Action = base::AlterDomain::Action;
  const catalog::Type* known = scene.type(statement.name);
  if (known == nullptr) return;
  const catalog::Oid oid = known->oid;
  catalog::Type& domain = *scene.model().change_type(oid);
  const auto constraint = [&]() -> catalog::Constraint* {
    for (catalog::Constraint& each : scene.model().constraints)
      if (each.domain == oid && !each.dropped && each.name == statement.constraint_name)
        return &each;
    return nullptr;
  };
  switch (statement.action) {
    case Action::set_not_null:
    case Action::drop_not_null:
      domain.not_null = statement.action == Action::set_not_null;
      break;
    case Action::drop_default:
      domain.default_text.clear();
      break;
    case Action::add_constraint:
      if (statement.constraint) add_domain_constraint(oid, *statement.constraint, scene);
      break;
    case Action::drop_constraint:
      if (catalog::Constraint* each = constraint()) each->dropped = true;
      break;
    case Action::validate_constraint:
      if (catalog::Constraint* each = constraint()) each->validated = true;
      break;
    case Action::set_default:
      break;
  }
}

void apply_create_sequence(const base::CreateSequence& statement, Scene& scene) {
  if (statement.alter) {
    const catalog::Sequence* known = scene.sequence(statement.name);
    if (known != nullptr)
      give_options(statement, scene, *scene.model().change_sequence(known->oid));
    return;
  }
  const base::ObjectName name{scene.new_schema(statement.name), statement.name.name};
  if (scene.sequence(name) != nullptr) return;
  catalog::Sequence sequence;
  sequence.schema = schema_for(name, scene);
  sequence.name = name.name;
  sequence.statement = scene.statement();
  sequence.persistence = statement.persistence;
  const catalog::Type* type = scene.type({"pg_catalog", "int8"});
  sequence.type = type == nullptr ? 0 : type->oid;
  sequence.maximum = largest_int8;
  give_options(statement, scene, sequence);
  scene.made(scene.model().add(std::move(sequence)).oid);
}

}  // namespace copilot::lint
