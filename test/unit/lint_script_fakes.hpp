// A schema and statements made by hand, for what a script does to a model.
// Words: types have the names of pg_type here, and lie in pg_catalog, as a server's do.
// What it makes must be what the parser and catalog/build would make.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ambient_fakes.hpp"
#include "lint/script/engine.hpp"

namespace copilot::test {

class ScriptRun {
 public:
  catalog::Model model;
  base::Script script;
  std::vector<lint::Moment> moments;
  lint::Session session;
  bool in_transaction = false;

  ScriptRun() {
    model.version = 170000;
    model.live = true;
    model.search_path = {"public"};
    model.volatile_functions = {"clock_timestamp", "gen_random_uuid", "nextval", "random"};
    model.built_in_functions = {
        "clock_timestamp", "gen_random_uuid", "int4", "lower", "nextval", "now", "random"};
    for (const auto& [oid, name] : {std::pair{11, "pg_catalog"}, {2200, "public"}}) {
      catalog::Schema schema;
      schema.oid = static_cast<catalog::Oid>(oid);
      schema.name = name;
      model.schemas.push_back(schema);
    }
    catalog::Oid oid = 16;
    for (const char* name :
         {"bool", "int2", "int4", "int8", "text", "varchar", "bpchar", "numeric", "timestamp",
          "timestamptz", "inet", "cidr", "varbit", "uuid", "jsonb", "float8", "oid"}) {
      catalog::Type type;
      type.oid = oid++;
      type.schema = 11;
      type.name = name;
      model.types.push_back(type);
    }
    model.refresh();
  }

  static base::TypeName type(const std::string& name, std::vector<int> modifiers = {},
                             const std::string& text = "") {
    base::TypeName made;
    made.name = {"", name};
    made.text = text.empty() ? name : text;
    if (text.empty() && !modifiers.empty()) {
      made.text += "(";
      for (int each : modifiers)
        made.text += (made.text.back() == '(' ? "" : ",") + std::to_string(each);
      made.text += ")";
    }
    made.modifiers = std::move(modifiers);
    return made;
  }
  static base::ColumnDefinition column(const std::string& name, base::TypeName type) {
    base::ColumnDefinition made;
    made.name = name;
    made.type = std::move(type);
    return made;
  }
  static base::Expression call(const std::string& function) {
    base::Expression made;
    made.text = function + "()";
    made.calls.push_back({{"", function}, 0, 1});
    return made;
  }
  static base::Expression literal(const std::string& text) {
    base::Expression made;
    made.text = text;
    made.constant = true;
    return made;
  }
  static base::ConstraintDefinition constraint(char type, std::vector<std::string> columns,
                                               const std::string& name = "") {
    base::ConstraintDefinition made;
    made.type = type;
    made.columns = std::move(columns);
    made.name = name;
    return made;
  }
  static base::CreateTable create_table(const std::string& name,
                                        std::vector<base::ColumnDefinition> columns) {
    base::CreateTable made;
    made.name = {"", name};
    made.columns = std::move(columns);
    return made;
  }
  static base::AlterTable alter_table(const std::string& name, base::AlterAction action) {
    base::AlterTable made;
    made.name = {"", name};
    made.actions.push_back(std::move(action));
    return made;
  }
  static base::AlterAction add_column(base::ColumnDefinition column) {
    base::AlterAction made;
    made.kind = base::AlterAction::Kind::add_column;
    made.name = column.name;
    made.column = std::move(column);
    return made;
  }
  static base::AlterAction set_type(const std::string& column, base::TypeName type) {
    base::AlterAction made;
    made.kind = base::AlterAction::Kind::set_type;
    made.name = column;
    made.type = std::move(type);
    return made;
  }
  static base::AlterAction add_constraint(base::ConstraintDefinition constraint) {
    base::AlterAction made;
    made.kind = base::AlterAction::Kind::add_constraint;
    made.name = constraint.name;
    made.constraint = std::move(constraint);
    return made;
  }
  static base::AlterAction action(base::AlterAction::Kind kind, const std::string& name = "") {
    base::AlterAction made;
    made.kind = kind;
    made.name = name;
    return made;
  }
  static base::Transaction transaction(base::Transaction::Action action,
                                       const std::string& savepoint = "") {
    return {action, false, savepoint};
  }
  static base::SetVariable set(const std::string& name, const std::string& value,
                               bool local = false) {
    base::SetVariable made;
    made.name = name;
    made.values = {value};
    made.local = local;
    return made;
  }

  // Of the schema that is there before the script.
  catalog::Oid table(const std::string& name, std::vector<base::ColumnDefinition> columns) {
    ScriptRun before;
    before.model = std::move(model);
    before.add(create_table(name, std::move(columns)));
    before.run();
    model = std::move(before.model);
    catalog::Relation& made = model.relations.back();
    made.oid = next_++;
    made.statement = 0;
    for (catalog::Column& each : made.columns) each.statement = 0;
    for (catalog::Index& each : model.indexes) each.table = model.relations.back().oid;
    for (catalog::Constraint& each : model.constraints)
      if (each.table >= catalog::script_oids) each.table = model.relations.back().oid;
    model.refresh();
    return model.relations.back().oid;
  }

  ScriptRun& add(base::StatementBody body, const std::string& text = "") {
    base::Ddl statement;
    statement.number = static_cast<int>(script.statements.size()) + 1;
    statement.line = statement.number;
    statement.text = text;
    statement.body = std::move(body);
    script.statements.push_back(std::move(statement));
    return *this;
  }

  ScriptRun& run() {
    FakeInterrupts interrupts;
    lint::ScriptResult result =
        lint::run_script(script, model, in_transaction, interrupts, [](const lint::Step&) {});
    moments = std::move(result.moments);
    session = result.session;
    return *this;
  }

  const lint::Effect& effect(std::size_t statement, std::size_t at = 0) const {
    return moments.at(statement - 1).effects.at(at);
  }
  const catalog::Relation* find(const std::string& name) const {
    return model.find_relation("public", name, {});
  }

 private:
  catalog::Oid next_ = 16384;
};

}  // namespace copilot::test
