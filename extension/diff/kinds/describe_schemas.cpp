// Describing schemas, extensions, default privileges and collations.
// Words: see describer.hpp.
// An extension's version is a fact only where it is not the one its server would install: another server has another.
#include "base/quote.hpp"
#include "diff/describer.hpp"
#include "diff/kinds/rights.hpp"

namespace copilot::diff {

namespace {

namespace classes = catalog::classes;

void add_schemas(Describer& describer) {
  for (const catalog::Schema& each : describer.model.schemas) {
    if (each.extension != 0 || each.name == "pg_catalog" || each.name == "information_schema")
      continue;
    Fact fact;
    fact.kind = Kind::schema;
    fact.schema = each.name;
    fact.object = base::quote_identifier(each.name);
    fact.address = "SCHEMA " + fact.object;
    describer.add(std::move(fact), classes::schema, each.oid, each.owner, &each.acl);
  }
}

void add_extensions(Describer& describer) {
  for (const catalog::Extension& each : describer.model.extensions) {
    Fact fact;
    fact.kind = Kind::extension;
    fact.object = base::quote_identifier(each.name);
    fact.address = "EXTENSION " + fact.object;
    fact.set("schema", base::quote_identifier(describer.schema_name(each.schema)));
    if (!each.default_version.empty() && each.version != each.default_version)
      fact.set("version", each.version);
    const std::size_t place = describer.add(std::move(fact), classes::extension, each.oid);
    describer.facts.use(place, describer.facts.at(classes::schema, each.schema));
  }
}

void add_default_privileges(Describer& describer) {
  for (const catalog::DefaultPrivilege& each : describer.model.default_privileges) {
    if (default_noun(each.object_type) == nullptr) continue;
    const std::string_view schema = describer.schema_name(each.schema);
    Fact fact;
    fact.kind = Kind::default_privilege;
    fact.address = default_privilege_address(describer.role(each.role), schema, each.object_type);
    constexpr std::string_view begin = "DEFAULT PRIVILEGES ";
    fact.object = fact.address.substr(begin.size());
    fact.schema = schema;
    fact.set("rights", rights_of(describer, each.acl, each.role, each.object_type)
                           .text(each.object_type, describer.model.version));
    if (each.schema == 0)
      describer.facts.add(std::move(fact));
    else
      describer.add_child(std::move(fact), describer.facts.at(classes::schema, each.schema));
  }
}

}  // namespace

void describe_schemas(Describer& describer) {
  add_schemas(describer);
  add_extensions(describer);
  add_default_privileges(describer);
  describer.add_section("collation_definitions", Kind::collation);
}

}  // namespace copilot::diff
