// Scene: the model as a script changes it, and how its names resolve at a statement.
// Words: a place is a relation by the name it is known by, whether the model has it or not; one that
// is assumed was neither there nor made by the script: a statement is about it, so it must exist.
// It must not decide what a statement does.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/ddl.hpp"
#include "catalog/model.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

struct Place {
  catalog::Oid relation = 0;  // 0: not in the model, or assumed
  base::ObjectName name;      // with the schema it was found in, or would be made in

  bool operator==(const Place& other) const { return name == other.name; }
};

class Scene {
 public:
  explicit Scene(catalog::Model& model) : model_(&model) {}

  catalog::Model& model() { return *model_; }
  const catalog::Model& model() const { return *model_; }

  void at(int statement, int transaction, const catalog::Model::Path& path);
  int statement() const { return statement_; }
  const catalog::Model::Path& path() const { return path_; }

  const catalog::Relation* relation(const base::ObjectName& name) const;
  const catalog::Index* index(const base::ObjectName& name) const;
  const catalog::Sequence* sequence(const base::ObjectName& name) const;
  // pg_catalog comes first, as in the server.
  const catalog::Type* type(const base::ObjectName& name) const;
  Place place(const base::ObjectName& name) const;
  Place place(const catalog::Relation& relation) const;
  // The schema's name that a new object without one gets.
  std::string new_schema(const base::ObjectName& name, char persistence = 'p') const;
  std::string schema_name(catalog::Oid schema) const;

  // By what a script makes: in this transaction.
  void made(catalog::Oid oid) { made_.insert_or_assign(oid, transaction_); }
  bool made_here(catalog::Oid oid) const { return made_.contains(oid); }
  bool made_in_transaction(catalog::Oid oid) const;

  // What inherits from a table or is a partition of it, directly; and however deep.
  const std::vector<catalog::Oid>& children(catalog::Oid table) const;
  std::vector<catalog::Oid> tree(catalog::Oid table) const;
  // That a child got a parent after it was made.
  void inherits(catalog::Oid child, catalog::Oid parent);
  // Foreign keys that point at a table, its own too.
  std::vector<const catalog::Constraint*> incoming(catalog::Oid table) const;

  // The state to come back to, where a transaction is known to be rolled back.
  struct Checkpoint {
    catalog::Model model;
    std::unordered_map<catalog::Oid, int> made;
  };
  Checkpoint checkpoint() const { return {*model_, made_}; }
  void restore(const Checkpoint& checkpoint);

 private:
  using Oids = std::unordered_map<catalog::Oid, std::vector<catalog::Oid>>;

  void scan() const;

  catalog::Model* model_;
  std::unordered_map<catalog::Oid, int> made_;
  int statement_ = 0;
  int transaction_ = 0;
  catalog::Model::Path path_;
  // Lists of a model only grow, so each is read once.
  mutable std::size_t scanned_relations_ = 0, scanned_constraints_ = 0;
  mutable Oids children_;
  mutable std::unordered_map<catalog::Oid, std::vector<std::size_t>> incoming_;
};

// A relation that a statement is about although nothing made it: its columns are not known.
inline bool assumed(const catalog::Relation& relation) {
  return relation.oid >= catalog::script_oids && relation.statement == 0;
}

}  // namespace copilot::lint
