// A small schema as the rows of a snapshot, for the tests of the model.
// Words: a planted section is rows written as the server would write them; null is the usual value.
// No server here, no clock.
#pragma once

#include "ambient_fakes.hpp"
#include "catalog/snapshot.hpp"
#include "rule_fakes.hpp"

namespace copilot::test {

// Table shop.orders (id bigint identity primary key, note varchar(20), sum generated), its view, a
// partitioned table with one part, a table of an extension, and what belongs to them.
inline catalog::Snapshot shop() {
  constexpr auto null = std::nullopt;
  catalog::Snapshot snapshot;
  snapshot.version = 170000;
  snapshot.taken_at = "2026-11-23T08:00:00Z";
  auto plant = [&](const char* name, std::vector<std::string> columns,
                   std::initializer_list<Cells> rows) {
    snapshot.sections.emplace(name, planted(std::move(columns), rows));
  };
  plant("database",
        {"version", "taken_at", "taken_us", "name", "owner", "encoding", "collate", "ctype",
         "collation_version", "actual_collation_version", "search_path", "role", "counted_seconds"},
        {{"170000", "2026-11-23T08:00:00Z", "1000000", "shop", "10", "UTF8", "C", "C", null, null,
          "\"$user\", Shop, \"odd \"\"name\", public, nowhere", "ann", "3600.5"}});
  plant("schemas", {"oid", "name", "owner", "acl"},
        {{"11", "pg_catalog", "10", null},
         {"2200", "public", "10", "{=U/ann}"},
         {"100", "shop", "10", null},
         {"101", "odd \"name", "10", null}});
  plant("acls", {"acl", "grantee", "grantor", "privilege", "grantable"},
        {{"{=U/ann}", "0", "10", "USAGE", null}, {"{ann=r*/ann}", "10", "10", "SELECT", "t"}});
  plant("column_acls", {"acl", "grantee", "grantor", "privilege", "grantable"},
        {{"{=U/ann}", "0", "10", "USAGE", null}, {"{=w/ann}", "0", "10", "UPDATE", null}});
  plant("types",
        {"oid", "schema", "name", "owner", "type", "category", "base", "typmod", "element",
         "length", "align", "storage", "not_null", "collation", "relation", "default_text", "acl"},
        {{"20", "11", "int8", "10", "b", "N", null, null, null, "8", "d", "p", null, null, null,
          null, null},
         {"25", "11", "text", "10", "b", "S", null, null, null, "-1", "i", "x", null, "100", null,
          null, null},
         {"1043", "11", "varchar", "10", "b", "S", null, null, null, "-1", "i", "x", null, "100",
          null, null, null},
         {"1700", "11", "numeric", "10", "b", "N", null, null, null, "-1", "i", "m", null, null,
          null, null, null},
         {"1016", "11", "_int8", "10", "b", "A", null, null, "20", "-1", "d", "x", null, null, null,
          null, null},
         {"300", "100", "Mood", "10", "e", "E", null, null, null, "4", "i", "p", null, null, null,
          null, null}});
  plant("labels", {"type", "label"}, {{"300", "sad"}, {"300", "happy"}});
  plant("access_methods", {"oid", "name"}, {{"2", "heap"}, {"403", "btree"}, {"783", "gist"}});
  plant("relations",
        {"oid", "schema", "name", "owner", "kind", "persistence", "partition", "replica_identity",
         "row_security", "force_row_security", "options", "method", "tablespace", "row_type",
         "of_type", "rows", "pages", "acl", "bound"},
        {{"1000", "100", "orders", "10", "r", null, null, null, "t", null, "{fillfactor=70}", "2",
          null, "1001", null, "1e+06", "9000", "{ann=r*/ann}", null},
         {"1010", "100", "order_names", "10", "v", null, null, null, null, null, null, null, null,
          "1011", null, "0", "0", null, null},
         {"1020", "100", "log", "10", "p", null, null, null, null, null, null, null, null, "1021",
          null, "-1", "0", null, null},
         {"1030", "100", "log_1", "10", "r", "u", "t", null, null, null, null, "2", null, "1031",
          null, "-1", "0", null, "FOR VALUES FROM (1) TO (2)"},
         {"1040", "2200", "Member", "10", "r", null, null, "f", null, null, null, "2", null, "1041",
          null, "0", "0", null, null}});
  plant("columns",
        {"relation", "number", "name", "type", "typmod", "type_text", "collation", "not_null",
         "local", "identity", "generated", "storage", "compression", "statistics_target", "options",
         "acl"},
        {{"1000", "4", "sum", "1700", null, null, null, null, null, null, "s", null, null, "500",
          null, null},
         {"1000", "1", "id", "20", null, null, null, "t", null, "a", null, null, null, null, null,
          null},
         {"1000", "2", "note", "1043", "24", "character varying(20)", "950", null, null, null, null,
          "p", "l", null, "{n_distinct=5}", "{=w/ann}"},
         {"1010", "1", "note", "25", null, null, null, null, null, null, null, null, null, null,
          null, null},
         {"1020", "1", "day", "20", null, null, null, "t", null, null, null, null, null, null, null,
          null},
         {"1030", "1", "day", "20", null, null, null, "t", "f", null, null, null, null, null, null,
          null},
         {"77777", "1", "gone", "20", null, null, null, null, null, null, null, null, null, null,
          null, null}});
  plant("defaults", {"oid", "relation", "number", "text"},
        {{"500", "1000", "2", "'none'::text"}, {"501", "1000", "4", null}});
  plant("generated", {"relation", "number", "text"}, {{"1000", "4", "(id * 2)"}});
  plant("generated_uses", {"oid", "referenced", "referenced_column"},
        {{"501", "1000", "1"}, {"501", "1000", "4"}});
  plant("inherits", {"child", "parent"}, {{"1030", "1020"}, {"2030", "2020"}});
  plant("partitioned", {"relation", "columns"}, {{"1020", "1 0"}});
  plant("partition_keys", {"relation", "text"}, {{"1020", "RANGE (day, ((day + 1)))"}});
  plant(
      "sequences",
      {"oid", "schema", "name", "owner", "persistence", "acl", "type", "start", "increment",
       "minimum", "maximum", "cache", "cycle"},
      {{"1050", "100", "orders_id_seq", "10", null, null, null, null, null, null, null, null, null},
       {"1051", "100", "free", "10", null, null, "23", "5", "-1", "-9", "2147483647", "10", "t"}});
  plant("last_values", {"sequence", "allowed", "value"},
        {{"1051", "t", "42"}, {"1050", "f", null}});
  plant("indexes",
        {"oid", "table", "name", "flags", "method", "key_columns", "columns", "operator_classes",
         "collations", "directions", "options", "tablespace", "rows", "pages"},
        {{"2000", "1000", "orders_pkey", "123", null, "1", "1", "3124", null, null, null, null,
          "10", "2"},
         {"2001", "1000", "orders_expr", "6256", "783", "2", "0 2 1", "3124 3125", "0 950", "3 0",
          "{fillfactor=50}", null, "10", "2"},
         {"2020", "1020", "log_day", "1144", null, "1", "1", "3124", null, null, null, null, "0",
          "0"},
         {"2030", "1030", "log_1_day", "120", null, "1", "1", "3124", null, null, null, null, "0",
          "0"}});
  plant("index_expressions", {"index", "number", "text"}, {{"2001", "1", "lower(note)"}});
  plant("index_predicates", {"index", "text"}, {{"2001", "(id > 5)"}});
  plant("operator_classes", {"oid", "name"}, {{"3124", "int8_ops"}, {"3125", "text_ops"}});
  plant("constraints",
        {"oid", "schema", "name", "type", "table", "domain", "flags", "parent", "columns", "index",
         "foreign_table", "foreign_columns", "on_update", "on_delete", "match"},
        {{"3000", "100", "orders_pkey", "p", "1000", null, "28", null, "{1}", "2000", null, null,
          null, null, null},
         {"3001", "100", "log_order", "f", "1020", null, "25", null, "{1}", "2000", "1000", "{1}",
          "r", "c", "f"},
         {"3002", "100", "positive", "c", "1000", null, "28", null, "{1,2}", null, null, null, null,
          null, null}});
  plant("checks", {"constraint", "text"}, {{"3002", "(id > 0)"}});
  plant("triggers",
        {"oid", "table", "name", "function", "enabled", "type", "internal", "constraint"},
        {{"3100", "1000", "stamp", "4000", "D", "7", null, null}});
  plant("policies", {"oid", "table", "name", "command", "permissive", "roles"},
        {{"3200", "1000", "own", "r", "f", "{0,10}"}});
  plant("policy_texts", {"policy", "using_text", "check_text"}, {{"3200", "(id > 1)", null}});
  plant("rules", {"oid", "table", "name", "event", "instead", "enabled"},
        {{"3300", "1010", "_RETURN", "1", "t", "O"}, {"3301", "1000", "quiet", "4", "t", "O"}});
  plant("functions",
        {"oid", "schema", "name", "owner", "kind", "language", "arguments", "argument_types",
         "result", "result_set", "volatility", "parallel", "security_definer", "strict",
         "leakproof", "settings", "source", "sql_body", "acl"},
        {{"4000", "100", "Stamp", "10", "f", "plpgsql", "a bigint, \"B\" text", "20 25", "2279",
          null, "v", "u", "t", null, null, "{search_path=shop}", "BEGIN END", null, null}});
  plant("volatile_functions", {"name"}, {{"random"}, {"clock_timestamp"}});
  plant("dependencies",
        {"class", "dependent", "dependent_column", "on_class", "referenced", "referenced_column",
         "type"},
        {{"1259", "1050", null, "1259", "1000", "1", "i"},
         {"2618", "3300", null, "1259", "1000", "2", "n"},
         {"2618", "3300", null, "1259", "1010", null, "i"},
         {"2604", "500", null, "1255", "4000", null, "n"},
         {"1259", "1040", null, "3079", "5000", null, "e"},
         {"2620", "3100", null, "1255", "4000", null, "n"}});
  plant("extensions", {"oid", "name", "schema", "owner", "version", "default_version"},
        {{"5000", "member", "2200", "10", "1.0", null}});
  plant("comments", {"class", "object", "part", "text"},
        {{"1259", "1000", "0", "what was bought"},
         {"1259", "1000", "2", "in words"},
         {"1255", "4000", "0", "stamps"},
         {"2600", "1000", "0", "of another catalog"}});
  plant("roles", {"oid", "name", "superuser", "can_login", "bypass_rls"},
        {{"10", "ann", "t", "t", "f"}, {"11", "team", "f", "f", "f"}});
  plant("memberships", {"member", "role"}, {{"10", "11"}, {"99", "11"}});
  plant("locked", {"relation"}, {{"1020"}, {"424242"}});
  plant("sizes", {"relation", "bytes"}, {{"1000", "81920"}, {"1030", "8192"}, {"1040", null}});
  plant("index_sizes", {"index", "bytes"}, {{"2000", "16384"}, {"2001", "8192"}});
  plant("activity", {"relation", "seq_scans", "seq_rows_read", "live_rows", "dead_rows", "writes"},
        {{"1000", "3", "300", "100", "5", "40"}});
  plant("index_activity", {"index", "scans"}, {{"2000", "7"}, {"2001", "1"}});
  plant("statistics", {"relation", "number", "null_fraction", "average_width", "distinct"},
        {{"1000", "2", "0.25", "12", "-0.5"}, {"1020", null, null, null, null}});
  return snapshot;
}

inline catalog::Model shop_model() {
  FakeClock clock;
  clock.time = 61'000'000;
  FakeInterrupts interrupts;
  return catalog::build(shop(), clock, interrupts);
}

}  // namespace copilot::test
