// Facts of types: enums, domains, ranges, base types; and of composites.
// Words: see describer.hpp and catalog/query_definitions_types.cpp; a composite's property `attributes` has them by
// name, for their order does not count where two are compared; its children have their order.
// What a range brings (its multirange, its constructors) is no fact of its own.
#include <algorithm>

#include "base/quote.hpp"
#include "diff/describer.hpp"

namespace copilot::diff {

namespace {

using catalog::Column;
using catalog::Field;
using catalog::Oid;
namespace classes = catalog::classes;

// Everything about a composite means the whole of it: its attributes are changed by its own ALTER.
void add_composite(Describer& describer, const catalog::Relation& composite) {
  const catalog::Type* type = describer.model.type(composite.row_type);
  if (type == nullptr || !describer.of_user(*type)) return;
  std::vector<Fact> attributes;
  std::vector<std::string> sorted;
  Fact fact;
  fact.kind = Kind::composite;
  fact.schema = describer.schema_name(composite.schema);
  fact.object = base::quote_qualified(fact.schema, composite.name);
  fact.address = "TYPE " + fact.object;
  for (const Column& each : composite.columns) {
    Fact& made = attributes.emplace_back();
    made.kind = Kind::attribute;
    made.object = fact.object + "." + base::quote_identifier(each.name);
    made.address = "COLUMN " + made.object;
    made.derived = true;
    std::string text = each.type_text;
    const catalog::Type* of = describer.model.type(each.type);
    if (each.collation != 0 && (of == nullptr || of->collation != each.collation))
      text += " COLLATE " + describer.collation(each.collation);
    sorted.push_back(base::quote_identifier(each.name) + " " + text);
    made.set("type", std::move(text));
  }
  std::sort(sorted.begin(), sorted.end());
  std::string all;
  for (const std::string& each : sorted) all += (all.empty() ? "" : "\n") + each;
  fact.set("attributes", std::move(all));
  const std::size_t place = describer.add(std::move(fact), classes::type, composite.row_type,
                                          composite.owner, &type->acl);
  if (place == none) return;
  describer.facts.place(classes::relation, composite.oid, 0, place);
  for (Fact& each : attributes) describer.add_child(std::move(each), place);
}

void place_ranges(Describer& describer) {
  Facts& facts = describer.facts;
  if (const base::Rows* found = describer.rows("multiranges")) {
    const Field multirange(*found, "multirange"), array(*found, "array"), range(*found, "range");
    describer.each(*found, [&](std::size_t row) {
      const std::size_t place = facts.at(classes::type, range.number<Oid>(row));
      facts.place(classes::type, multirange.number<Oid>(row), 0, place);
      facts.place(classes::type, array.number<Oid>(row), 0, place);
    });
  }
  if (const base::Rows* found = describer.rows("dependencies")) {
    const Field catalog(*found, "class"), oid(*found, "dependent"), on(*found, "on_class"),
        referenced(*found, "referenced"), type(*found, "type");
    describer.each(*found, [&](std::size_t row) {
      constexpr Oid casts = 2605;
      const Oid of = catalog.number<Oid>(row);
      if (type.letter(row) == 'i' && (of == classes::function || of == casts) &&
          on.number<Oid>(row) == classes::type)
        facts.place(of, oid.number<Oid>(row), 0,
                    facts.at(classes::type, referenced.number<Oid>(row)));
    });
  }
}

}  // namespace

void describe_types(Describer& describer) {
  describer.add_section("type_definitions", Kind::type);
  for (const catalog::Relation& each : describer.model.relations)
    if (each.kind == 'c' && each.persistence != 't' && describer.of_user(each))
      add_composite(describer, each);
  place_ranges(describer);
}

}  // namespace copilot::diff
