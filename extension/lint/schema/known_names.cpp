// Looking names up.
// Words: see known_names.hpp.
// Names of a session's temporary objects are nobody else's, so they are left out.
#include "lint/schema/known_names.hpp"

#include <algorithm>

#include "base/quote.hpp"

namespace copilot::lint {

KnownNames::KnownNames(const catalog::Model& model) : model_(model) {
  for (const catalog::Function& each : model.functions)
    if (!each.dropped) note(functions_, each);
  for (const catalog::Relation& each : model.relations)
    if (!each.dropped && each.persistence != 't') note(relations_, each);
}

void KnownNames::note(Schemas& schemas, const catalog::Object& object) {
  const catalog::Schema* schema = model_.schema(object.schema);
  if (schema != nullptr && schema->name != "information_schema" && !schema->name.starts_with("pg_"))
    schemas[object.name].insert(schema->name);
}

const std::set<std::string>* KnownNames::find(const Schemas& schemas, const std::string& name) {
  const auto found = schemas.find(name);
  return found == schemas.end() ? nullptr : &found->second;
}

bool KnownNames::built_in(const std::string& function) const {
  return std::binary_search(model_.built_in_functions.begin(), model_.built_in_functions.end(),
                            function);
}

Unqualified unqualified(const CodeText& code, const KnownNames& known) {
  Unqualified list;
  std::set<std::string> schemas;
  const auto take = [&](const CodeName& name, const std::set<std::string>* found,
                        const char* ending) {
    if (!name.schema.empty() || found == nullptr) return;
    list.names.push_back(base::quote_identifier(name.name) + ending);
    // In several schemas: which one is meant is not known.
    if (found->size() == 1) schemas.insert(*found->begin());
  };
  for (const CodeName& call : code.calls)
    if (!known.built_in(call.name)) take(call, known.function(call.name), "()");
  for (const CodeName& relation : code.relations) take(relation, known.relation(relation.name), "");
  list.schemas.assign(schemas.begin(), schemas.end());
  return list;
}

bool looks_up_names(const catalog::Function& function) {
  return (function.kind == 'f' || function.kind == 'p' || function.kind == 'w') &&
         function.language != "c" && function.language != "internal" && !function.sql_body;
}

}  // namespace copilot::lint
