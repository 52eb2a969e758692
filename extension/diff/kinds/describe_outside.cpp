// Describing foreign data, publications, subscriptions and event triggers.
// Words: see describer.hpp; a published item is a table with its columns and filter, or a schema.
// Secrets come masked, with a digest that tells whether they differ.
#include <algorithm>

#include "base/quote.hpp"
#include "diff/describer.hpp"

namespace copilot::diff {

namespace {

namespace classes = catalog::classes;

std::string joined(std::vector<std::string>& list, const char* sign) {
  std::sort(list.begin(), list.end());
  std::string text;
  for (const std::string& each : list) {
    if (!text.empty()) text += sign;
    text += each;
  }
  return text;
}

// public.t (a, b) WHERE (filter)
std::string published(const Describer& describer, const catalog::PublishedTable& item) {
  const catalog::Relation* table = describer.model.relation(item.table);
  if (table == nullptr) return {};
  std::string text = describer.qualified(table->schema, table->name);
  std::vector<std::string> columns;
  for (const int number : item.columns)
    if (const catalog::Column* column = table->column(number))
      columns.push_back(base::quote_identifier(column->name));
  if (!columns.empty()) text += " (" + joined(columns, ", ") + ")";
  if (!item.filter.empty()) text += " WHERE (" + item.filter + ")";
  return text;
}

std::string operations(const catalog::Publication& publication) {
  std::string text;
  auto add = [&](bool given, const char* name) {
    if (!given) return;
    if (!text.empty()) text += ", ";
    text += name;
  };
  add(publication.inserts, "insert");
  add(publication.updates, "update");
  add(publication.deletes, "delete");
  add(publication.truncates, "truncate");
  if (text.empty()) return "none";
  return text == "insert, update, delete, truncate" ? "" : text;
}

void add_publications(Describer& describer) {
  Facts& facts = describer.facts;
  const base::Rows* generated = describer.rows("published_generated");
  for (const catalog::Publication& each : describer.model.publications) {
    if (each.extension != 0) continue;
    Fact fact;
    fact.kind = Kind::publication;
    fact.object = base::quote_identifier(each.name);
    fact.address = "PUBLICATION " + fact.object;
    if (each.all_tables) fact.set("all_tables", "true");
    fact.set("publish", operations(each));
    if (each.via_root) fact.set("via_root", "true");
    if (generated != nullptr) {
      const catalog::Field oid(*generated, "oid");
      for (std::size_t row = 0; row < generated->size(); ++row)
        if (oid.number<catalog::Oid>(row) == each.oid) fact.set("generated_columns", "stored");
    }
    std::vector<std::string> tables, schemas;
    for (const catalog::PublishedTable& item : each.tables)
      if (std::string text = published(describer, item); !text.empty())
        tables.push_back(std::move(text));
    for (const catalog::Oid schema : each.schemas)
      schemas.push_back(base::quote_identifier(describer.schema_name(schema)));
    fact.set("tables", joined(tables, "; "));
    fact.set("schemas", joined(schemas, "; "));
    const std::size_t place =
        describer.add(std::move(fact), classes::publication, each.oid, each.owner);
    for (const catalog::PublishedTable& item : each.tables) {
      facts.use(place, facts.at(classes::relation, item.table));
      for (const int number : item.columns)
        facts.use(place, facts.at(classes::relation, item.table, number));
    }
    for (const catalog::Oid schema : each.schemas)
      facts.use(place, facts.at(classes::schema, schema));
  }
  // The rows by which pg_depend knows what filters and lists use.
  if (const base::Rows* found = describer.rows("published_tables")) {
    const catalog::Field oid(*found, "oid"), publication(*found, "publication");
    describer.each(*found, [&](std::size_t row) {
      facts.place(classes::publication_relation, oid.number<catalog::Oid>(row), 0,
                  facts.at(classes::publication, publication.number<catalog::Oid>(row)));
    });
  }
}

}  // namespace

void describe_outside(Describer& describer) {
  describer.add_section("foreign_data_wrappers", Kind::foreign_data_wrapper);
  describer.add_section("foreign_servers", Kind::server);
  describer.add_section("user_mapping_definitions", Kind::user_mapping);
  add_publications(describer);
  describer.add_section("subscriptions", Kind::subscription);
  describer.add_section("event_triggers", Kind::event_trigger);
}

}  // namespace copilot::diff
