// Describer: makes facts of a snapshot and the model built from it, a group of kinds after the other.
// Words: see fact.hpp. The groups are in kinds/: each adds its facts and says which catalog rows mean them; then uses,
// comments and labels are found by those rows, the same way for every kind.
// What an extension brought is no fact of its own: it means the extension.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/interrupts.hpp"
#include "base/rows.hpp"
#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "catalog/snapshot.hpp"
#include "diff/fact.hpp"

namespace copilot::diff {

class Describer {
 public:
  Describer(const catalog::Snapshot& snapshot, const catalog::Model& model,
            base::Interrupts& interrupts)
      : snapshot(snapshot), model(model), interrupts_(interrupts) {}

  const catalog::Snapshot& snapshot;
  const catalog::Model& model;
  Facts facts;

  // The rows of a section, or null where it was not read.
  const base::Rows* rows(const char* section) const;
  template <class Body>
  void each(const base::Rows& rows, Body body) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (row % 1024 == 0) interrupts_.poll();
      body(row);
    }
  }

  // False: an extension's, or in a schema that is the server's own.
  bool of_user(const catalog::Object& object) const;
  // The name of a schema as stored, or empty.
  std::string_view schema_name(catalog::Oid schema) const;
  std::string qualified(catalog::Oid schema, std::string_view name) const;
  std::string role(catalog::Oid oid) const;  // quoted; PUBLIC for 0; a number for one that is gone
  std::string type(catalog::Oid oid)
      const;  // as format_type without a modifier, qualified but for the built-in ones
  std::string collation(catalog::Oid oid) const;  // qualified, quoted
  std::string operator_class(catalog::Oid oid) const;

  // Adds an object of a user, with what hangs on every object: owner (0: has none) and rights (null: has none).
  std::size_t add(Fact fact, catalog::Oid catalog, catalog::Oid oid, catalog::Oid owner = 0,
                  const catalog::Acl* acl = nullptr);
  // Adds a child: its address is "WORD OF|ON <parent's address>" or its own, its schema and object are the parent's unless set.
  std::size_t add_child(Fact fact, std::size_t parent);

  // Of columns, once all of them are there, and of members of extensions.
  void add_column_rights();
  void add_member_rights();

  // The grants an access control list gives, found by its text; null where it was not read.
  const catalog::Acl* acl(std::string_view text);

  // One fact a row of a section of definitions, whose columns are: class, oid, schema (or null), object, address,
  // owner, acl, then the properties, each under its column's name. Null or empty: usual. An extension's are left out.
  void add_section(const char* section, Kind kind);

 private:
  void add_owner(std::size_t fact, catalog::Oid owner);
  void add_rights(std::size_t fact, catalog::Oid owner, const catalog::Acl& acl);

  base::Interrupts& interrupts_;
  mutable std::unordered_map<catalog::Oid, std::string> collations_;  // their names
  std::unordered_map<std::string_view, catalog::Acl> acls_;  // by text, as the snapshot has it
};

// All of them: kinds/ in turn, then uses, comments, labels. The snapshot must outlive the facts.
Facts describe(const catalog::Snapshot& snapshot, const catalog::Model& model,
               base::Interrupts& interrupts);

// The groups, each in kinds/describe_*.cpp.
void describe_schemas(Describer& describer);  // schemas, extensions, default privileges, collations
void describe_tables(
    Describer& describer);  // tables, columns, defaults, inheritance, sequences, replica identity
void describe_replica_identities(Describer& describer);  // once indexes and constraints are placed
void describe_indexes(Describer& describer);  // indexes, constraints, attachments, statistics
void describe_hanging(Describer& describer);  // triggers, rules, policies
void describe_views(Describer& describer);    // views, materialized views
void describe_types(Describer& describer);    // types, composites and their attributes
void describe_functions(
    Describer& describer);  // functions, aggregates, casts, operators, families and classes
void describe_text_search(Describer& describer);  // and languages, transforms, access methods
void describe_outside(
    Describer&
        describer);  // wrappers, servers, mappings, foreign options, publications, subscriptions, event triggers

}  // namespace copilot::diff
