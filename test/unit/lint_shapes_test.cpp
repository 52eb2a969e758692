// What rules of tables, keys and names say where no server shows it: sizes, activity, versions.
// Words: see lint_fakes.hpp.
// What real objects can show is in sql/lint_*.sql.
#include <doctest/doctest.h>

#include "lint/schema/convention.hpp"
#include "lint/schema/cycles.hpp"
#include "lint/schema/words.hpp"
#include "lint_fakes.hpp"

using namespace copilot;
using test::LintSchema;

namespace {

constexpr double day = 86400;

catalog::Type* type_named(catalog::Model& model, const std::string& name) {
  for (catalog::Type& type : model.types)
    if (type.name == name) return &type;
  return nullptr;
}

}  // namespace

TEST_CASE("a table without any index is a warning only where it is large and read whole") {
  LintSchema schema;
  schema.model.counted_seconds = day;
  catalog::Relation& table = schema.table("orders", {{"id", "bigint", true}});
  table.rows = 1e6;
  table.activity = catalog::Activity{};
  table.activity->seq_scans = 24;
  const auto found = schema.run("table_without_any_index");
  REQUIRE(found.size() == 1);
  CHECK(found[0].severity == base::Severity::warning);
  CHECK(found[0].object == "public.orders");
  schema.model.relations[0].activity->seq_scans = 23;
  CHECK(schema.run("table_without_any_index")[0].severity == base::Severity::notice);
  schema.model.relations[0].activity->seq_scans = 1000;
  schema.model.counted_seconds = 60;  // too short to say anything
  CHECK(schema.run("table_without_any_index")[0].severity == base::Severity::notice);
  schema.model.counted_seconds = day;
  schema.model.relations[0].rows = 99999;
  CHECK(schema.run("table_without_any_index")[0].severity == base::Severity::notice);
}

TEST_CASE("a missing primary key is a warning only where rows are looked up") {
  LintSchema schema;
  const catalog::Oid table = schema.table("orders", {{"id", "bigint", true}, {"a", "text"}}).oid;
  CHECK(schema.run("table_without_primary_key")[0].severity == base::Severity::notice);
  schema.index(*schema.model.relation(table), "by_a", {2});
  CHECK(schema.run("table_without_primary_key")[0].severity == base::Severity::warning);
  schema.index(*schema.model.relation(table), "by_id", {1}, true);
  const auto usable = schema.run("table_without_primary_key");
  CHECK(usable[0].severity == base::Severity::notice);
  CHECK(usable[0].fix == "ALTER TABLE public.orders ADD PRIMARY KEY USING INDEX by_id;");
  schema.constraint(*schema.model.relation(table), 'p', "orders_pkey", {1});
  CHECK(schema.run("table_without_primary_key").empty());
}

TEST_CASE("keys that programs number are told from a million rows on, generated ones at once") {
  LintSchema schema;
  const catalog::Oid oid = schema.table("orders", {{"id", "integer", true}}).oid;
  schema.constraint(*schema.model.relation(oid), 'p', "orders_pkey", {1});
  CHECK(schema.run("pk_small_integer").empty());
  schema.model.change_relation(oid)->rows = 1e6;
  CHECK(schema.run("pk_small_integer").size() == 1);
  CHECK(schema.run("pk_small_integer", {{"rows", 2000000}}).empty());
  schema.model.change_relation(oid)->rows = 0;
  schema.model.change_relation(oid)->columns[0].identity = 'd';
  const auto found = schema.run("pk_small_integer");
  REQUIRE(found.size() == 1);
  CHECK(found[0].severity == base::Severity::notice);
  CHECK(found[0].object == "public.orders.id");
}

TEST_CASE("random keys are told in large tables, with a fix where the server has uuidv7") {
  LintSchema schema;
  const catalog::Oid oid = schema.table("orders", {{"id", "uuid", true}}).oid;
  schema.constraint(*schema.model.relation(oid), 'p', "orders_pkey", {1});
  catalog::Relation* table = schema.model.change_relation(oid);
  table->columns[0].default_text = "gen_random_uuid()";
  table->rows = 999999;
  CHECK(schema.run("pk_random_uuid").empty());
  table->rows = 1e6;
  CHECK(schema.run("pk_random_uuid")[0].fix_kind == "manual");
  schema.model.version = 180000;
  const auto found = schema.run("pk_random_uuid");
  CHECK(found[0].fix_kind == "sql");
  CHECK(found[0].fix == "ALTER TABLE public.orders ALTER COLUMN id SET DEFAULT uuidv7();");
  table->columns[0].default_text = "uuidv7()";
  CHECK(schema.run("pk_random_uuid").empty());
}

TEST_CASE(
    "padding is what another order would save, and nothing behind a value of varying length") {
  LintSchema schema;
  type_named(schema.model, "boolean")->length = 1;
  type_named(schema.model, "boolean")->align = 'c';
  type_named(schema.model, "bigint")->length = 8;
  type_named(schema.model, "bigint")->align = 'd';
  type_named(schema.model, "text")->length = -1;
  schema.table("wasteful", {{"a", "boolean"}, {"b", "bigint"}, {"c", "boolean"}, {"d", "bigint"}});
  schema.table("tight", {{"b", "bigint"}, {"d", "bigint"}, {"a", "boolean"}, {"c", "boolean"}});
  schema.table("unknown", {{"t", "text"}, {"a", "boolean"}, {"b", "bigint"}});
  CHECK(schema.run("table_column_padding").empty());  // they exist: nothing can be done
  const auto found = schema.run("table_column_padding", {{"existing", true}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.wasteful");
  CHECK(found[0].evidence["lost_bytes"] == 8);
  CHECK(found[0].evidence["row_bytes"] == 56);
}

TEST_CASE("a chain of many tables is no circle, and its end may close it") {
  lint::Cycles cycles;
  constexpr catalog::Oid many = 100000;
  for (catalog::Oid oid = 1; oid < many; ++oid) cycles.add(oid, oid + 1);
  CHECK(cycles.find().empty());
  cycles.add(many, 1);
  REQUIRE(cycles.find().size() == 1);
  CHECK(cycles.find()[0].size() == many);
}

TEST_CASE("two circles that share no table are two") {
  lint::Cycles cycles;
  cycles.add(1, 2);
  cycles.add(2, 1);
  cycles.add(2, 3);
  cycles.add(3, 4);
  cycles.add(4, 3);
  cycles.add(5, 5);
  const auto found = cycles.find();
  REQUIRE(found.size() == 2);
  CHECK(found[0].size() == 2);
  CHECK(found[1].size() == 2);
}

TEST_CASE("words end where names are joined") {
  using Words = std::vector<std::string>;
  CHECK(lint::words_of("unit_price") == Words{"unit", "price"});
  CHECK(lint::words_of("unitPrice") == Words{"unit", "price"});
  CHECK(lint::words_of("UnitPRICE-2 x") == Words{"unit", "price", "2", "x"});
  CHECK(lint::words_of("__").empty());
}

TEST_CASE("a star stands for anything") {
  CHECK(lint::matches("audit_*", "audit_"));
  CHECK(lint::matches("*_temporal", "orders_temporal"));
  CHECK(lint::matches("a*b*c", "a__b_b__c"));
  CHECK(lint::matches("*", ""));
  CHECK_FALSE(lint::matches("audit_*", "the_audit_1"));
  CHECK_FALSE(lint::matches("", "a"));
  CHECK_FALSE(lint::matches("a*b", "a_c"));
}

TEST_CASE("styles of names") {
  CHECK(lint::of_style("snake_case", "order_line2"));
  CHECK(lint::of_style("snake_case", "_private"));
  CHECK_FALSE(lint::of_style("snake_case", "orderLine"));
  CHECK_FALSE(lint::of_style("snake_case", "order__line"));
  CHECK_FALSE(lint::of_style("snake_case", "order_"));
  CHECK_FALSE(lint::of_style("snake_case", "2nd"));
  CHECK_FALSE(lint::of_style("snake_case", "_"));
  CHECK(lint::of_style("camelCase", "orderLine2"));
  CHECK_FALSE(lint::of_style("camelCase", "OrderLine"));
  CHECK(lint::of_style("PascalCase", "OrderLine"));
  CHECK(lint::of_style("UPPER_CASE", "ORDER_LINE"));
  CHECK(lint::of_style("", "Any thing"));
}

TEST_CASE("names of keys follow their template, or are as PostgreSQL generates them") {
  const lint::Parameters parameters(
      base::Json{{"table", "snake_case"},
                 {"column", "snake_case"},
                 {"index", "idx_{table}_{columns}"},
                 {"unique", "uk_{table}_{columns}"},
                 {"primary_key", "pk_{table}_{columns}"},
                 {"foreign_key", "fk_{table}_{columns}_{foreign_table}_{foreign_columns}"},
                 {"accept_generated", true},
                 {"allow", {"old_*"}}});
  const lint::Convention convention(parameters);
  const lint::Parts parts{"book", {"id", "name"}, "author", {"id"}};
  using lint::Keyed;
  CHECK(convention.key_fault("idx_book_id_name", Keyed::index, parts).empty());
  CHECK(convention.key_fault("book_id_name_idx1", Keyed::index, parts).empty());
  CHECK(convention.key_fault("old_index", Keyed::index, parts).empty());
  CHECK(convention.key_fault("book_id_name", Keyed::index, parts) == "idx_book_id_name");
  CHECK(convention.key_fault("idx_book_id", Keyed::index, parts) == "idx_book_id_name");
  CHECK(convention.key_fault("book_pkey", Keyed::primary_key, parts).empty());
  CHECK(convention.key_fault("other_pkey", Keyed::primary_key, parts) == "pk_book_id_name");
  CHECK(convention.key_fault("fk_book_id_name_author_id", Keyed::foreign_key, parts).empty());
  CHECK(convention.key_fault("fk_book_author", Keyed::foreign_key, parts) ==
        "fk_book_id_name_author_id");
  // What is not known counts as right.
  const lint::Parts unknown{"book", {"id"}, "author", {}};
  CHECK(convention.key_fault("fk_book_id_author_uid", Keyed::foreign_key, unknown).empty());
  CHECK_FALSE(convention.key_fault("fk_book_author_uid", Keyed::foreign_key, unknown).empty());
}
