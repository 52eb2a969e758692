// A model of planted rows: what each cell means, usual values, names, what depends on what.
// Words: see catalog_fakes.hpp.
// No server here.
#include <doctest/doctest.h>

#include "catalog_fakes.hpp"

using namespace copilot;
using catalog::Dependency;

namespace {

std::string texts(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& each : all) text += (text.empty() ? "" : " | ") + each;
  return text;
}

}  // namespace

TEST_CASE("what is true of the whole database") {
  const catalog::Model model = test::shop_model();
  CHECK(model.version == 170000);
  CHECK_FALSE(model.live);
  CHECK(model.age_seconds == 60);
  CHECK(model.counted_seconds == 3600.5);
  CHECK(model.database.name == "shop");
  // $user is ann, who has no schema; what is not quoted is in lower case; what is not there is left out.
  CHECK(texts(model.search_path) == "shop | odd \"name | public");
  CHECK(texts(model.volatile_functions) == "clock_timestamp | random");
  CHECK(model.role(10)->member_of == std::vector<catalog::Oid>{11});
}

TEST_CASE("relations and columns") {
  const catalog::Model model = test::shop_model();
  const catalog::Relation& orders = *model.relation(1000);
  CHECK(model.qualified(orders) == "shop.orders");
  CHECK(orders.rows == 1e6);
  CHECK(orders.method == "heap");
  CHECK(orders.persistence == 'p');
  CHECK(orders.row_security);
  CHECK(texts(orders.options) == "fillfactor=70");
  CHECK(orders.comment == "what was bought");
  REQUIRE(orders.columns.size() == 3);
  const catalog::Column& note = *orders.column("note");
  CHECK(note.number == 2);
  CHECK(note.type_text == "character varying(20)");
  CHECK(note.collation == 950);
  CHECK(note.storage == 'p');
  CHECK(note.compression == 'l');
  CHECK(note.default_text == "'none'::text");
  CHECK(note.comment == "in words");
  CHECK(note.local);
  CHECK(note.statistics->average_width == 12);
  CHECK(note.acl.gives(0, "UPDATE"));
  const catalog::Column& id = *orders.column(1);
  CHECK(id.type_text == "bigint");
  CHECK(id.not_null);
  CHECK(id.identity == 'a');
  CHECK(id.length == 8);
  CHECK(id.acl.built_in);
  // Stored extended, where the type's own would be main.
  const catalog::Column& sum = *orders.column("sum");
  CHECK(sum.number == 4);
  CHECK(sum.storage == 'x');
  CHECK(sum.generated == 's');
  CHECK(sum.default_text == "(id * 2)");
  CHECK_FALSE(sum.has_default());
  CHECK(sum.statistics_target == 500);
  CHECK(orders.column(3) == nullptr);
  CHECK(model.relation(77777) == nullptr);
  const catalog::Relation& part = *model.relation(1030);
  CHECK(part.partition);
  CHECK(part.parents == std::vector<catalog::Oid>{1020});
  CHECK(part.partition_bound == "FOR VALUES FROM (1) TO (2)");
  CHECK_FALSE(part.columns.front().local);
  const catalog::Relation& log = *model.relation(1020);
  CHECK(log.partition_key == "RANGE (day, ((day + 1)))");
  CHECK(log.partition_columns == std::vector<int>{1, 0});
  CHECK(log.rows == -1);
}

TEST_CASE("rights: as granted, or as they are built in") {
  const catalog::Model model = test::shop_model();
  const catalog::Relation& orders = *model.relation(1000);
  CHECK_FALSE(orders.acl.built_in);
  REQUIRE(orders.acl.grants.size() == 1);
  CHECK(orders.acl.grants.front().grantable);
  CHECK_FALSE(orders.acl.gives(10, "INSERT"));
  const catalog::Relation& log = *model.relation(1020);
  CHECK(log.acl.built_in);
  CHECK(log.acl.gives(10, "INSERT"));
  CHECK(log.acl.gives(10, "MAINTAIN"));
  CHECK_FALSE(log.acl.gives(0, "SELECT"));
  CHECK(model.function(4000)->acl.gives(0, "EXECUTE"));
  // In both sections: once.
  CHECK(model.schema("public")->acl.grants.size() == 1);
  CHECK(model.schema("shop")->acl.gives(10, "CREATE"));
  CHECK(model.sequence(1050)->acl.gives(10, "USAGE"));
}

TEST_CASE("indexes and constraints") {
  const catalog::Model model = test::shop_model();
  const catalog::Relation& orders = *model.relation(1000);
  REQUIRE(orders.indexes.size() == 2);
  const catalog::Index& key = *model.index(2000);
  CHECK(key.primary);
  CHECK(key.unique);
  CHECK(key.valid);
  CHECK_FALSE(key.partitioned);
  CHECK(key.method == "btree");
  CHECK(key.scans == 7);
  const catalog::Index& mixed = *model.index(2001);
  CHECK(mixed.method == "gist");
  CHECK_FALSE(mixed.unique);
  CHECK(mixed.valid);
  CHECK(mixed.predicate == "(id > 5)");
  REQUIRE(mixed.keys.size() == 2);
  CHECK(mixed.keys[0].expression == "lower(note)");
  CHECK(mixed.keys[0].descending);
  CHECK(mixed.keys[0].nulls_first);
  CHECK(mixed.keys[1].column == 2);
  CHECK(mixed.keys[1].collation == 950);
  CHECK(mixed.included == std::vector<int>{1});
  CHECK(model.operator_classes.at(mixed.keys[1].operator_class) == "text_ops");
  CHECK(model.index(2020)->partitioned);
  CHECK(model.index(2030)->parent == 2020);
  CHECK(model.index(2030)->name == "log_1_day");
  const catalog::Constraint& reference = *model.constraint(3001);
  CHECK(reference.deferrable);
  CHECK_FALSE(reference.validated);
  CHECK(reference.enforced);
  CHECK(reference.on_update == 'r');
  CHECK(reference.on_delete == 'c');
  CHECK(reference.match == 'f');
  CHECK(reference.foreign_columns == std::vector<int>{1});
  CHECK(model.constraint(3002)->expression == "(id > 0)");
  CHECK(model.constraint(3002)->columns == std::vector<int>{1, 2});
}

TEST_CASE("sequences, their owners and values") {
  const catalog::Model model = test::shop_model();
  const catalog::Sequence& owned = *model.sequence(1050);
  CHECK(owned.table == 1000);
  CHECK(owned.column == 1);
  CHECK(owned.identity);
  CHECK(owned.type == 20);
  CHECK(owned.maximum == INT64_MAX);
  CHECK_FALSE(owned.last_value);
  const catalog::Sequence& free = *model.sequence(1051);
  CHECK(free.table == 0);
  CHECK(free.last_value == 42);
  CHECK(free.increment == -1);
  CHECK(free.minimum == -9);
  CHECK(free.cycle);
}

TEST_CASE("what hangs on a table, functions and types") {
  const catalog::Model model = test::shop_model();
  const catalog::Relation& orders = *model.relation(1000);
  REQUIRE(orders.triggers.size() == 1);
  CHECK(model.triggers[orders.triggers[0]].enabled == 'D');
  REQUIRE(orders.policies.size() == 1);
  const catalog::Policy& policy = model.policies[orders.policies[0]];
  CHECK(policy.using_text == "(id > 1)");
  CHECK(policy.check_text.empty());
  CHECK_FALSE(policy.permissive);
  CHECK(policy.roles == std::vector<catalog::Oid>{0, 10});
  // The rule that makes a view one is none.
  REQUIRE(model.rules.size() == 1);
  CHECK(model.rules[orders.rules[0]].name == "quiet");
  const catalog::Function& stamp = *model.function(4000);
  CHECK(model.qualified(stamp) == "shop.\"Stamp\"(a bigint, \"B\" text)");
  CHECK(stamp.security_definer);
  CHECK(stamp.argument_types == std::vector<catalog::Oid>{20, 25});
  CHECK(stamp.comment == "stamps");
  CHECK(texts(model.type(300)->labels) == "sad | happy");
  CHECK(model.name_of_type(300) == "shop.\"Mood\"");
  CHECK(model.name_of_type(1016) == "bigint[]");
  CHECK(model.name_of_type(1043) == "character varying");
  CHECK(model.name_of_type(424242) == "???");
  // A row type follows from its table, and an extension's table makes all of it a member.
  CHECK(model.type(1001)->relation == 1000);
  CHECK(model.relation(1040)->extension == 5000);
  CHECK(model.type(1041)->extension == 5000);
  CHECK(orders.extension == 0);
}

TEST_CASE("what depends on a column") {
  const catalog::Model model = test::shop_model();
  auto names = [&](int column) {
    std::vector<std::string> all;
    for (const Dependency* each : model.dependents(1000, column)) {
      if (each->dependent == 1000)
        all.push_back("column " + std::to_string(each->dependent_column));
      else if (const auto* relation = model.relation(each->dependent))
        all.push_back(relation->name);
      else if (const auto* index = model.index(each->dependent))
        all.push_back(index->name);
      else if (const auto* constraint = model.constraint(each->dependent))
        all.push_back(constraint->name);
      else if (const auto* sequence = model.sequence(each->dependent))
        all.push_back(sequence->name);
    }
    std::sort(all.begin(), all.end());
    return texts(all);
  };
  // orders_expr has expressions: what it uses comes from the server, which was not planted.
  CHECK(names(1) == "column 4 | log_order | orders_id_seq | orders_pkey | orders_pkey | positive");
  CHECK(names(2) == "order_names | positive");
  CHECK(names(4) == "");
  const auto calls = model.dependents(4000);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0]->dependent == 1000);
  CHECK(calls[0]->dependent_column == 2);
  CHECK(calls[1]->of == Dependency::Class::trigger);
}

TEST_CASE("sizes, use, and what could not be read") {
  const catalog::Model model = test::shop_model();
  const catalog::Relation& orders = *model.relation(1000);
  CHECK(orders.bytes == 81920);
  CHECK(orders.total_bytes == 81920 + 16384 + 8192);
  CHECK(orders.activity->index_scans == 8);
  CHECK(orders.activity->writes == 40);
  // Of an index of it the size is not known.
  CHECK(model.relation(1030)->bytes == 8192);
  CHECK_FALSE(model.relation(1030)->total_bytes);
  CHECK_FALSE(model.relation(1040)->bytes);
  std::vector<std::string> gaps;
  for (const catalog::Gap& each : model.gaps) gaps.push_back(each.section + " " + each.object);
  CHECK(texts(gaps) == "statistics shop.log | last_values shop.orders_id_seq | locked shop.log");
}

TEST_CASE("a gap is told by the name of its object") {
  catalog::Snapshot snapshot = test::shop();
  snapshot.gaps = {{"checks", "3002", "x"},      {"definitions", "1010", "x"},
                   {"generated", "501", "x"},    {"policy_texts", "3200", "x"},
                   {"index_sizes", "2001", "x"}, {"sizes", "424242", "x"},
                   {"functions", "", "x"}};
  test::FakeClock clock;
  test::FakeInterrupts interrupts;
  const catalog::Model model = catalog::build(snapshot, clock, interrupts);
  std::vector<std::string> gaps;
  for (std::size_t i = 0; i < 7; ++i) gaps.push_back(model.gaps[i].object);
  CHECK(texts(gaps) ==
        "shop.positive | shop.order_names | shop.orders | shop.orders | "
        "shop.orders_expr | 424242 | ");
}

TEST_CASE("sections that are missing leave lists empty") {
  test::FakeClock clock;
  test::FakeInterrupts interrupts;
  catalog::Snapshot snapshot;
  snapshot.version = 150000;
  CHECK(catalog::build(snapshot, clock, interrupts).relations.empty());
  for (const auto& [name, rows] : test::shop().sections) {
    catalog::Snapshot without = test::shop();
    without.sections.erase(name);
    CHECK_NOTHROW(catalog::build(without, clock, interrupts));
  }
}

TEST_CASE("a cancel comes through") {
  test::FakeClock clock;
  test::FakeInterrupts interrupts;
  interrupts.cancel_at = 3;
  CHECK_THROWS_AS(catalog::build(test::shop(), clock, interrupts), test::FakeInterrupts::Cancelled);
}
