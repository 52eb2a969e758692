// What a script does to a model: names follow, what belongs together goes together.
// Words: see catalog_fakes.hpp.
// No server here.
#include <doctest/doctest.h>

#include "catalog_fakes.hpp"

using namespace copilot;

namespace {

const catalog::Model::Path path{"shop", "public"};

}  // namespace

TEST_CASE("finding by name, with a schema and along the path") {
  const catalog::Model model = test::shop_model();
  CHECK(model.find_relation("", "orders", path)->oid == 1000);
  CHECK(model.find_relation("shop", "orders", {})->oid == 1000);
  CHECK(model.find_relation("public", "orders", path) == nullptr);
  CHECK(model.find_relation("", "Member", path)->oid == 1040);
  CHECK(model.find_relation("", "member", path) == nullptr);
  CHECK(model.find_relation("nowhere", "orders", path) == nullptr);
  CHECK(model.find_index("", "orders_pkey", path)->oid == 2000);
  CHECK(model.find_sequence("", "free", path)->oid == 1051);
  // The server's own schema is looked into first.
  CHECK(model.find_type("", "int8", {})->oid == 20);
  CHECK(model.find_type("", "Mood", path)->oid == 300);
}

TEST_CASE("an array that says it is its own element has no name") {
  catalog::Model model = test::shop_model();
  catalog::Type type;
  type.oid = 999;
  type.name = "_round";
  type.category = 'A';
  type.element = 999;
  model.add(std::move(type));
  CHECK(model.name_of_type(999) == "???[]");
}

TEST_CASE("adding makes what a table brings along") {
  catalog::Model model = test::shop_model();
  catalog::Relation made;
  made.schema = 100;
  made.name = "items";
  made.columns.push_back({});
  made.columns.back().number = 1;
  made.columns.back().name = "id";
  const catalog::Oid table = model.add(std::move(made)).oid;
  CHECK(table >= catalog::script_oids);
  CHECK(model.find_relation("", "items", path)->oid == table);
  CHECK(model.find_type("", "items", path)->relation == table);
  catalog::Index index;
  index.table = table;
  index.name = "items_id";
  const catalog::Oid key = model.add(std::move(index)).oid;
  CHECK(model.relation(table)->indexes.size() == 1);
  CHECK(model.find_index("shop", "items_id", {})->oid == key);
  catalog::Constraint constraint;
  constraint.table = table;
  constraint.type = 'p';
  constraint.index = key;
  constraint.name = "items_id";
  const catalog::Oid primary = model.add(std::move(constraint)).oid;
  CHECK(model.constraint(primary)->schema == 100);
  model.drop(primary);
  CHECK(model.index(key)->dropped);
  CHECK(model.find_index("shop", "items_id", {}) == nullptr);
}

TEST_CASE("dropping a table takes what belongs to it, and no more") {
  catalog::Model model = test::shop_model();
  model.drop(1000);
  CHECK(model.find_relation("", "orders", path) == nullptr);
  CHECK(model.relation(1000)->dropped);
  CHECK(model.index(2000)->dropped);
  CHECK(model.index(2001)->dropped);
  CHECK(model.constraint(3000)->dropped);
  CHECK(model.constraint(3001)->dropped);  // a foreign key to it
  CHECK(model.sequence(1050)->dropped);
  CHECK_FALSE(model.sequence(1051)->dropped);
  CHECK(model.type(1001)->dropped);
  CHECK(model.triggers[0].dropped);
  CHECK(model.policies[0].dropped);
  CHECK(model.rules[0].dropped);
  CHECK_FALSE(model.relation(1020)->dropped);
}

TEST_CASE("a partitioned table goes with its parts, and indexes with theirs") {
  catalog::Model model = test::shop_model();
  model.drop(2020);
  CHECK(model.index(2030)->dropped);
  CHECK_FALSE(model.relation(1030)->dropped);
  model.drop(1020);
  CHECK(model.relation(1030)->dropped);
}

TEST_CASE("a schema and an extension go with all that is theirs") {
  catalog::Model model = test::shop_model();
  model.drop(5000);
  CHECK(model.relation(1040)->dropped);
  CHECK_FALSE(model.schema("public")->dropped);
  model.drop(100);
  CHECK(model.schema("shop") == nullptr);
  for (const catalog::Relation& each : model.relations) CHECK(each.dropped);
  CHECK(model.function(4000)->dropped);
  CHECK(model.type(300)->dropped);
  CHECK_FALSE(model.type(20)->dropped);
}

TEST_CASE("a name can be taken again") {
  catalog::Model model = test::shop_model();
  model.drop(1000);
  catalog::Relation made;
  made.schema = 100;
  made.name = "orders";
  const catalog::Oid fresh = model.add(std::move(made)).oid;
  CHECK(model.find_relation("", "orders", path)->oid == fresh);
  model.rename(fresh, "sales");
  CHECK(model.find_relation("", "orders", path) == nullptr);
  CHECK(model.find_relation("", "sales", path)->oid == fresh);
}

TEST_CASE("renaming: of a table its row type, of a constraint its index, both ways") {
  catalog::Model model = test::shop_model();
  model.rename(1000, "sales");
  CHECK(model.find_relation("", "sales", path)->oid == 1000);
  CHECK(model.find_type("", "sales", path)->oid == 1001);
  CHECK(model.find_type("", "orders", path) == nullptr);
  model.rename(3000, "sales_pkey");
  CHECK(model.find_index("", "sales_pkey", path)->oid == 2000);
  CHECK(model.find_index("", "orders_pkey", path) == nullptr);
  model.rename(2000, "key");
  CHECK(model.constraint(3000)->name == "key");
  model.rename(100, "store");
  CHECK(model.qualified(*model.relation(1000)) == "store.sales");
  CHECK(model.schema("shop") == nullptr);
  model.rename(3100, "stamped");
  CHECK(model.triggers[0].name == "stamped");
}

TEST_CASE("moving a table moves its indexes, constraints and sequences") {
  catalog::Model model = test::shop_model();
  model.move(1000, 2200);
  CHECK(model.find_relation("public", "orders", {})->oid == 1000);
  CHECK(model.find_relation("shop", "orders", {}) == nullptr);
  CHECK(model.find_index("public", "orders_pkey", {})->oid == 2000);
  CHECK(model.find_sequence("public", "orders_id_seq", {})->oid == 1050);
  CHECK(model.find_type("public", "orders", {})->oid == 1001);
  CHECK(model.constraint(3000)->schema == 2200);
}

TEST_CASE("what was dropped depends on nothing") {
  catalog::Model model = test::shop_model();
  const std::size_t before = model.dependents(1000, 2).size();
  model.drop(1010);
  CHECK(model.dependents(1000, 2).size() == before - 1);
}
