// What SET and BEGIN leave behind, what statements lock and cost, what they do to a model.
// Words: see lint/script/step.hpp.
// No server here: the locks are checked against PostgreSQL's manual.
#include <doctest/doctest.h>

#include "lint/script/duration.hpp"
#include "lint/script/generated_names.hpp"
#include "lint/script/session.hpp"
#include "lint/script/setting_units.hpp"
#include "lint_script_fakes.hpp"

using namespace copilot;
using copilot::test::ScriptRun;
using lint::Lock;
using Action = base::Transaction::Action;
using Kind = base::AlterAction::Kind;

namespace {

lint::Effect effect_of(ScriptRun run, base::StatementBody body) {
  run.add(std::move(body)).run();
  return run.effect(1);
}

ScriptRun shop() {
  ScriptRun run;
  auto id = ScriptRun::column("id", ScriptRun::type("int8", {}, "bigint"));
  id.constraints.push_back(ScriptRun::constraint('p', {}));
  run.table("orders", {id, ScriptRun::column("note", ScriptRun::type("varchar", {20})),
                       ScriptRun::column("price", ScriptRun::type("numeric", {10, 2})),
                       ScriptRun::column("at", ScriptRun::type("timestamp", {3})),
                       ScriptRun::column("address", ScriptRun::type("cidr")),
                       ScriptRun::column("amount", ScriptRun::type("int4", {}, "integer"))});
  return run;
}

}  // namespace

TEST_CASE("a type changes without a rewrite only where the bytes stay") {
  struct Case {
    const char* column;
    base::TypeName to;
    bool rewrite;
  };
  const Case cases[] = {
      {"note", ScriptRun::type("varchar", {50}), false},
      {"note", ScriptRun::type("varchar", {10}), true},
      {"note", ScriptRun::type("varchar"), false},
      {"note", ScriptRun::type("text"), false},
      {"note", ScriptRun::type("bpchar", {20}), true},
      {"note", ScriptRun::type("int4", {}, "integer"), true},
      {"price", ScriptRun::type("numeric", {12, 2}), false},
      {"price", ScriptRun::type("numeric", {12, 4}), true},
      {"price", ScriptRun::type("numeric", {8, 2}), true},
      {"price", ScriptRun::type("numeric"), false},
      {"at", ScriptRun::type("timestamp", {6}), false},
      {"at", ScriptRun::type("timestamp", {0}), true},
      {"at", ScriptRun::type("timestamp"), false},
      {"at", ScriptRun::type("timestamptz"), true},
      {"address", ScriptRun::type("inet"), false},
      {"amount", ScriptRun::type("int8", {}, "bigint"), true},
      {"amount", ScriptRun::type("oid"), false},
      {"amount", ScriptRun::type("int4", {}, "integer"), false},
      {"amount", ScriptRun::type("no_such_type"), true},
      {"no_such_column", ScriptRun::type("text"), true},
  };
  for (const Case& each : cases) {
    const lint::Effect effect = effect_of(
        shop(), ScriptRun::alter_table("orders", ScriptRun::set_type(each.column, each.to)));
    INFO(std::string(each.column) << " to " << each.to.text << ": " << effect.why);
    CHECK(effect.lock == Lock::access_exclusive);
    CHECK(effect.rewrite == each.rewrite);
  }
}

TEST_CASE("USING that computes rewrites; the column itself does not") {
  auto action = ScriptRun::set_type("note", ScriptRun::type("text"));
  base::Expression expression;
  expression.columns = {"note"};
  expression.text = "note::text";
  action.expression = expression;
  CHECK_FALSE(effect_of(shop(), ScriptRun::alter_table("orders", action)).rewrite);
  action.expression->text = "note || '!'";
  CHECK(effect_of(shop(), ScriptRun::alter_table("orders", action)).rewrite);
}

TEST_CASE("what a new column costs") {
  using R = ScriptRun;
  const auto cost = [](base::ColumnDefinition column) {
    return effect_of(shop(), R::alter_table("orders", R::add_column(std::move(column))));
  };
  auto column = R::column("x", R::type("int4", {}, "integer"));
  CHECK_FALSE(cost(column).scan);
  column.value = R::literal("1");
  column.not_null = true;
  CHECK_FALSE(cost(column).scan);
  column.value = R::call("now");
  CHECK_FALSE(cost(column).rewrite);
  column.value = R::call("random");
  CHECK(cost(column).rewrite);
  column.value = R::call("made_up");
  CHECK(cost(column).rewrite);
  CHECK(cost(column).why.find("not known") != std::string::npos);
  column.value.reset();
  CHECK(cost(column).scan);
  CHECK(cost(R::column("x", R::type("serial"))).rewrite);
  auto generated = R::column("x", R::type("text"));
  generated.value = R::call("lower");
  generated.generated = 's';
  CHECK(cost(generated).rewrite);
  generated.generated = 'v';
  CHECK_FALSE(cost(generated).rewrite);
}

TEST_CASE("locks of ALTER TABLE and CREATE INDEX") {
  using R = ScriptRun;
  const auto lock = [](base::AlterAction action) {
    return effect_of(shop(), R::alter_table("orders", std::move(action)));
  };
  CHECK(lock(R::action(Kind::validate_constraint, "c")).lock == Lock::share_update_exclusive);
  CHECK(lock(R::action(Kind::validate_constraint, "c")).scan);
  CHECK(lock(R::action(Kind::set_statistics, "note")).lock == Lock::share_update_exclusive);
  CHECK(lock(R::action(Kind::disable_trigger, "t")).lock == Lock::share_row_exclusive);
  CHECK(lock(R::action(Kind::set_default, "note")).lock == Lock::access_exclusive);
  CHECK(lock(R::action(Kind::set_not_null, "note")).scan);
  CHECK_FALSE(lock(R::action(Kind::set_not_null, "id")).scan);
  CHECK(lock(R::action(Kind::drop_column, "note")).data_loss);
  CHECK(lock(R::action(Kind::set_unlogged)).rewrite);
  auto options = R::action(Kind::set_options);
  options.options = {{"fillfactor", "70"}};
  CHECK(lock(options).lock == Lock::share_update_exclusive);
  auto check = R::constraint('c', {});
  check.not_valid = true;
  CHECK_FALSE(lock(R::add_constraint(check)).scan);
  check.not_valid = false;
  CHECK(lock(R::add_constraint(check)).scan);
  base::CreateIndex index;
  index.table = {"", "orders"};
  CHECK(effect_of(shop(), index).lock == Lock::share);
  index.concurrently = true;
  CHECK(effect_of(shop(), index).lock == Lock::share_update_exclusive);
}

TEST_CASE("a foreign key locks both tables; a weaker lock on the same table adds nothing") {
  using R = ScriptRun;
  ScriptRun run = shop();
  run.table("items", {R::column("order_id", R::type("int8", {}, "bigint"))});
  auto key = R::constraint('f', {"order_id"});
  key.foreign_table = {"public", "orders"};
  run.add(R::alter_table("items", R::add_constraint(key))).run();
  REQUIRE(run.moments[0].effects.size() == 2);
  for (const lint::Effect& effect : run.moments[0].effects)
    CHECK(effect.lock == Lock::share_row_exclusive);
  CHECK(run.effect(1, 0).scan != run.effect(1, 1).scan);
}

TEST_CASE("a validated CHECK proves NOT NULL, one that is not validated does not") {
  using R = ScriptRun;
  for (const bool valid : {true, false}) {
    ScriptRun run = shop();
    auto check = R::constraint('c', {}, "note_there");
    base::Expression expression;
    expression.text = "note IS NOT NULL";
    expression.not_null_column = "note";
    expression.columns = {"note"};
    check.check = expression;
    check.not_valid = true;
    run.add(R::alter_table("orders", R::add_constraint(check)));
    if (valid)
      run.add(R::alter_table("orders", R::action(Kind::validate_constraint, "note_there")));
    run.add(R::alter_table("orders", R::action(Kind::set_not_null, "note"))).run();
    CHECK(run.moments.back().effects.front().scan == !valid);
  }
}

TEST_CASE("names are chosen as PostgreSQL chooses them") {
  CHECK(lint::object_name("t", "", "pkey") == "t_pkey");
  CHECK(lint::object_name("t", "a_b", "key") == "t_a_b_key");
  const std::string longest(60, 'x');
  CHECK(lint::object_name(longest, "a", "idx").size() == 63);
  CHECK(lint::object_name(longest, longest, "fkey").size() == 63);
  const std::string accents = "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9";
  std::string many;
  for (int i = 0; i < 10; ++i) many += accents;
  const std::string cut = lint::object_name(many, "", "pkey");
  CHECK(cut.size() <= 63);
  CHECK((cut.size() - 5) % 2 == 0);
}

TEST_CASE("what CREATE TABLE leaves behind") {
  using R = ScriptRun;
  ScriptRun run;
  auto id = R::column("id", R::type("bigserial"));
  id.not_null = true;
  id.constraints.push_back(R::constraint('p', {}));
  auto code = R::column("code", R::type("text"));
  code.constraints.push_back(R::constraint('u', {}));
  auto parent = R::column("parent", R::type("int8", {}, "bigint"));
  auto key = R::constraint('f', {});
  key.foreign_table = {"", "t"};
  parent.constraints.push_back(key);
  base::CreateIndex index;
  index.table = {"", "t"};
  index.elements.resize(1);
  index.elements[0].column = "parent";
  run.add(R::create_table("t", {id, code, parent})).add(index).add(index).run();
  const catalog::Relation* table = run.find("t");
  REQUIRE(table != nullptr);
  CHECK(table->statement == 1);
  CHECK(table->columns.size() == 3);
  CHECK(table->columns[0].type_text == "bigint");
  CHECK(table->columns[0].not_null);
  CHECK(table->columns[0].default_text == "nextval('public.t_id_seq'::regclass)");
  REQUIRE(run.model.sequences.size() == 1);
  CHECK(run.model.sequences[0].table == table->oid);
  std::vector<std::string> names;
  for (std::size_t at : table->indexes) names.push_back(run.model.indexes[at].name);
  CHECK(names == std::vector<std::string>{"t_pkey", "t_code_key", "t_parent_idx", "t_parent_idx1"});
  bool found = false;
  for (std::size_t at : table->constraints) {
    const catalog::Constraint& each = run.model.constraints[at];
    if (each.type != 'f') continue;
    found = true;
    CHECK(each.name == "t_parent_fkey");
    CHECK(each.foreign_table == table->oid);
    CHECK(each.foreign_columns == std::vector<int>{1});
  }
  CHECK(found);
  CHECK(run.effect(2).made_here);
  CHECK_FALSE(run.effect(2).made_in_transaction);
}

TEST_CASE("what is rolled back was never there") {
  using R = ScriptRun;
  ScriptRun run = shop();
  run.add(R::transaction(Action::begin))
      .add(R::create_table("t", {}))
      .add(R::alter_table("orders", R::action(Kind::drop_column, "note")))
      .add(R::transaction(Action::rollback))
      .add(R::transaction(Action::begin))
      .add(R::create_table("kept", {}))
      .add(R::transaction(Action::savepoint, "s"))
      .add(R::create_table("undone", {}))
      .add(R::transaction(Action::rollback_to, "s"))
      .add(R::transaction(Action::commit))
      .run();
  CHECK(run.find("t") == nullptr);
  CHECK(run.find("orders")->column("note") != nullptr);
  CHECK(run.find("kept") != nullptr);
  CHECK(run.find("undone") == nullptr);
}

TEST_CASE("a table that nobody made is assumed, with what the script gives it") {
  using R = ScriptRun;
  ScriptRun run;
  run.add(R::alter_table("users", R::add_column(R::column("email", R::type("text")))))
      .add(R::alter_table("users", R::action(Kind::set_not_null, "email")))
      .run();
  const catalog::Relation* users = run.find("users");
  REQUIRE(users != nullptr);
  CHECK(users->statement == 0);
  CHECK(users->rows < 0);
  CHECK(users->columns.at(0).statement == 2);
  CHECK(run.effect(2).relation == 0);
  CHECK(run.effect(2).named == base::ObjectName{"public", "users"});
  CHECK_FALSE(run.effect(2).made_here);
  CHECK(run.effect(2).scan);
}

TEST_CASE("ALTER TABLE reaches partitions, ONLY does not") {
  using R = ScriptRun;
  ScriptRun run;
  auto parent = R::create_table("p", {R::column("a", R::type("text"))});
  parent.partition_strategy = "range";
  parent.partition_columns = {"a"};
  auto part = R::create_table("p1", {});
  part.partition_of = base::ObjectName{"", "p"};
  auto deep = R::alter_table("p", R::add_column(R::column("b", R::type("text"))));
  auto only = R::alter_table("p", R::action(Kind::set_default, "a"));
  only.only = true;
  run.add(parent).add(part).add(deep).add(only).run();
  CHECK(run.effect(2).lock == Lock::access_exclusive);
  CHECK(run.effect(3).partitions.size() == 1);
  CHECK(run.effect(4).partitions.empty());
  REQUIRE(run.find("p1") != nullptr);
  CHECK(run.find("p1")->partition);
  CHECK(run.find("p1")->column("b") != nullptr);
  CHECK_FALSE(run.find("p1")->column("b")->local);
}

TEST_CASE("DROP TABLE CASCADE takes foreign keys with it; TRUNCATE CASCADE empties their tables") {
  using R = ScriptRun;
  for (const bool drop : {true, false}) {
    ScriptRun run;
    auto id = R::column("id", R::type("int8", {}, "bigint"));
    id.constraints.push_back(R::constraint('p', {}));
    auto reference = R::column("a", R::type("int8", {}, "bigint"));
    auto key = R::constraint('f', {});
    key.foreign_table = {"", "a"};
    reference.constraints.push_back(key);
    run.add(R::create_table("a", {id})).add(R::create_table("b", {reference}));
    base::Drop dropped;
    dropped.items.push_back({{"", "a"}, "", ""});
    dropped.cascade = true;
    base::Truncate truncated;
    truncated.tables = {{"", "a"}};
    truncated.cascade = true;
    if (drop)
      run.add(dropped);
    else
      run.add(truncated);
    run.run();
    REQUIRE(run.moments[2].effects.size() == 2);
    CHECK(run.effect(3, 1).named.name == "b");
    CHECK(run.effect(3, 1).lock == Lock::access_exclusive);
    CHECK(run.effect(3, 1).data_loss == !drop);
  }
}

TEST_CASE("durations are classes of sizes") {
  lint::Effect effect;
  effect.rewrite = true;
  lint::Size size;
  CHECK(std::string(lint::duration_class(effect, size)) == "unknown");
  size.bytes = 1 << 20;
  CHECK(std::string(lint::duration_class(effect, size)) == "instant");
  size.bytes = std::int64_t{1} << 30;
  CHECK(std::string(lint::duration_class(effect, size)) == "seconds");
  size.bytes = std::int64_t{100} << 30;
  CHECK(std::string(lint::duration_class(effect, size)) == "minutes");
  size.bytes = std::int64_t{1} << 40;
  CHECK(std::string(lint::duration_class(effect, size)) == "hours");
  effect.rewrite = false;
  CHECK(std::string(lint::duration_class(effect, size)) == "instant");
}
