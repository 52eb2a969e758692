// Facts of functions, aggregates, casts, operators, their classes and families.
// Words: see describer.hpp and catalog/query_definitions_functions.cpp; a member is an operator or a support function of
// a class or family: what it uses, its class uses.
// A function that a type is made of is the type's child: it is made and dropped with it.
#include "base/quote.hpp"
#include "diff/describer.hpp"

namespace copilot::diff {

namespace {

using catalog::Field;
using catalog::Oid;
namespace classes = catalog::classes;

// Those that could not be asked about, because somebody holds what they name.
void add_unread(Describer& describer) {
  for (const catalog::Function& each : describer.model.functions) {
    if (!each.sql_body || !describer.of_user(each) ||
        describer.facts.at(classes::function, each.oid) != none)
      continue;
    std::string types;
    for (const Oid type : each.argument_types)
      types += (types.empty() ? "" : ", ") + describer.type(type);
    Fact fact;
    fact.kind = Kind::function;
    fact.schema = describer.schema_name(each.schema);
    fact.object = base::quote_qualified(fact.schema, each.name) + "(" + types + ")";
    fact.address = (each.kind == 'p' ? "PROCEDURE " : "FUNCTION ") + fact.object;
    describer.facts.gaps.push_back(fact.object + ": its definition could not be read");
    describer.facts.unknown_objects.insert(fact.object);
    describer.add(std::move(fact), classes::function, each.oid, each.owner, &each.acl);
  }
}

void add_to_types(Describer& describer) {
  const base::Rows* found = describer.rows("type_functions");
  if (found == nullptr) return;
  const Field type(*found, "type"), function(*found, "function");
  describer.each(*found, [&](std::size_t row) {
    const std::size_t parent = describer.facts.at(classes::type, type.number<Oid>(row));
    const std::size_t place = describer.facts.at(classes::function, function.number<Oid>(row));
    if (parent == none || place == none || describer.facts[place].kind != Kind::function ||
        describer.facts[parent].kind != Kind::type)
      return;
    describer.facts.change(place).parent = parent;
    describer.facts.change(place).derived = true;
  });
}

void place_members(Describer& describer) {
  const base::Rows* found = describer.rows("family_members");
  if (found == nullptr) return;
  const Field catalog(*found, "class"), oid(*found, "oid"), of_class(*found, "of_class"),
      of(*found, "of");
  describer.each(*found, [&](std::size_t row) {
    describer.facts.place(catalog.number<Oid>(row), oid.number<Oid>(row), 0,
                          describer.facts.at(of_class.number<Oid>(row), of.number<Oid>(row)));
  });
}

}  // namespace

void describe_functions(Describer& describer) {
  describer.add_section("function_definitions", Kind::function);
  describer.add_section("parsed_function_definitions", Kind::function);
  add_unread(describer);
  add_to_types(describer);
  describer.add_section("aggregate_definitions", Kind::aggregate);
  describer.add_section("cast_definitions", Kind::cast);
  describer.add_section("operator_definitions", Kind::operator_);
  describer.add_section("operator_family_definitions", Kind::operator_family);
  describer.add_section("operator_class_definitions", Kind::operator_class);
  place_members(describer);
}

}  // namespace copilot::diff
