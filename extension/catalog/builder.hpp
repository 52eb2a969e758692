// Builder: makes a model of a snapshot's sections, a group of kinds after the other.
// Words: see snapshot.hpp; a usual value is what a null cell stands for.
// It must not ask where the rows came from.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/interrupts.hpp"
#include "catalog/field.hpp"
#include "catalog/snapshot.hpp"

namespace copilot::catalog {

class Builder {
 public:
  Builder(const Snapshot& snapshot, base::Interrupts& interrupts)
      : snapshot_(snapshot), interrupts_(interrupts) {}

  Model build(const base::Clock& clock);

 private:
  void database(const base::Clock& clock);  // build.cpp
  void schemas();
  void acls();
  void gaps();
  void types();  // build_tables.cpp
  void types(const base::Rows& found);
  void relations();
  void columns();
  void column_texts();
  void parents();
  void sequences();
  void indexes();  // build_indexes.cpp
  void index_texts();
  void constraints();
  void hanging();   // build_attached.cpp: triggers, policies, rules
  void activity();  // build_use.cpp
  void statistics();
  void sizes();
  void holders();
  void functions();  // build_rest.cpp
  void roles();
  void extensions();
  void collations();
  void publications();
  void rights();
  void dependencies();  // build_dependencies.cpp
  void index_dependencies();
  void comments();

  // The rows of a section, or null where it was not read.
  const base::Rows* rows(const char* section) const;
  // Calls for each row, and lets a cancel through.
  template <class Body>
  void each(const base::Rows& rows, Body body) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (row % 4096 == 0) interrupts_.poll();
      body(row);
    }
  }
  Relation* relation(Oid oid);
  Column* column(Oid relation, int number);
  // What an object's list gives, or what is built in: letters as in pg_default_acl, n for schemas.
  Acl acl(const Field& field, std::size_t row, char kind, Oid owner) const;

  const Snapshot& snapshot_;
  base::Interrupts& interrupts_;
  Model model_;
  using Places = std::unordered_map<Oid, std::size_t>;
  Places relations_, indexes_, constraints_, policies_, sequences_, publications_;
  std::unordered_map<std::string_view, std::vector<Grant>> acls_;  // the texts are the snapshot's
  struct Place {
    Oid relation;
    int column;
  };
  std::unordered_map<Oid, Place> defaults_;  // of which column
  std::unordered_map<Oid, Oid> views_;       // by their rule
};

}  // namespace copilot::catalog
