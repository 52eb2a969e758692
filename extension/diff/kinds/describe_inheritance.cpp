// Describing what a table has from another: INHERITS and partitions; and by what its rows are known to others.
// Words: see describer.hpp; a bound is what a partition holds.
// It must be called once every table has its fact.
#include "base/quote.hpp"
#include "diff/kinds/described_tables.hpp"

namespace copilot::diff {

namespace {
namespace classes = catalog::classes;
}

void describe_inheritance(Describer& describer) {
  Facts& facts = describer.facts;
  for (const catalog::Relation& each : describer.model.relations) {
    if (each.parents.empty()) continue;
    const std::size_t child = facts.at(classes::relation, each.oid);
    if (child == none || facts[child].kind != Kind::table) continue;
    for (const catalog::Oid parent : each.parents) {
      const std::size_t place = facts.at(classes::relation, parent);
      if (place == none || facts[place].kind != Kind::table) continue;
      Fact fact;
      fact.kind = Kind::inheritance;
      fact.address = "INHERITANCE OF " + facts[child].address;
      if (!each.partition) fact.address += " FROM " + facts[place].address;
      fact.set("parent", facts[place].object);
      fact.set("bound", each.partition_bound);
      facts.use(describer.add_child(std::move(fact), child), place);
    }
  }
}

// The index may be a constraint's.
void describe_replica_identities(Describer& describer) {
  Facts& facts = describer.facts;
  for (const catalog::Relation& each : describer.model.relations) {
    if (each.replica_identity == 'd' || (each.kind != 'r' && each.kind != 'p')) continue;
    const std::size_t table = facts.at(classes::relation, each.oid);
    if (table == none || facts[table].kind != Kind::table) continue;
    Fact fact;
    fact.kind = Kind::replica_identity;
    fact.address = "REPLICA IDENTITY OF " + facts[table].address;
    const catalog::Index* index = nullptr;
    if (each.replica_identity == 'i') {
      for (const std::size_t at : each.indexes)
        if (describer.model.indexes[at].replica_identity) index = &describer.model.indexes[at];
      if (index == nullptr) continue;  // it was dropped: there is none
      fact.set("identity", "USING INDEX " + base::quote_identifier(index->name));
    } else {
      fact.set("identity", each.replica_identity == 'f' ? "FULL" : "NOTHING");
    }
    const std::size_t place = describer.add_child(std::move(fact), table);
    if (index != nullptr) facts.use(place, facts.at(classes::relation, index->oid));
  }
}

}  // namespace copilot::diff
