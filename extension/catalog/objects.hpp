// The objects of a schema, each with what its catalog row says of it.
// Words: an oid is that of the snapshot; what a script made (see lint/script) has one from
// script_oids on, and the number of its statement. Letters (kind, persistence, ...) are the catalogs'.
// They point at each other by oid only: a Model finds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::catalog {

using Oid = std::uint32_t;

inline constexpr Oid script_oids = 0xF0000000;

// One entry of an access control list, as aclexplode gives it.
struct Grant {
  Oid grantee = 0;  // 0: PUBLIC
  Oid grantor = 0;
  std::string privilege;  // SELECT, EXECUTE, ...
  bool grantable = false;
};

struct Acl {
  bool built_in = true;  // nobody ever granted or revoked: `grants` holds the built-in defaults
  std::vector<Grant> grants;

  bool gives(Oid grantee, std::string_view privilege) const;
};

struct Object {
  Oid oid = 0;
  Oid schema = 0;    // 0: of a kind that has none
  std::string name;  // as it is stored, not quoted
  Oid owner = 0;
  std::string comment;
  Oid extension = 0;     // the extension it is a member of; 0: none
  int statement = 0;     // of the script that made or altered it; 0: it was there
  bool dropped = false;  // by the script
};

struct Schema : Object {
  Acl acl;
};

struct ColumnStatistics {
  double null_fraction = 0;
  int average_width = 0;
  double distinct = 0;  // as n_distinct
};

struct Column {
  int number = 0;  // attnum; in a script's new table 1, 2, ...
  std::string name;
  Oid type = 0;
  int typmod = -1;
  std::string type_text;  // as format_type writes it, e.g. character varying(20)
  Oid collation = 0;      // 0: none, or the type's own
  bool not_null = false;
  bool local = true;     // not only inherited
  char identity = 0;     // a, d or 0
  char generated = 0;    // s, v or 0
  char storage = 0;      // 0: the type's own
  char compression = 0;  // p, l or 0
  int statistics_target = -1;
  std::string default_text;  // of a default or a generated column
  std::vector<std::string> options;
  Acl acl;
  std::string comment;
  std::int16_t length = 0;  // attlen
  char align = 'i';
  std::optional<ColumnStatistics> statistics;
  int statement = 0;
  bool made = false;  // by that statement, not altered
  bool dropped = false;

  bool has_default() const { return !default_text.empty() && generated == 0; }
};

struct Constraint : Object {
  char type = 0;   // c, f, p, u, x, n (NOT NULL, from 18), t
  Oid table = 0;   // 0: of a domain
  Oid domain = 0;  // 0: of a table
  bool deferrable = false;
  bool deferred = false;
  bool validated = true;
  bool enforced = true;
  bool local = true;  // not only inherited
  bool no_inherit = false;
  Oid parent = 0;  // of a partition's constraint: the one it came from
  std::vector<int> columns;
  Oid index = 0;
  Oid foreign_table = 0;
  std::vector<int> foreign_columns;
  char on_update = 'a';  // a, r, c, n, d
  char on_delete = 'a';
  char match = 's';        // s, f, p
  std::string expression;  // of a check
  bool temporal = false;   // WITHOUT OVERLAPS or PERIOD, from 18
};

struct IndexKey {
  int column = 0;          // 0: an expression
  std::string expression;  // where column is 0
  Oid operator_class = 0;
  Oid collation = 0;
  bool descending = false;
  bool nulls_first = false;
};

struct Index : Object {
  Oid table = 0;
  Oid parent = 0;  // of a part: the partitioned index it is attached to
  bool partitioned = false;
  bool unique = false;
  bool primary = false;
  bool exclusion = false;
  bool immediate = true;
  bool valid = true;
  bool ready = true;
  bool live = true;
  bool replica_identity = false;
  bool clustered = false;
  bool nulls_not_distinct = false;
  std::string method = "btree";
  std::vector<IndexKey> keys;
  std::vector<int> included;
  std::string predicate;
  std::vector<std::string> options;
  Oid tablespace = 0;
  double rows = -1;
  std::int64_t pages = 0;
  std::optional<std::int64_t> bytes;  // where sizes were asked for
  std::optional<std::int64_t> scans;  // where activity was asked for
};

struct Trigger : Object {
  Oid table = 0;
  Oid function = 0;
  char enabled = 'O';  // O, D, R, A
  int type = 0;        // the bits of tgtype
  bool internal = false;
  Oid constraint = 0;
};

struct Policy : Object {
  Oid table = 0;
  char command = '*';  // *, r, a, w, d
  bool permissive = true;
  std::vector<Oid> roles;  // 0: PUBLIC
  std::string using_text;
  std::string check_text;
};

struct Rule : Object {
  Oid table = 0;
  char event = 0;  // 1 select, 2 update, 3 insert, 4 delete
  bool instead = false;
  char enabled = 'O';
};

// Counted since the counters' reset.
struct Activity {
  std::int64_t seq_scans = 0;
  std::int64_t index_scans = 0;
  std::int64_t seq_rows_read = 0;
  std::int64_t live_rows = 0;
  std::int64_t dead_rows = 0;
  std::int64_t writes = 0;
};

// Tables, partitioned tables, views, materialized views, foreign tables (kind r p v m f), and
// composite types (c). Sequences and indexes have lists of their own.
struct Relation : Object {
  char kind = 'r';
  char persistence = 'p';  // p, u, t
  bool partition = false;
  char replica_identity = 'd';  // d, n, f, i
  bool row_security = false;
  bool force_row_security = false;
  std::vector<std::string> options;
  std::string method;  // the table access method
  Oid tablespace = 0;
  Oid row_type = 0;
  Oid of_type = 0;
  std::vector<Oid> parents;            // those it inherits from, or is a partition of
  std::string partition_key;           // of a partitioned table, as pg_get_partkeydef
  std::vector<int> partition_columns;  // 0: an expression
  std::string partition_bound;         // of a partition
  Oid foreign_server = 0;
  std::string definition;  // of a view, where definitions were asked for
  double rows = -1;        // reltuples; below 0: never analysed
  std::int64_t pages = 0;
  std::optional<std::int64_t> bytes;        // heap and TOAST, where sizes were asked for
  std::optional<std::int64_t> total_bytes;  // and indexes
  std::optional<Activity> activity;         // where asked for
  Acl acl;
  std::vector<Column> columns;  // by number
  // Positions in the lists of the model.
  std::vector<std::size_t> indexes, constraints, triggers, policies, rules;

  bool table() const { return kind == 'r' || kind == 'p'; }
  // Nothing dropped is found.
  const Column* column(int number) const;
  const Column* column(std::string_view column_name) const;
};

struct Sequence : Object {
  Oid type = 0;
  std::int64_t start = 1;
  std::int64_t increment = 1;
  std::int64_t minimum = 1;
  std::int64_t maximum = 0;
  std::int64_t cache = 1;
  bool cycle = false;
  char persistence = 'p';
  std::optional<std::int64_t> last_value;  // nothing: not called yet, or not allowed to see
  Oid table = 0;                           // that owns it
  int column = 0;
  bool identity = false;  // the column's identity owns it
  Acl acl;
};

struct Function : Object {
  char kind = 'f';  // f, p, a, w
  std::string language;
  std::string arguments;  // as pg_get_function_identity_arguments
  std::vector<Oid> argument_types;
  Oid result = 0;
  bool result_set = false;
  char volatility = 'v';
  char parallel = 'u';
  bool security_definer = false;
  bool strict = false;
  bool leakproof = false;
  std::vector<std::string> settings;  // proconfig
  std::string source;                 // of functions that are not in C
  bool sql_body = false;              // BEGIN ATOMIC, or RETURN
  Acl acl;
};

struct Type : Object {
  char type = 'b';  // b, c, d, e, p, r, m
  char category = 'U';
  Oid base = 0;     // of a domain
  int typmod = -1;  // of a domain
  Oid element = 0;  // of an array
  std::int16_t length = 0;
  char align = 'i';
  bool not_null = false;
  Oid collation = 0;
  Oid relation = 0;  // of a composite
  std::string default_text;
  std::vector<std::string> labels;  // of an enum, in order
  Acl acl;
};

struct Extension : Object {
  std::string version;
  std::string default_version;  // empty: its files are not there
};

struct Role {
  Oid oid = 0;
  std::string name;
  bool superuser = false;
  bool can_login = false;
  bool bypass_rls = false;
  std::vector<Oid> member_of;
};

struct Collation : Object {
  char provider = 0;
  std::string version;
  std::string actual_version;  // empty: the provider has none
};

struct DefaultPrivilege {
  Oid role = 0;
  Oid schema = 0;
  char object_type = 0;
  Acl acl;
};

struct PublishedTable {
  Oid table = 0;
  std::vector<int> columns;  // empty: all
  std::string filter;
};

struct Publication : Object {
  bool all_tables = false;
  bool inserts = false;
  bool updates = false;
  bool deletes = false;
  bool truncates = false;
  bool via_root = false;
  std::vector<PublishedTable> tables;
  std::vector<Oid> schemas;
};

struct UserMapping {
  Oid oid = 0;
  Oid role = 0;  // 0: PUBLIC
  std::string server;
  bool has_password = false;
  bool visible = true;  // its options were
};

// A row of pg_depend about an object of a user. A view depends by its rule, a column's default by its
// row in pg_attrdef: `dependent` is the view or the column itself here.
struct Dependency {
  enum class Class : std::uint8_t {
    relation,  // and its columns, indexes and sequences
    constraint,
    function,
    type,
    trigger,
    policy,
    rule,
    schema,
    extension,
    publication,
    other
  };
  Class of = Class::other;
  Oid dependent = 0;
  int dependent_column = 0;
  Class on = Class::other;
  Oid referenced = 0;
  int referenced_column = 0;
  char type = 'n';  // n, a, i, e, x, P, S
};

struct Database {
  std::string name;
  Oid owner = 0;
  std::string encoding;
  std::string collate;
  std::string ctype;
  std::string collation_version;
  std::string actual_collation_version;
};

// Who holds a relation right now, in a transaction that goes on.
struct Holder {
  Oid relation = 0;
  std::int64_t pid = 0;
  std::string mode;  // as in pg_locks
  double transaction_seconds = 0;
  std::string application;
};

// Something that could not be read, so that what it says is not known.
struct Gap {
  std::string section;  // of the snapshot
  std::string object;   // empty: all of it
  std::string reason;
};

}  // namespace copilot::catalog
