// Facts of views and materialized views.
// Words: see describer.hpp; a view's columns are facts that it brings: they hold rights and defaults.
// Whether a materialized view has been filled is no fact: that is data.
#include <algorithm>

#include "base/quote.hpp"
#include "diff/describer.hpp"
#include "diff/kinds/view_text.hpp"

namespace copilot::diff {

namespace {

using catalog::Column;
using catalog::Field;
using catalog::Oid;
using catalog::Relation;
namespace classes = catalog::classes;

std::string options_of(std::vector<std::string> options) {
  std::sort(options.begin(), options.end());
  std::string text;
  for (const std::string& each : options) {
    const std::size_t equals = each.find('=');
    if (equals == std::string::npos) continue;
    if (!text.empty()) text += ", ";
    text += each.substr(0, equals) + "=" + base::quote_literal(each.substr(equals + 1));
  }
  return text;
}

// A line for each column, in their order.
std::string columns_of(const Describer& describer, const Relation& view) {
  std::string text;
  for (const Column& each : view.columns) {
    if (!text.empty()) text += '\n';
    text += base::quote_identifier(each.name) + " " + each.type_text;
    if (each.collation != 0) text += " COLLATE " + describer.collation(each.collation);
  }
  return text;
}

// What ALTER MATERIALIZED VIEW says of its columns, a line for each.
std::string column_settings(const Relation& view) {
  constexpr std::pair<char, const char*> storages[] = {
      {'p', "PLAIN"}, {'e', "EXTERNAL"}, {'m', "MAIN"}, {'x', "EXTENDED"}};
  std::string text;
  for (const Column& each : view.columns) {
    auto add = [&](std::string_view what, const std::string& value) {
      if (!text.empty()) text += '\n';
      text += "ALTER COLUMN " + base::quote_identifier(each.name) + " SET ";
      text += what;
      text += value;
    };
    if (each.statistics_target >= 0) add("STATISTICS ", std::to_string(each.statistics_target));
    for (const auto& [letter, word] : storages)
      if (each.storage == letter) add("STORAGE ", word);
    if (each.compression == 'l') add("COMPRESSION ", "lz4");
    if (each.compression == 'p') add("COMPRESSION ", "pglz");
    // The server of some hosts puts other things there.
    std::vector<std::string> options = each.options;
    std::erase_if(options,
                  [](const std::string& option) { return !option.starts_with("n_distinct"); });
    if (!options.empty()) add("", "(" + options_of(std::move(options)) + ")");
  }
  return text;
}

void add_columns(Describer& describer, const Relation& view, std::size_t place) {
  for (const Column& column : view.columns) {
    Fact fact;
    fact.kind = Kind::column;
    fact.object = describer.facts[place].object + "." + base::quote_identifier(column.name);
    fact.address = "COLUMN " + fact.object;
    fact.derived = true;
    describer.add_child(std::move(fact), place);
  }
}

void add_defaults(Describer& describer) {
  const base::Rows* found = describer.rows("defaults");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), relation(*found, "relation"), number(*found, "number");
  describer.each(*found, [&](std::size_t row) {
    const Relation* view = describer.model.relation(relation.number<Oid>(row));
    if (view == nullptr || view->kind != 'v') return;
    const Column* column = view->column(number.number<int>(row));
    const std::size_t place = describer.facts.at(classes::relation, view->oid);
    if (column == nullptr || place == none) return;
    const std::size_t parent = describer.facts.find("COLUMN " + describer.facts[place].object +
                                                    "." + base::quote_identifier(column->name));
    if (parent == none) return;
    Fact fact;
    fact.kind = Kind::column_default;
    fact.address = "DEFAULT OF " + describer.facts[parent].address;
    fact.set("expression", column->default_text);
    const std::size_t made = describer.add_child(std::move(fact), parent);
    describer.facts.place(classes::attribute_default, oid.number<Oid>(row), 0, made);
  });
}

std::string tablespace(const Describer& describer, Oid oid) {
  const base::Rows* found = oid == 0 ? nullptr : describer.rows("tablespaces");
  if (found == nullptr) return {};
  const Field known(*found, "oid"), name(*found, "name");
  for (std::size_t row = 0; row < found->size(); ++row)
    if (known.number<Oid>(row) == oid) return base::quote_identifier(name.view(row));
  return {};
}

}  // namespace

void describe_views(Describer& describer) {
  for (const Relation& each : describer.model.relations) {
    const bool materialized = each.kind == 'm';
    if ((each.kind != 'v' && !materialized) || each.persistence == 't' || !describer.of_user(each))
      continue;
    Fact fact;
    fact.kind = materialized ? Kind::materialized_view : Kind::view;
    fact.schema = describer.schema_name(each.schema);
    fact.object = base::quote_qualified(fact.schema, each.name);
    fact.address = (materialized ? "MATERIALIZED VIEW " : "VIEW ") + fact.object;
    fact.set("definition", view_text(each.definition, describer.model.version));
    if (each.definition.empty()) {
      describer.facts.gaps.push_back(fact.object + ": its definition could not be read");
      describer.facts.unknown_objects.insert(fact.object);
    }
    fact.set("columns", columns_of(describer, each));
    fact.set("options", options_of(each.options));
    if (materialized) {
      fact.set("access_method", base::quote_identifier(each.method));
      fact.set("tablespace", tablespace(describer, each.tablespace));
      fact.set("column_settings", column_settings(each));
      fact.rows = each.rows;
      if (each.bytes) fact.bytes = *each.bytes;
    }
    const std::size_t place =
        describer.add(std::move(fact), classes::relation, each.oid, each.owner, &each.acl);
    if (place != none && !materialized) add_columns(describer, each, place);
  }
  add_defaults(describer);
}

}  // namespace copilot::diff
