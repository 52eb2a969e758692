// What CREATE TABLE, its forms with a query, and CREATE INDEX leave behind.
// Words: see apply.hpp and making.hpp.
// A table whose columns a query gives is not taken for one without columns: it is assumed.
#include <algorithm>

#include "lint/script/apply.hpp"
#include "lint/script/generated_names.hpp"
#include "lint/script/making.hpp"

namespace copilot::lint {

namespace {

std::string key_definition(const base::CreateTable& statement) {
  std::string text = statement.partition_strategy + " (";
  for (const std::string& column : statement.partition_columns) {
    if (text.back() != '(') text += ", ";
    text += column.empty() ? "expression" : column;
  }
  return text + ")";
}

void copy_columns(catalog::Oid from, catalog::Oid to, bool inherited, Scene& scene) {
  const catalog::Relation* source = scene.model().relation(from);
  if (source == nullptr) return;
  for (const catalog::Column& column : std::vector<catalog::Column>(source->columns)) {
    if (column.dropped) continue;
    inherit_column(to, column, scene);
    if (inherited) continue;
    catalog::Column& copy = scene.model().change_relation(to)->columns.back();
    copy.local = true;
    copy.default_text.clear();
    copy.generated = 0;
  }
}

// The keys and indexes of a partitioned table, in a new partition.
void copy_indexes(catalog::Oid from, catalog::Oid to, Scene& scene) {
  const std::vector<std::size_t> indexes = scene.model().relation(from)->indexes;
  for (std::size_t at : indexes) {
    catalog::Index part = scene.model().indexes[at];
    if (part.dropped) continue;
    const catalog::Relation& table = *scene.model().relation(to);
    std::vector<std::string> names;
    bool known = true;
    for (catalog::IndexKey& key : part.keys) {
      if (key.column == 0) continue;
      const catalog::Column* column = scene.model().relation(from)->column(key.column);
      const catalog::Column* own = column == nullptr ? nullptr : table.column(column->name);
      known = known && own != nullptr;
      if (own == nullptr) continue;
      key.column = own->number;
      names.push_back(own->name);
    }
    if (!known) continue;
    part.parent = part.oid;
    part.oid = 0;
    part.schema = table.schema;
    part.table = to;
    part.partitioned = table.kind == 'p';
    part.statement = scene.statement();
    part.name = free_relation_name(scene, scene.schema_name(table.schema), table.name,
                                   part.primary ? "" : joined_columns(names),
                                   part.primary ? "pkey" : "idx");
    scene.made(scene.model().add(std::move(part)).oid);
  }
}

void index_elements(const base::CreateIndex& statement, const catalog::Relation& table,
                    catalog::Index& index, std::vector<std::string>& names, Scene& scene) {
  for (const base::IndexElement& element : statement.elements) {
    catalog::IndexKey key;
    key.descending = element.descending;
    key.nulls_first = element.descending;
    if (const catalog::Column* column = table.column(element.column)) key.column = column->number;
    if (element.expression) key.expression = element.expression->text;
    if (!element.operator_class.name.empty()) {
      for (const auto& [oid, name] : scene.model().operator_classes)
        if (name == element.operator_class.name) key.operator_class = oid;
    }
    index.keys.push_back(std::move(key));
    names.push_back(element.column.empty() ? "expr" : element.column);
  }
}

}  // namespace

void apply_create_table(const base::CreateTable& statement, Scene& scene) {
  // Of a name that is taken the server makes nothing.
  if (const catalog::Relation* known = scene.model().find_relation(
          scene.new_schema(statement.name, statement.persistence), statement.name.name, {});
      known != nullptr && !assumed(*known))
    return;
  catalog::Relation table;
  table.schema = schema_for(statement.name, scene, statement.persistence);
  table.name = statement.name.name;
  table.kind = statement.partition_strategy.empty() ? statement.kind : 'p';
  table.persistence = statement.persistence;
  table.statement = scene.statement();
  table.rows = 0;
  table.partition = statement.partition_of.has_value();
  for (const base::Option& option : statement.options)
    table.options.push_back(option.name + "=" + option.value);
  table.method = statement.method;
  if (!statement.partition_strategy.empty()) table.partition_key = key_definition(statement);
  if (statement.partition_of) {
    table.parents.push_back(table_for(*statement.partition_of, scene));
    table.partition_bound = statement.default_partition ? "DEFAULT" : "FOR VALUES";
  }
  for (const base::ObjectName& parent : statement.inherits)
    table.parents.push_back(table_for(parent, scene));
  const std::vector<catalog::Oid> parents = table.parents;
  const catalog::Oid oid = scene.model().add(std::move(table)).oid;
  scene.made(oid);
  for (catalog::Oid parent : parents) copy_columns(parent, oid, true, scene);
  for (const base::ObjectName& like : statement.likes)
    if (const catalog::Relation* source = scene.relation(like))
      copy_columns(source->oid, oid, false, scene);
  for (const base::ColumnDefinition& column : statement.columns) {
    // A partition only says more of columns that it has from its parent.
    const catalog::Column* known = scene.model().relation(oid)->column(column.name);
    if (known == nullptr)
      make_column(oid, column, scene);
    else
      for (const base::ConstraintDefinition& each : column.constraints)
        make_constraint(oid, each, column.name, scene);
  }
  for (const base::ConstraintDefinition& each : statement.constraints)
    make_constraint(oid, each, "", scene);
  if (!statement.partition_columns.empty()) {
    catalog::Relation* made = scene.model().change_relation(oid);
    for (const std::string& name : statement.partition_columns) {
      const catalog::Column* column = made->column(name);
      made->partition_columns.push_back(column == nullptr ? 0 : column->number);
    }
  }
  if (statement.partition_of) copy_indexes(parents.front(), oid, scene);
}

void apply_create_table_as(const base::CreateTableAs& statement, Scene& scene) {
  const catalog::Relation* known = scene.model().find_relation(
      scene.new_schema(statement.name, statement.persistence), statement.name.name, {});
  if (known != nullptr && !assumed(*known)) return;
  catalog::Relation table;
  table.schema = schema_for(statement.name, scene, statement.persistence);
  table.name = statement.name.name;
  table.kind = statement.kind;
  table.persistence = statement.persistence;
  scene.made(scene.model().add(std::move(table)).oid);
}

void apply_create_index(const base::CreateIndex& statement, Scene& scene) {
  const catalog::Oid table = table_for(statement.table, scene);
  const catalog::Relation& relation = *scene.model().relation(table);
  const std::string schema = scene.schema_name(relation.schema);
  if (!statement.name.empty() && scene.index({schema, statement.name}) != nullptr) return;
  catalog::Index index;
  index.table = table;
  index.schema = relation.schema;
  index.owner = relation.owner;
  index.statement = scene.statement();
  index.unique = statement.unique;
  index.method = statement.method;
  index.nulls_not_distinct = statement.nulls_not_distinct;
  index.partitioned = relation.kind == 'p';
  index.valid = !(statement.only && relation.kind == 'p');
  std::vector<std::string> names;
  index_elements(statement, relation, index, names, scene);
  index.included = column_numbers(relation, statement.included);
  if (statement.predicate) index.predicate = text_of(*statement.predicate);
  for (const base::Option& option : statement.options)
    index.options.push_back(option.name + "=" + option.value);
  index.name = statement.name.empty()
                   ? free_relation_name(scene, schema, relation.name, joined_columns(names), "idx")
                   : statement.name;
  scene.made(scene.model().add(std::move(index)).oid);
}

}  // namespace copilot::lint
