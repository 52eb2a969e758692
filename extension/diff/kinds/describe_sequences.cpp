// Describing sequences, whose column owns them, and identities.
// Words: see describer.hpp; an identity is a sequence that is the child of its column.
// What a sequence has come to is no fact: only how it counts.
#include <limits>

#include "base/quote.hpp"
#include "diff/kinds/described_tables.hpp"
#include "diff/kinds/sequence_parameters.hpp"

namespace copilot::diff {

namespace {

using catalog::Sequence;
namespace classes = catalog::classes;

std::string type_of(catalog::Oid type) {
  constexpr catalog::Oid smallint = 21, integer = 23;
  if (type == smallint) return "smallint";
  return type == integer ? "integer" : "";
}

void set_parameters(const Sequence& sequence, Fact& fact) {
  fact.set("type", type_of(sequence.type));
  const Parameters usual = usual_parameters(fact["type"], sequence.increment);
  auto set = [&](std::string_view name, std::int64_t value, std::int64_t common) {
    if (value != common) fact.set(name, std::to_string(value));
  };
  set("increment", sequence.increment, 1);
  set("minimum", sequence.minimum, usual.minimum);
  set("maximum", sequence.maximum, usual.maximum);
  set("start", sequence.start, sequence.increment < 0 ? sequence.maximum : sequence.minimum);
  set("cache", sequence.cache, 1);
  if (sequence.cycle) fact.set("cycle", "CYCLE");
}

}  // namespace

void describe_sequences(Describer& describer) {
  Facts& facts = describer.facts;
  for (const Sequence& each : describer.model.sequences) {
    if (each.persistence == 't' || !describer.of_user(each)) continue;
    const std::size_t column =
        each.table == 0 ? none : facts.at(classes::relation, each.table, each.column);
    const bool owned = column != none && facts[column].kind == Kind::column;
    if (each.identity && !owned) continue;  // of a table that is no user's
    Fact fact;
    fact.kind = Kind::sequence;
    fact.schema = describer.schema_name(each.schema);
    fact.object = base::quote_qualified(fact.schema, each.name);
    fact.address = "SEQUENCE " + fact.object;
    bool unlogged = each.persistence == 'u';
    if (each.identity) {
      const catalog::Relation* table = describer.model.relation(each.table);
      const catalog::Column* of = table == nullptr ? nullptr : table->column(each.column);
      fact.parent = column;
      fact.set("identity", of != nullptr && of->identity == 'd' ? "BY DEFAULT" : "ALWAYS");
      unlogged = false;  // as its table
    } else if (owned) {
      fact.goes_with = column;
    }
    set_parameters(each, fact);
    if (unlogged) fact.set("persistence", "UNLOGGED");
    // One that a column owns has the owner of the table.
    const std::size_t place = describer.add(std::move(fact), classes::relation, each.oid,
                                            owned ? 0 : each.owner, &each.acl);
    if (place == none || !owned || each.identity) continue;
    Fact owner;
    owner.kind = Kind::sequence_owner;
    owner.address = "OWNED BY OF " + facts[place].address;
    owner.set("column", facts[column].object);
    facts.use(describer.add_child(std::move(owner), place), column);
  }
}

}  // namespace copilot::diff
