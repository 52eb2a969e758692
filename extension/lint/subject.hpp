// Subject: what the rules of a schema judge: a database's objects, or what a script made of them.
// Words: left out are members of extensions, system and temporary schemas, schemas that were not asked
// for, and partitions (they are judged once, at the topmost table, unless a rule asks for them). After
// a script only what it made or altered is judged, against all there is then.
// It must not be used to hide an object because judging it is hard: that is a finding `unknown`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/interrupts.hpp"
#include "catalog/model.hpp"
#include "lint/reporter.hpp"

namespace copilot::lint {

struct TableColumn {
  const catalog::Relation& table;
  const catalog::Column& column;
};

class Subject {
 public:
  struct Limits {
    std::optional<std::vector<std::string>> schemas;  // nothing: all but the system's
    bool script = false;                              // only what a script made or altered
  };

  Subject(const catalog::Model& model, Limits limits, base::Interrupts& interrupts);

  const catalog::Model& model() const { return model_; }
  bool of_script() const { return limits_.script; }
  int version() const { return model_.version; }

  // Each list polls for interrupts once. `tables`: ordinary and partitioned, no partitions; a script's
  // new ones only. `columns`: of those, and those a script added to others or gave another type.
  const std::vector<const catalog::Relation*>& tables() const { return tables_; }
  const std::vector<const catalog::Relation*>& partitions() const { return partitions_; }
  // Views, materialized views, foreign tables: by kind v, m, f.
  std::vector<const catalog::Relation*> relations(std::string_view kinds) const;
  std::vector<TableColumn> columns() const;
  // Of tables(), and those a script added to others. Parts of partitioned indexes are left out.
  std::vector<const catalog::Index*> indexes() const;
  std::vector<const catalog::Constraint*> constraints(char type) const;
  std::vector<const catalog::Constraint*> constraints() const;
  std::vector<const catalog::Sequence*> sequences() const;
  std::vector<const catalog::Function*> functions() const;
  std::vector<const catalog::Type*> types() const;  // no row types, no arrays
  std::vector<const catalog::Trigger*> triggers() const;
  std::vector<const catalog::Policy*> policies() const;
  std::vector<const catalog::Rule*> rewrite_rules() const;
  std::vector<const catalog::Schema*> schemas() const;
  std::vector<const catalog::Extension*> extensions() const;
  std::vector<const catalog::Publication*> publications() const;

  // How findings name what they are about.
  About about(const catalog::Relation& relation) const;
  About about(const catalog::Relation& table, const catalog::Column& column) const;
  About about(const catalog::Index& index) const;
  About about(const catalog::Constraint& constraint) const;
  About about(const catalog::Function& function) const;
  About about(const catalog::Sequence& sequence) const;
  About about(const catalog::Type& type) const;
  About about(const catalog::Trigger& trigger) const;
  About about(const catalog::Policy& policy) const;
  About about(const catalog::Rule& rule) const;
  About about(const catalog::Schema& schema) const;
  About about_database() const;

  // Whether an object may be judged at all: not a member of an extension, in a schema asked for.
  bool covers(const catalog::Object& object) const;
  // All indexes of a table that a query or a constraint can use now.
  std::vector<const catalog::Index*> usable_indexes(const catalog::Relation& table) const;
  const catalog::Constraint* primary_key(const catalog::Relation& table) const;
  // The base type of a domain's column, however deep, and its typmod; an array's element is not taken.
  struct Underlying {
    const catalog::Type* type;
    int typmod;
  };
  Underlying underlying(catalog::Oid type, int typmod) const;

 private:
  // After a script only what it made counts.
  bool judged(int statement) const { return !limits_.script || statement > 0; }
  bool covers_part(catalog::Oid table) const;

  template <class Item, class Choice>
  std::vector<const Item*> chosen(const std::vector<Item>& all, Choice choice) const {
    interrupts_.poll();
    std::vector<const Item*> list;
    for (const Item& each : all)
      if (judged(each.statement) && choice(each)) list.push_back(&each);
    return list;
  }

  const catalog::Model& model_;
  Limits limits_;
  base::Interrupts& interrupts_;
  std::unordered_set<catalog::Oid> schemas_;
  std::unordered_set<catalog::Oid> homes_;  // schemas that hold an extension and nothing else
  std::vector<const catalog::Relation*> tables_;
  std::vector<const catalog::Relation*> partitions_;
};

}  // namespace copilot::lint
