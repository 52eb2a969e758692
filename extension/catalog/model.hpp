// Model: one database's schema as objects that point at each other by oid; the base of lint and diff.
// Words: see objects.hpp; a gap is what could not be read.
// It must not ask a server: a model is built from a Snapshot, wherever that came from.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalog/objects.hpp"

namespace copilot::catalog {

class Model {
 public:
  int version = 0;              // server_version_num
  std::string taken_at;         // when the snapshot was taken, ISO 8601
  bool live = false;            // taken just now
  double age_seconds = 0;       // of the snapshot, where it travelled
  double counted_seconds = -1;  // since the counters of activity were reset; below 0: not known
  Database database;
  std::vector<std::string> search_path;  // of the session that read it, without pg_catalog

  std::vector<Schema> schemas;
  std::vector<Relation> relations;
  std::vector<Index> indexes;
  std::vector<Constraint> constraints;
  std::vector<Trigger> triggers;
  std::vector<Policy> policies;
  std::vector<Rule> rules;
  std::vector<Sequence> sequences;
  std::vector<Function> functions;
  std::vector<Type> types;  // those of users, and the built-in ones
  std::vector<Extension> extensions;
  std::vector<Role> roles;
  std::vector<Collation> collations;
  std::vector<DefaultPrivilege> default_privileges;
  std::vector<Publication> publications;
  std::vector<UserMapping> user_mappings;
  std::vector<Dependency> dependencies;
  std::vector<Holder> holders;
  std::unordered_map<Oid, std::string> operator_classes;  // their names
  std::vector<std::string> volatile_functions;            // of pg_catalog, sorted
  std::vector<std::string> built_in_functions;            // of pg_catalog, all names, sorted
  std::vector<Gap> gaps;

  const Schema* schema(Oid oid) const;
  const Schema* schema(std::string_view name) const;
  const Relation* relation(Oid oid) const;
  const Index* index(Oid oid) const;
  const Constraint* constraint(Oid oid) const;
  const Sequence* sequence(Oid oid) const;
  const Function* function(Oid oid) const;
  const Type* type(Oid oid) const;
  const Role* role(Oid oid) const;
  const Extension* extension(Oid oid) const;

  // By name; without a schema along the path. Nothing dropped is found.
  using Path = std::vector<std::string>;
  const Relation* find_relation(std::string_view schema, std::string_view name,
                                const Path& path) const;
  const Index* find_index(std::string_view schema, std::string_view name, const Path& path) const;
  const Sequence* find_sequence(std::string_view schema, std::string_view name,
                                const Path& path) const;
  const Type* find_type(std::string_view schema, std::string_view name, const Path& path) const;

  // What depends directly on an object, or on one column of it (0: on any part of it).
  std::vector<const Dependency*> dependents(Oid referenced, int column = 0) const;

  // schema.name, quoted as SQL needs; what has no schema by its name alone.
  std::string qualified(const Object& object) const;
  std::string qualified(const Function& function) const;  // with its arguments
  std::string qualified(const Relation& table, const Column& column) const;
  std::string name_of_type(Oid oid) const;

  // To be called once the lists are filled.
  void refresh();

  // What a script does. What is added gets an oid of its own if it has none; its table knows it.
  Relation& add(Relation relation);
  Index& add(Index index);
  Constraint& add(Constraint constraint);
  Sequence& add(Sequence sequence);
  Function& add(Function function);
  Type& add(Type type);
  Schema& add(Schema schema);
  Trigger& add(Trigger trigger);
  Policy& add(Policy policy);
  Rule& add(Rule rule);
  Relation* change_relation(Oid oid);
  Index* change_index(Oid oid);
  Constraint* change_constraint(Oid oid);
  Sequence* change_sequence(Oid oid);
  Function* change_function(Oid oid);
  Type* change_type(Oid oid);
  Schema* change_schema(Oid oid);
  // Marks it dropped, with all that belongs to it (columns, indexes, constraints, owned sequences).
  void drop(Oid oid);
  void rename(Oid oid, std::string name);
  void move(Oid oid, Oid schema);

 private:
  Oid next_ = script_oids;
  using ByOid = std::unordered_map<Oid, std::size_t>;
  using ByName = std::unordered_map<std::string, std::size_t>;
  ByOid schema_at_, relation_at_, index_at_, constraint_at_, sequence_at_, function_at_, type_at_,
      role_at_, extension_at_;
  ByName schema_named_, relation_named_, index_named_, sequence_named_, type_named_;
  std::unordered_map<Oid, std::vector<std::size_t>> dependents_at_;
};

}  // namespace copilot::catalog
