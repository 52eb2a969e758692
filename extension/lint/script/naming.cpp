// Finding and naming what a statement is about.
// Words: see naming.hpp.
// Names are looked up along the search_path the statement runs with.
#include "lint/script/naming.hpp"

#include "base/quote.hpp"

namespace copilot::lint {

std::string relation_name(const Step& step, const base::ObjectName& name) {
  const catalog::Model::Path& path = step.now.session.search_path;
  if (const catalog::Relation* found = relation_of(step, name))
    return step.before.qualified(*found);
  if (const catalog::Index* found = step.before.find_index(name.schema, name.name, path))
    return step.before.qualified(*found);
  if (const catalog::Sequence* found = step.before.find_sequence(name.schema, name.name, path))
    return step.before.qualified(*found);
  return base::quote_qualified(name.schema, name.name);
}

About about_relation(const Step& step, const base::ObjectName& name) {
  const char* type = "table";
  if (const catalog::Relation* found = relation_of(step, name)) {
    if (found->kind == 'v') type = "view";
    if (found->kind == 'm') type = "materialized view";
    if (found->kind == 'f') type = "foreign table";
  }
  return {type, relation_name(step, name)};
}

About about_part(const Step& step, const char* type, const base::ObjectName& table,
                 const std::string& part) {
  return {type, relation_name(step, table) + "." + base::quote_identifier(part)};
}

const char* word_for(base::ObjectKind kind) {
  using base::ObjectKind;
  switch (kind) {
    case ObjectKind::table:
      return "table";
    case ObjectKind::column:
      return "column";
    case ObjectKind::index:
      return "index";
    case ObjectKind::view:
      return "view";
    case ObjectKind::materialized_view:
      return "materialized view";
    case ObjectKind::foreign_table:
      return "foreign table";
    case ObjectKind::sequence:
      return "sequence";
    case ObjectKind::type:
      return "type";
    case ObjectKind::domain:
      return "domain";
    case ObjectKind::schema:
      return "schema";
    case ObjectKind::function:
    case ObjectKind::routine:
      return "function";
    case ObjectKind::procedure:
      return "procedure";
    case ObjectKind::aggregate:
      return "aggregate";
    case ObjectKind::trigger:
      return "trigger";
    case ObjectKind::policy:
      return "policy";
    case ObjectKind::rule:
      return "rule";
    case ObjectKind::extension:
      return "extension";
    case ObjectKind::role:
      return "role";
    case ObjectKind::database:
      return "database";
    case ObjectKind::collation:
      return "collation";
    case ObjectKind::operator_:
      return "operator";
    case ObjectKind::language:
      return "language";
    case ObjectKind::publication:
      return "publication";
    case ObjectKind::foreign_server:
      return "server";
    case ObjectKind::foreign_data_wrapper:
      return "foreign-data wrapper";
    case ObjectKind::statistics:
      return "statistics";
    case ObjectKind::text_search:
      return "text search object";
    case ObjectKind::transform:
      return "transform";
    case ObjectKind::default_privileges:
      return "default privileges";
    default:
      return "object";
  }
}

}  // namespace copilot::lint
