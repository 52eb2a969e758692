// The foreign keys and indexes that a statement makes, by the names it gives, so that they can be judged
// on tables of which nothing else is known.
// Words: a table's name is as the statement says it; of a constraint without a name it is empty.
// It must not look at a schema: what is known there is judged there.
#pragma once

#include <string>
#include <vector>

#include "base/ddl.hpp"
#include "lint/reporter.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

struct MadeForeignKey {
  base::ObjectName table;
  const base::ConstraintDefinition* key;
  std::vector<std::string> columns;
};

std::vector<MadeForeignKey> foreign_keys_made_by(const base::Ddl& statement);

struct MadeIndex {
  base::ObjectName table;
  std::string name;
  std::string method;
  bool enforces = false;  // unique, a primary key
  bool constraint = false;
  bool partial = false;
  std::vector<std::string> keys;     // a column, or nothing for an expression
  std::vector<std::string> classes;  // of operators, as far as they are said
  std::vector<std::string> included;
};

std::vector<MadeIndex> indexes_made_by(const base::Ddl& statement);

// A relation as findings name it: with the schema it is found in, where that can be told.
std::string full_name(const Moment& moment, const base::ObjectName& name);
// Of a constraint without a name its first column stands for it.
About about(const Moment& moment, const MadeForeignKey& made);
About about(const Moment& moment, const MadeIndex& made);

std::string quoted_list(const std::vector<std::string>& names);

}  // namespace copilot::lint
