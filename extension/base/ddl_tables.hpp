// Statements about tables, views and indexes, and those that rename or drop anything.
// Words: see ddl.hpp and ddl_parts.hpp.
// An object of a kind is named by its own name; what belongs to a table by the table's and its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ddl_parts.hpp"

namespace copilot::base {

// The kinds of objects a statement can be about.
enum class ObjectKind : unsigned char {
  table,
  column,
  index,
  view,
  materialized_view,
  foreign_table,
  sequence,
  type,
  domain,
  schema,
  function,
  procedure,
  routine,
  aggregate,
  trigger,
  event_trigger,
  policy,
  rule,
  constraint,
  domain_constraint,
  extension,
  role,
  database,
  tablespace,
  collation,
  cast,
  operator_,
  operator_class,
  operator_family,
  language,
  publication,
  subscription,
  foreign_server,
  foreign_data_wrapper,
  user_mapping,
  statistics,
  text_search,
  transform,
  access_method,
  large_object,
  attribute,
  default_privileges,
  other
};

struct CreateTable {
  ObjectName name;
  char kind = 'r';         // r, p (partitioned), f (foreign)
  char persistence = 'p';  // p, u, t
  bool if_not_exists = false;
  std::vector<ColumnDefinition> columns;
  std::vector<ConstraintDefinition> constraints;
  std::vector<ObjectName> inherits;
  std::vector<ObjectName> likes;
  std::optional<ObjectName> partition_of;
  bool default_partition = false;
  std::string partition_strategy;              // range, list, hash
  std::vector<std::string> partition_columns;  // empty name: an expression
  std::vector<Option> options;
  std::string tablespace;
  std::string method;
  std::string foreign_server;
};

// CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW.
struct CreateTableAs {
  ObjectName name;
  char kind = 'r';  // r, m
  char persistence = 'p';
  bool if_not_exists = false;
  bool with_data = true;
  std::vector<std::string> columns;  // named ones
};

struct CreateView {
  ObjectName name;
  char persistence = 'p';
  bool replace = false;
  bool star = false;  // SELECT * in its outermost list
  std::vector<Option> options;
};

struct CreateIndex {
  std::string name;
  ObjectName table;
  std::string method = "btree";
  std::vector<IndexElement> elements;
  std::vector<std::string> included;
  std::optional<Expression> predicate;
  bool unique = false;
  bool concurrently = false;
  bool if_not_exists = false;
  bool only = false;  // ON ONLY
  bool nulls_not_distinct = false;
  std::string tablespace;
  std::vector<Option> options;
};

struct AlterAction {
  enum class Kind : unsigned char {
    add_column,
    drop_column,
    set_default,
    drop_default,
    set_not_null,
    drop_not_null,
    set_type,
    set_expression,
    drop_expression,
    add_identity,
    set_identity,
    drop_identity,
    set_statistics,
    set_storage,
    set_compression,
    set_column_options,
    reset_column_options,
    add_constraint,
    alter_constraint,
    validate_constraint,
    drop_constraint,
    attach_partition,
    detach_partition,
    finalize_detach,
    inherit,
    no_inherit,
    set_logged,
    set_unlogged,
    set_tablespace,
    set_access_method,
    cluster_on,
    set_without_cluster,
    set_options,
    reset_options,
    enable_trigger,
    disable_trigger,
    enable_rule,
    disable_rule,
    replica_identity,
    enable_row_security,
    disable_row_security,
    force_row_security,
    no_force_row_security,
    set_of,
    not_of,
    owner,
    other
  };
  Kind kind = Kind::other;
  std::string name;        // of the column, constraint, trigger, index, owner, tablespace, ...
  bool if_exists = false;  // also IF NOT EXISTS of ADD COLUMN
  bool cascade = false;
  bool concurrently = false;  // of a detach
  std::string text;           // what was given where nothing below holds it: STORAGE's word, ALL or
                              // USER of triggers, f n d i of a replica identity
  std::optional<ColumnDefinition> column;
  std::optional<ConstraintDefinition> constraint;
  std::optional<TypeName> type;
  ObjectName collation;                  // of set_type
  std::optional<Expression> expression;  // a default, USING, a generation
  ObjectName other;                      // the partition or the parent
  bool default_partition = false;        // of an attach
  std::vector<Option> options;
  int line = 0;
};

struct AlterTable {
  ObjectName name;
  ObjectKind kind = ObjectKind::table;
  bool if_exists = false;
  bool only = false;
  std::vector<AlterAction> actions;
};

struct Rename {
  ObjectKind kind =
      ObjectKind::table;  // column, constraint, attribute: then `object` is their table or type
  ObjectKind of = ObjectKind::table;  // what `object` is
  ObjectName object;
  std::string name;  // of the column, constraint, trigger, policy, enum value...; else empty
  std::string new_name;
  bool if_exists = false;
};

struct Drop {
  ObjectKind kind = ObjectKind::table;
  struct Item {
    ObjectName name;        // of a trigger, policy, rule: of its table
    std::string part;       // then its own name
    std::string arguments;  // of a function, as written
  };
  std::vector<Item> items;
  bool if_exists = false;
  bool cascade = false;
  bool concurrently = false;
};

}  // namespace copilot::base
