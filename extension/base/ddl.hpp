// Ddl: one statement of a script, as facts: what PostgreSQL's own parser saw, without its types.
// Words: names are as the parser folds them; a text is a piece of the script as it was written. A list
// of references says what a statement names, however deep.
// It must not say what a statement would do: that needs a schema, see lint/.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ddl_parts.hpp"
#include "base/ddl_tables.hpp"

namespace copilot::base {

struct CreateFunction {
  ObjectName name;
  bool procedure = false;
  bool replace = false;
  std::string arguments;  // types of the input ones, as format_type would write them
  std::string language;
  std::string body;       // the text, or empty where it is in SQL
  bool sql_body = false;  // BEGIN ATOMIC, or RETURN
  bool security_definer = false;
  char volatility = 'v';
  TypeName result;
  std::vector<Option> settings;  // SET name = value
  std::vector<Call> body_calls;  // of a body in SQL or PL/pgSQL, as far as it could be read
  bool body_dynamic = false;     // EXECUTE of a text that is put together
};

struct AlterFunction {
  ObjectName name;
  std::string arguments;
  std::optional<bool> security_definer;
  std::vector<Option> settings;
  std::vector<std::string> resets;  // names; empty name: ALL
};

struct CreateSchema {
  std::string name;
  std::string authorization;
  bool if_not_exists = false;
};

struct CreateSequence {
  ObjectName name;
  char persistence = 'p';
  bool if_not_exists = false;
  bool alter = false;  // ALTER SEQUENCE
  TypeName type;       // empty name: not said
  std::vector<Option> options;
  bool restart = false;
  bool owned_by_said = false;
  ObjectName owner_table;  // OWNED BY; empty with owned_by_said: NONE
  std::string owner_column;
};

struct CreateType {
  ObjectName name;
  char type = 'e';  // e (enum), c (composite), r (range), b (base, shell), d (domain)
  std::vector<std::string> labels;
  std::vector<ColumnDefinition> attributes;
  TypeName base;  // of a domain
  ObjectName collation;
  bool not_null = false;
  std::vector<ConstraintDefinition> constraints;  // of a domain
  std::optional<Expression> value;                // default of a domain
};

struct AddEnumValue {
  ObjectName type;
  std::string value;
  bool positioned = false;  // BEFORE or AFTER
  bool if_not_exists = false;
};

struct AlterDomain {
  ObjectName name;
  enum class Action : unsigned char {
    set_default,
    drop_default,
    set_not_null,
    drop_not_null,
    add_constraint,
    drop_constraint,
    validate_constraint
  };
  Action action = Action::set_default;
  std::string constraint_name;
  std::optional<ConstraintDefinition> constraint;
  bool cascade = false;
};

struct CreateTrigger {
  std::string name;
  ObjectName table;
  ObjectName function;
  bool replace = false;
  bool constraint = false;
  bool row = false;
};

struct CreatePolicy {
  std::string name;
  ObjectName table;
  bool alter = false;
  char command = '*';
  bool permissive = true;
  std::vector<std::string> roles;  // "public" is PUBLIC
  std::optional<Expression> using_condition;
  std::optional<Expression> check;
};

struct CreateRule {
  std::string name;
  ObjectName table;
  char event = 0;
  bool instead = false;
  bool replace = false;
};

struct Grant {
  bool revoke = false;
  ObjectKind kind = ObjectKind::table;
  bool all_in_schema = false;
  bool defaults = false;  // ALTER DEFAULT PRIVILEGES
  std::vector<ObjectName> objects;
  std::vector<std::string> privileges;  // empty: ALL
  std::vector<std::string> grantees;    // "public" is PUBLIC
  bool with_option = false;
  bool cascade = false;
};

struct GrantRole {
  bool revoke = false;
  std::vector<std::string> roles;
  std::vector<std::string> members;
};

struct Comment {
  ObjectKind kind = ObjectKind::table;
  ObjectName object;  // of a column, constraint, trigger, policy, rule: of its table or domain
  std::string part;   // then its own name
  std::optional<std::string> text;
};

struct SetOwner {
  ObjectKind kind = ObjectKind::table;
  ObjectName object;
  std::string owner;
};

struct SetSchema {
  ObjectKind kind = ObjectKind::table;
  ObjectName object;
  std::string schema;
};

struct Truncate {
  std::vector<ObjectName> tables;
  bool cascade = false;
  bool restart_identity = false;
};

// INSERT, UPDATE, DELETE, MERGE, COPY FROM.
struct Change {
  char command = 'u';  // i, u, d, m, c
  ObjectName table;
  std::optional<Expression> condition;
  bool joins = false;          // UPDATE ... FROM, DELETE ... USING
  bool constant_rows = false;  // INSERT ... VALUES of a few rows
  bool returning = false;
};

struct Select {
  bool locks = false;  // FOR UPDATE and the like
};

struct Transaction {
  enum class Action : unsigned char {
    begin,
    commit,
    rollback,
    savepoint,
    release,
    rollback_to,
    prepare,
    commit_prepared,
    rollback_prepared
  };
  Action action = Action::begin;
  bool chain = false;
  std::string savepoint;  // of savepoint, release, rollback_to
};

struct SetVariable {
  std::string name;  // lower case; empty with reset: ALL
  std::vector<std::string> values;
  bool local = false;
  bool reset = false;  // RESET, or SET ... TO DEFAULT
};

struct CreateObject {  // of a kind without a struct of its own
  ObjectKind kind = ObjectKind::other;
  ObjectName name;
  bool if_not_exists = false;
  bool replace = false;
};

struct AlterObject {  // of a kind without a struct of its own
  ObjectKind kind = ObjectKind::other;
  ObjectName name;
};

struct CreateDatabase {
  std::string name;
  std::vector<Option> options;  // encoding, template, ...
};

struct Reindex {
  ObjectKind kind = ObjectKind::index;  // index, table, schema, database (also SYSTEM)
  ObjectName object;
  bool concurrently = false;
};

struct Vacuum {
  bool full = false;
  bool analyze_only = false;
  std::vector<ObjectName> tables;
};

struct Cluster {
  ObjectName table;
};

struct Refresh {
  ObjectName view;
  bool concurrently = false;
  bool with_data = true;
};

struct LockTable {
  std::vector<ObjectName> tables;
  std::string mode;  // as in pg_locks: AccessExclusiveLock
};

// DO: what its body calls, as far as it could be read.
struct DoBlock {
  std::string language;
  std::vector<Call> body_calls;
  bool body_dynamic = false;
};

struct Utility {    // ALTER SYSTEM, CALL, CHECKPOINT, NOTIFY, ...: nothing more is known of it
  std::string tag;  // the command tag
};

struct Unparsed {  // what the parser refused
  std::string message;
  int line = 0;
};

struct ClientCommand {  // of psql: \set, \i, ...
  std::string name;     // without the backslash
};

struct Reference {
  ObjectName relation;
  bool changed = false;  // is written to
  int line = 0;
};

using StatementBody =
    std::variant<Utility, Unparsed, ClientCommand, CreateTable, CreateTableAs, CreateView,
                 CreateIndex, AlterTable, Rename, Drop, CreateFunction, AlterFunction, CreateSchema,
                 CreateSequence, CreateType, AddEnumValue, AlterDomain, CreateTrigger, CreatePolicy,
                 CreateRule, Grant, GrantRole, Comment, SetOwner, SetSchema, Truncate, Change,
                 Select, Transaction, SetVariable, CreateObject, AlterObject, CreateDatabase,
                 Reindex, Vacuum, Cluster, Refresh, LockTable, DoBlock>;

struct Ddl {
  int number = 0;    // of the statement in the script, from 1
  int line = 0;      // where it begins, from 1
  std::string text;  // as it was written, without what stands before it
  StatementBody body;
  // What it names anywhere, its body's queries too; without the names of CTEs.
  std::vector<Reference> relations;
  std::vector<Call> calls;
  std::vector<std::string> literals;  // string constants of expressions, for enum values in use
  std::vector<std::string>
      ignored_rules;  // -- copilot:ignore RULE REASON, on the line before or its own

  template <class Body>
  const Body* as() const {
    return std::get_if<Body>(&body);
  }
};

// -- copilot:ignore RULE REASON, in the comments before a statement or within it.
struct Ignore {
  std::string rule;
  std::string reason;
  int line = 0;
  int statement = 0;  // that it counts for; 0: nothing follows it
};

struct Script {
  std::vector<Ddl> statements;
  std::vector<Ignore> ignores;
};

}  // namespace copilot::base
