// What statements are made of: names, types, expressions, columns, constraints.
// Words: names are as the parser folds them; a text is a piece of the script as it was written.
// Nothing here knows whether what is named exists.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace copilot::base {

struct ObjectName {
  std::string schema;  // empty: not qualified
  std::string name;

  bool operator==(const ObjectName&) const = default;
};

struct TypeName {
  ObjectName name;  // as the grammar gives it: varchar is pg_catalog.varchar; serial stays serial
  std::vector<int> modifiers;
  int dimensions = 0;  // of an array
  bool set_of = false;
  std::string text;  // as format_type would write it where that can be told, else as written
};

struct Call {
  ObjectName function;
  int arguments = 0;
  int line = 0;
  bool search_path_set = false;  // in a body that fixed its search_path before
};

struct Expression {
  std::string text;
  bool constant = false;        // a literal, perhaps cast
  bool null = false;            // the literal NULL
  std::string value;            // of a literal
  std::optional<bool> truth;    // what a condition is whatever the row, where that can be told
  std::string not_null_column;  // where all it says is: COLUMN IS NOT NULL
  bool subquery = false;
  std::vector<Call> calls;
  std::vector<std::string> columns;  // the last part of each reference
};

struct Option {
  std::string name;
  std::string value;
};

struct IndexElement {
  std::string column;  // or an expression
  std::optional<Expression> expression;
  ObjectName operator_class;
  ObjectName collation;
  bool descending = false;
  std::string exclusion_operator;  // of an exclusion constraint
};

struct ConstraintDefinition {
  char type = 0;     // c, f, p, u, x, n
  std::string name;  // empty: PostgreSQL chooses
  std::vector<std::string> columns;
  std::vector<std::string> included;
  std::optional<Expression> check;
  ObjectName foreign_table;
  std::vector<std::string> foreign_columns;  // empty: its primary key
  char on_update = 'a';
  char on_delete = 'a';
  char match = 's';
  bool not_valid = false;
  bool not_enforced = false;
  bool deferrable = false;
  bool deferred = false;
  bool no_inherit = false;
  bool nulls_not_distinct = false;
  std::string using_index;
  std::string method;  // of an exclusion
  std::vector<IndexElement> exclusion;
  bool predicate = false;
};

struct ColumnDefinition {
  std::string name;
  TypeName type;
  ObjectName collation;
  bool not_null = false;            // said here, also by PRIMARY KEY of the column or by serial
  bool null = false;                // NULL was written
  char identity = 0;                // a, d
  char generated = 0;               // s, v
  std::optional<Expression> value;  // default or generation
  std::vector<ConstraintDefinition> constraints;  // c, f, p, u of the column
  std::string storage;
  std::string compression;
  int line = 0;
};

}  // namespace copilot::base
