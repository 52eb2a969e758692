// Describe: all facts of a schema: the groups of kinds, then what holds for every kind.
// Words: see describer.hpp; a member is what an extension brought.
// What the server follows by itself (row types, arrays, indexes of constraints) means the fact it belongs to.
#include "base/quote.hpp"
#include "diff/describer.hpp"

namespace copilot::diff {

namespace {

using catalog::Field;
using catalog::Oid;
namespace classes = catalog::classes;

// Before anything else is placed, so that `add` knows what is an extension's.
void place_members(Describer& describer) {
  const base::Rows* found = describer.rows("dependencies");
  if (found == nullptr) return;
  const Field catalog(*found, "class"), oid(*found, "dependent"), on(*found, "referenced"),
      type(*found, "type");
  describer.each(*found, [&](std::size_t row) {
    if (type.letter(row) != 'e') return;
    describer.facts.place(catalog.number<Oid>(row), oid.number<Oid>(row), 0,
                          describer.facts.at(classes::extension, on.number<Oid>(row)));
  });
}

void place_types(Describer& describer) {
  Facts& facts = describer.facts;
  for (const catalog::Relation& each : describer.model.relations)
    facts.place(classes::type, each.row_type, 0, facts.at(classes::relation, each.oid));
  for (const catalog::Type& each : describer.model.types)
    if (each.element != 0)
      facts.place(classes::type, each.oid, 0, facts.at(classes::type, each.element));
}

// Rules that make a view one, indexes of constraints, defaults, policies: where a group did not say so itself.
void place_parts(Describer& describer) {
  Facts& facts = describer.facts;
  for (const catalog::Constraint& each : describer.model.constraints)
    if (each.index != 0 && each.type != 'f')
      facts.place(classes::relation, each.index, 0, facts.at(classes::constraint, each.oid));
  if (const base::Rows* found = describer.rows("rules")) {
    const Field oid(*found, "oid"), table(*found, "table");
    describer.each(*found, [&](std::size_t row) {
      facts.place(classes::rewrite, oid.number<Oid>(row), 0,
                  facts.at(classes::relation, table.number<Oid>(row)));
    });
  }
  if (const base::Rows* found = describer.rows("defaults")) {
    const Field oid(*found, "oid"), relation(*found, "relation"), number(*found, "number");
    describer.each(*found, [&](std::size_t row) {
      facts.place(classes::attribute_default, oid.number<Oid>(row), 0,
                  facts.at(classes::relation, relation.number<Oid>(row), number.number<int>(row)));
    });
  }
}

// A fact of its own says it: a table's inheritance, whose a sequence is.
bool hangs_loosely(const Fact& user, const Fact& used) {
  if (user.kind == Kind::table) return used.kind == Kind::table;
  return user.kind == Kind::sequence && used.kind == Kind::column && user.parent == none;
}

void add_uses(Describer& describer) {
  Facts& facts = describer.facts;
  if (const base::Rows* found = describer.rows("dependencies")) {
    const Field catalog(*found, "class"), dependent(*found, "dependent"),
        part(*found, "dependent_column"), on_catalog(*found, "on_class"),
        referenced(*found, "referenced"), on_part(*found, "referenced_column"),
        type(*found, "type");
    describer.each(*found, [&](std::size_t row) {
      const char kind = type.letter(row);
      if (kind == 'e' || kind == 'x') return;
      const std::size_t user = facts.at(catalog.number<Oid>(row), dependent.number<Oid>(row),
                                        part.number<int>(row)),
                        used = facts.at(on_catalog.number<Oid>(row), referenced.number<Oid>(row),
                                        on_part.number<int>(row));
      if (user != none && used != none && hangs_loosely(facts[user], facts[used])) return;
      facts.use(user, used);
    });
  }
  if (const base::Rows* found = describer.rows("generated_uses")) {
    const Field oid(*found, "oid"), referenced(*found, "referenced"),
        part(*found, "referenced_column");
    describer.each(*found, [&](std::size_t row) {
      facts.use(facts.at(classes::attribute_default, oid.number<Oid>(row)),
                facts.at(classes::relation, referenced.number<Oid>(row), part.number<int>(row)));
    });
  }
}

// What stands behind "ON" in COMMENT ON and SECURITY LABEL ON: mostly the fact's address.
std::string address_of(const Describer& describer, const Fact& fact, Oid catalog, Oid oid,
                       int part) {
  if (catalog != classes::relation) return fact.address;
  if (part != 0) {
    if (fact.kind == Kind::column || fact.kind == Kind::attribute) return fact.address;
    const catalog::Relation* relation = describer.model.relation(oid);
    const catalog::Column* column = relation == nullptr ? nullptr : relation->column(part);
    if (column == nullptr) return {};
    return "COLUMN " + describer.qualified(relation->schema, relation->name) + "." +
           base::quote_identifier(column->name);
  }
  if (fact.kind == Kind::constraint) {
    const catalog::Index* index = describer.model.index(oid);
    return index == nullptr ? std::string()
                            : "INDEX " + describer.qualified(index->schema, index->name);
  }
  return fact.address;
}

void add_said(Describer& describer, const char* section, Kind kind) {
  const base::Rows* found = describer.rows(section);
  if (found == nullptr) return;
  const Field catalog(*found, "class"), oid(*found, "object"), part(*found, "part"),
      text(*found, "text");
  const bool label = kind == Kind::security_label;
  const std::size_t provider = label ? Field(*found, "provider").position() : 0;
  describer.each(*found, [&](std::size_t row) {
    const Oid of = catalog.number<Oid>(row);
    const std::size_t parent = describer.facts.at(of, oid.number<Oid>(row), part.number<int>(row));
    if (parent == none) return;
    const Fact& on = describer.facts[parent];
    if (on.kind == Kind::extension && of != classes::extension) return;
    const std::string address =
        address_of(describer, on, of, oid.number<Oid>(row), part.number<int>(row));
    if (address.empty()) return;
    Fact fact;
    fact.kind = kind;
    fact.address = (label ? "SECURITY LABEL FOR " + base::quote_identifier(found->at(row, provider))
                          : std::string("COMMENT")) +
                   " ON " + address;
    fact.set("on", address);
    if (label) fact.set("provider", base::quote_identifier(found->at(row, provider)));
    fact.set("text", text.text(row));
    describer.add_child(std::move(fact), parent);
  });
}

// Which facts are not known where a section was not read. One that is not here belongs to every kind of its object.
struct Missing {
  std::string_view section;
  Kind kind;
};
constexpr Missing missing[] = {
    {"schemas", Kind::schema},
    {"extensions", Kind::extension},
    {"relations", Kind::table},
    {"columns", Kind::column},
    {"defaults", Kind::column_default},
    {"inherits", Kind::inheritance},
    {"indexes", Kind::index},
    {"constraints", Kind::constraint},
    {"sequences", Kind::sequence},
    {"types", Kind::type},
    {"labels", Kind::type},
    {"functions", Kind::function},
    {"function_definitions", Kind::function},
    {"aggregate_definitions", Kind::aggregate},
    {"type_definitions", Kind::type},
    {"cast_definitions", Kind::cast},
    {"operator_definitions", Kind::operator_},
    {"operator_family_definitions", Kind::operator_family},
    {"operator_class_definitions", Kind::operator_class},
    {"family_members", Kind::operator_family},
    {"family_members", Kind::operator_class},
    {"collations", Kind::collation},
    {"default_privileges", Kind::default_privilege},
    {"publications", Kind::publication},
    {"published_tables", Kind::publication},
    {"published_schemas", Kind::publication},
    {"acls", Kind::rights},
    {"comments", Kind::comment},
    {"security_labels", Kind::security_label},
    {"subscription_definitions", Kind::subscription},
    {"user_mapping_definitions", Kind::user_mapping},
};

void note_gaps(Describer& describer) {
  Facts& facts = describer.facts;
  for (const catalog::Gap& gap : describer.model.gaps) {
    facts.gaps.push_back((gap.object.empty() ? gap.section : gap.object) + ": " + gap.reason);
    if (!gap.object.empty()) {
      facts.unknown_objects.insert(gap.object);
      continue;
    }
    for (const Missing& each : missing)
      if (each.section == gap.section) facts.unknown_kinds.insert(each.kind);
  }
}

}  // namespace

Facts describe(const catalog::Snapshot& snapshot, const catalog::Model& model,
               base::Interrupts& interrupts) {
  Describer describer(snapshot, model, interrupts);
  describer.facts.version = model.version;
  if (const base::Rows* database = describer.rows("database"); database && !database->empty())
    describer.facts.role = base::quote_identifier(Field(*database, "role").view(0));
  describe_schemas(describer);
  place_members(describer);
  describe_types(describer);
  describe_functions(describer);
  describe_text_search(describer);
  describe_tables(describer);
  describe_views(describer);
  describe_indexes(describer);
  describe_hanging(describer);
  describe_outside(describer);
  place_types(describer);
  place_parts(describer);
  describe_replica_identities(describer);
  describer.add_column_rights();
  describer.add_member_rights();
  add_uses(describer);
  add_said(describer, "comments", Kind::comment);
  add_said(describer, "security_labels", Kind::security_label);
  note_gaps(describer);
  describer.facts.finish();
  return std::move(describer.facts);
}

}  // namespace copilot::diff
