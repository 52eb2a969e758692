// A schema made by hand, for rules whose cases no server shows: statistics, sizes, other versions.
// Words: everything is in schema public, unless said; types are named as format_type writes them.
// What it makes must be what catalog/build would make of the same schema.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "ambient_fakes.hpp"
#include "catalog/model.hpp"
#include "lint/judge.hpp"
#include "lint/rules.hpp"

namespace copilot::test {

class LintSchema {
 public:
  struct ColumnSpec {
    std::string name;
    std::string type = "integer";
    bool not_null = false;
  };

  catalog::Model model;

  LintSchema() {
    model.version = 150000;
    model.live = true;
    model.database.name = "shop";
    model.search_path = {"public"};
    catalog::Schema schema;
    schema.oid = public_oid;
    schema.name = "public";
    model.schemas.push_back(schema);
    for (const auto& [name, oid] : type_oids()) {
      catalog::Type type;
      type.oid = oid;
      type.name = name;
      model.types.push_back(type);
    }
    model.refresh();
  }

  catalog::Relation& table(const std::string& name, std::vector<ColumnSpec> columns) {
    catalog::Relation relation;
    relation.oid = next_++;
    relation.schema = public_oid;
    relation.name = name;
    for (const ColumnSpec& spec : columns) {
      catalog::Column column;
      column.number = static_cast<int>(relation.columns.size()) + 1;
      column.name = spec.name;
      column.type_text = spec.type;
      column.type = type_oids().at(spec.type.substr(0, spec.type.find('(')));
      column.not_null = spec.not_null;
      relation.columns.push_back(column);
    }
    return model.add(std::move(relation));
  }

  catalog::Index& index(const catalog::Relation& table, const std::string& name,
                        std::initializer_list<int> columns, bool unique = false) {
    catalog::Index index;
    index.oid = next_++;
    index.schema = table.schema;
    index.name = name;
    index.table = table.oid;
    index.unique = unique;
    for (int column : columns) {
      catalog::IndexKey key;
      key.column = column;
      index.keys.push_back(key);
    }
    return model.add(std::move(index));
  }

  catalog::Constraint& constraint(const catalog::Relation& table, char type,
                                  const std::string& name, std::vector<int> columns) {
    catalog::Constraint constraint;
    constraint.oid = next_++;
    constraint.schema = table.schema;
    constraint.name = name;
    constraint.type = type;
    constraint.table = table.oid;
    constraint.columns = std::move(columns);
    return model.add(std::move(constraint));
  }

  // What one rule finds, switched on with its own parameters, or these.
  std::vector<base::Finding> run(const std::string& rule,
                                 base::Json parameters = base::Json::object()) {
    FakeInterrupts interrupts;
    const lint::Rule* found = lint::rule_named(rule);
    const lint::Subject subject(model, {}, interrupts);
    const lint::Settings settings({{rule, true, std::move(parameters), {}}});
    return lint::judge_schema({&found, 1}, subject, settings, nullptr, interrupts)
        .front()
        .verdict.findings;
  }

 private:
  static constexpr catalog::Oid public_oid = 2200;

  static const std::map<std::string, catalog::Oid>& type_oids() {
    static const std::map<std::string, catalog::Oid> oids = {{"boolean", 16},
                                                             {"bigint", 20},
                                                             {"smallint", 21},
                                                             {"integer", 23},
                                                             {"text", 25},
                                                             {"json", 114},
                                                             {"real", 700},
                                                             {"double precision", 701},
                                                             {"character", 1042},
                                                             {"character varying", 1043},
                                                             {"date", 1082},
                                                             {"timestamp without time zone", 1114},
                                                             {"timestamp with time zone", 1184},
                                                             {"numeric", 1700},
                                                             {"uuid", 2950},
                                                             {"jsonb", 3802},
                                                             {"integer[]", 1007}};
    return oids;
  }

  catalog::Oid next_ = 16384;
};

}  // namespace copilot::test
