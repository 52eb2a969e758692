// Describer: what every group of kinds needs to make its facts.
// Words: see describer.hpp.
// It must not make a fact of what an extension or the server brought.
#include "diff/describer.hpp"

#include "base/quote.hpp"

namespace copilot::diff {

const base::Rows* Describer::rows(const char* section) const {
  const auto found = snapshot.sections.find(section);
  return found == snapshot.sections.end() ? nullptr : &found->second;
}

bool Describer::of_user(const catalog::Object& object) const {
  if (object.extension != 0) return false;
  const catalog::Schema* schema = model.schema(object.schema);
  return schema == nullptr ||
         (schema->name != "pg_catalog" && schema->name != "information_schema");
}

std::string_view Describer::schema_name(catalog::Oid schema) const {
  const catalog::Schema* found = model.schema(schema);
  return found == nullptr ? std::string_view() : std::string_view(found->name);
}

std::string Describer::qualified(catalog::Oid schema, std::string_view name) const {
  return base::quote_qualified(schema_name(schema), name);
}

std::string Describer::role(catalog::Oid oid) const {
  if (oid == 0) return "PUBLIC";
  const catalog::Role* found = model.role(oid);
  return found == nullptr ? std::to_string(oid) : base::quote_identifier(found->name);
}

std::string Describer::type(catalog::Oid oid) const {
  return model.name_of_type(oid);
}

std::string Describer::collation(catalog::Oid oid) const {
  if (collations_.empty()) {
    for (const catalog::Collation& each : model.collations)
      collations_.emplace(each.oid, qualified(each.schema, each.name));
    // Nothing is told to use those of the server.
    if (const base::Rows* found = rows("server_collations")) {
      const catalog::Field of(*found, "oid"), name(*found, "name");
      for (std::size_t row = 0; row < found->size(); ++row)
        collations_.emplace(of.number<catalog::Oid>(row),
                            base::quote_qualified("pg_catalog", name.view(row)));
    }
  }
  const auto found = collations_.find(oid);
  return found == collations_.end() ? std::string() : found->second;
}

std::string Describer::operator_class(catalog::Oid oid) const {
  const auto found = model.operator_classes.find(oid);
  return found == model.operator_classes.end() ? std::string()
                                               : base::quote_identifier(found->second);
}

const catalog::Acl* Describer::acl(std::string_view text) {
  if (acls_.empty()) {
    for (const char* section : {"acls", "column_acls"}) {
      const base::Rows* found = rows(section);
      if (found == nullptr) continue;
      const catalog::Field list(*found, "acl"), grantee(*found, "grantee"),
          grantor(*found, "grantor"), privilege(*found, "privilege"),
          grantable(*found, "grantable");
      std::unordered_map<std::string_view, catalog::Acl> lists;
      each(*found, [&](std::size_t row) {
        catalog::Acl& made = lists[list.view(row)];
        made.built_in = false;
        made.grants.push_back({grantee.number<catalog::Oid>(row), grantor.number<catalog::Oid>(row),
                               privilege.text(row), grantable.flag(row)});
      });
      acls_.merge(lists);
    }
  }
  // The empty list has no rows.
  if (text == "{}") acls_["{}"].built_in = false;
  const auto found = acls_.find(text);
  return found == acls_.end() ? nullptr : &found->second;
}

std::size_t Describer::add(Fact fact, catalog::Oid catalog, catalog::Oid oid, catalog::Oid owner,
                           const catalog::Acl* acl) {
  if (facts.at(catalog, oid) != none) return none;  // an extension's
  const std::size_t place = facts.add(std::move(fact));
  facts.place(catalog, oid, 0, place);
  if (owner != 0) add_owner(place, owner);
  if (acl == nullptr) return place;
  // One that a column owns has no owner of its own.
  const catalog::Sequence* sequence = owner == 0 ? model.sequence(oid) : nullptr;
  add_rights(place, sequence == nullptr ? owner : sequence->owner, *acl);
  return place;
}

std::size_t Describer::add_child(Fact fact, std::size_t parent) {
  if (parent == none) return none;
  fact.parent = parent;
  if (fact.schema.empty()) fact.schema = facts[parent].schema;
  if (fact.object.empty()) fact.object = facts[parent].object;
  return facts.add(std::move(fact));
}

void Describer::add_section(const char* section, Kind kind) {
  const base::Rows* found = rows(section);
  if (found == nullptr) return;
  constexpr std::size_t first_property = 7;
  const catalog::Field catalog(*found, "class"), oid(*found, "oid"), schema(*found, "schema"),
      object(*found, "object"), address(*found, "address"), owner(*found, "owner"),
      list(*found, "acl");
  each(*found, [&](std::size_t row) {
    Fact fact;
    fact.kind = kind;
    fact.schema = schema.text(row);
    fact.object = object.text(row);
    fact.address = address.text(row);
    for (std::size_t i = first_property; i < found->width(); ++i)
      if (const char* value = found->at(row, i)) fact.set(found->columns()[i], value);
    // Without a list the built-in one holds; a kind that has no rights has no letter.
    const catalog::Acl built_in, *given = list.null(row) ? nullptr : acl(list.view(row));
    add(std::move(fact), catalog.number<catalog::Oid>(row), oid.number<catalog::Oid>(row),
        owner.number<catalog::Oid>(row), given == nullptr ? &built_in : given);
  });
}

}  // namespace copilot::diff
