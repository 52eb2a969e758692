// Describing indexes, and of what they are parts.
// Words: see fact.hpp; an attachment is what makes an index a part of a partitioned one; a
// constraint's index is the constraint.
// A part goes with the index it is attached to: PostgreSQL detaches none by itself.
#include <unordered_set>

#include "base/quote.hpp"
#include "diff/kinds/constraint_parts.hpp"
#include "diff/kinds/index_parts.hpp"

namespace copilot::diff {

namespace {

using catalog::Oid;
namespace classes = catalog::classes;

void add_index(Describer& describer, const IndexParts& parts, const catalog::Index& index) {
  const std::size_t table = describer.facts.at(classes::relation, index.table);
  if (table == none || !describer.of_user(index)) return;
  Fact fact;
  fact.kind = Kind::index;
  fact.object = describer.qualified(index.schema, index.name);
  fact.address = "INDEX " + fact.object;
  fact.schema = describer.schema_name(index.schema);
  fact.parent = table;
  fact.rows = index.rows;
  fact.bytes = index.bytes ? *index.bytes : index.pages > 0 ? index.pages * 8192 : -1;
  fact.set("unique", index.unique ? "yes" : "");
  fact.set("method", index.method);
  fact.set("keys", parts.keys(index));
  fact.set("include", parts.included(index));
  fact.set("nulls_not_distinct", index.nulls_not_distinct ? "yes" : "");
  fact.set("where", index.predicate);
  fact.set("partitioned", index.partitioned ? "yes" : "");
  fact.set("options", IndexParts::options(index.options));
  fact.set("tablespace", parts.tablespace(index));
  fact.set("statistics", parts.targets(index));
  fact.set("clustered", index.clustered ? "yes" : "");
  fact.set("invalid", index.valid || index.partitioned ? "" : "yes");
  const std::size_t place = describer.add(std::move(fact), classes::relation, index.oid);
  for (const catalog::IndexKey& key : index.keys)
    if (key.column > 0)
      describer.facts.use(place, describer.facts.at(classes::relation, index.table, key.column));
  for (const int column : index.included)
    describer.facts.use(place, describer.facts.at(classes::relation, index.table, column));
}

void add_attachment(Describer& describer, const catalog::Index& index) {
  Facts& facts = describer.facts;
  const std::size_t part = facts.at(classes::relation, index.oid),
                    whole = facts.at(classes::relation, index.parent);
  if (part == none || whole == none || facts[part].parent == none) return;
  facts.change(part).goes_with = whole;
  facts.use(part, whole);
  Fact fact;
  fact.kind = Kind::index_attachment;
  fact.address = "ATTACHMENT OF INDEX " + describer.qualified(index.schema, index.name);
  const std::size_t place = describer.add_child(std::move(fact), part);
  facts.use(place, whole);
}

}  // namespace

void describe_indexes(Describer& describer) {
  const IndexParts parts(describer);
  std::unordered_set<Oid> of_constraints;
  for (const catalog::Constraint& each : describer.model.constraints)
    if (each.index != 0 && (each.type == 'p' || each.type == 'u' || each.type == 'x'))
      of_constraints.insert(each.index);
  for (const catalog::Index& each : describer.model.indexes)
    if (!of_constraints.contains(each.oid)) add_index(describer, parts, each);
  describe_constraints(describer, parts);
  for (const catalog::Index& each : describer.model.indexes)
    if (each.parent != 0) add_attachment(describer, each);
  describe_statistics(describer);
}

}  // namespace copilot::diff
