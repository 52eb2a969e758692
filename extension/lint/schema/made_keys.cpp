// Finding what a statement makes.
// Words: see made_keys.hpp.
// A constraint of a column is one of the table with that column.
#include "lint/schema/made_keys.hpp"

#include "base/quote.hpp"

namespace copilot::lint {

namespace {

// Calls for each constraint a statement makes, with the table and the columns it is about.
template <class Body>
void each_constraint(const base::Ddl& statement, Body body) {
  const auto of_column = [&](const base::ObjectName& table, const base::ColumnDefinition& column) {
    for (const base::ConstraintDefinition& each : column.constraints)
      body(table, each, std::vector<std::string>{column.name});
  };
  if (const auto* create = statement.as<base::CreateTable>()) {
    for (const base::ColumnDefinition& column : create->columns) of_column(create->name, column);
    for (const base::ConstraintDefinition& each : create->constraints)
      body(create->name, each, each.columns);
  }
  if (const auto* alter = statement.as<base::AlterTable>())
    for (const base::AlterAction& action : alter->actions) {
      if (action.column) of_column(alter->name, *action.column);
      if (action.constraint) body(alter->name, *action.constraint, action.constraint->columns);
    }
}

base::ObjectName found(const Moment& moment, const base::ObjectName& name) {
  for (const Effect& effect : moment.effects)
    if (effect.named.name == name.name &&
        (name.schema.empty() || effect.named.schema == name.schema))
      return effect.named;
  return name;
}

std::string part(const Moment& moment, const base::ObjectName& table, const std::string& name,
                 const std::vector<std::string>& columns) {
  const std::string stands = !name.empty() ? name : columns.empty() ? "" : columns.front();
  return full_name(moment, table) + "." + base::quote_identifier(stands);
}

}  // namespace

std::vector<MadeForeignKey> foreign_keys_made_by(const base::Ddl& statement) {
  std::vector<MadeForeignKey> made;
  each_constraint(statement,
                  [&](const base::ObjectName& table, const base::ConstraintDefinition& each,
                      std::vector<std::string> columns) {
                    if (each.type == 'f') made.push_back({table, &each, std::move(columns)});
                  });
  return made;
}

std::vector<MadeIndex> indexes_made_by(const base::Ddl& statement) {
  std::vector<MadeIndex> made;
  each_constraint(statement,
                  [&](const base::ObjectName& table, const base::ConstraintDefinition& each,
                      std::vector<std::string> columns) {
                    if ((each.type != 'p' && each.type != 'u') || !each.using_index.empty()) return;
                    MadeIndex index{table, each.name,          "btree", true,         true,
                                    false, std::move(columns), {},      each.included};
                    index.classes.resize(index.keys.size());
                    made.push_back(std::move(index));
                  });
  if (const auto* create = statement.as<base::CreateIndex>()) {
    MadeIndex index{create->table,
                    create->name,
                    create->method,
                    create->unique,
                    false,
                    create->predicate.has_value(),
                    {},
                    {},
                    create->included};
    for (const base::IndexElement& each : create->elements) {
      index.keys.push_back(each.column);
      index.classes.push_back(each.operator_class.name);
    }
    made.push_back(std::move(index));
  }
  return made;
}

std::string full_name(const Moment& moment, const base::ObjectName& name) {
  const base::ObjectName full = found(moment, name);
  return base::quote_qualified(full.schema, full.name);
}

About about(const Moment& moment, const MadeForeignKey& made) {
  return {"constraint", part(moment, made.table, made.key->name, made.columns),
          moment.statement->number};
}

About about(const Moment& moment, const MadeIndex& made) {
  if (made.constraint)
    return {"constraint", part(moment, made.table, made.name, made.keys), moment.statement->number};
  if (made.name.empty())
    return {"index", part(moment, made.table, "", made.keys), moment.statement->number};
  return {"index", base::quote_qualified(found(moment, made.table).schema, made.name),
          moment.statement->number};
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& each : names)
    text += (text.empty() ? "" : ", ") + base::quote_identifier(each);
  return text;
}

}  // namespace copilot::lint
