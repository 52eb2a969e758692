// How views, types and functions are compared and written, over facts made by hand.
// Words: see diff/fact.hpp and diff/kind.hpp; a stage is a scene in which the test says what becomes of a fact.
// It must not need a server: what PostgreSQL takes is tested there.
#include <doctest/doctest.h>

#include <set>

#include "diff/array_casts.hpp"
#include "diff/kind.hpp"
#include "diff/kinds/own_names.hpp"
#include "diff/kinds/view_text.hpp"

using namespace copilot::diff;

namespace {

class Stage final : public Scene {
 public:
  Stage(const Facts& from, const Facts& to) : Scene(from, to, false) {}
  std::set<std::size_t> remade;

  bool gone(std::size_t) const override { return false; }
  bool rebuilt(std::size_t place) const override { return remade.contains(place); }
  bool made(std::size_t) const override { return false; }
  bool inlined(std::size_t) const override { return false; }
  std::size_t place_from(const Fact& fact) const override { return from.find(fact.address); }
  std::size_t place_to(const Fact& fact) const override { return to.find(fact.address); }
};

Fact fact(Kind kind, const std::string& word, const std::string& object,
          std::vector<Property> properties) {
  Fact made;
  made.kind = kind;
  made.object = object;
  made.address = word + " " + object;
  made.schema = "s";
  for (Property& each : properties) made.set(each.name, std::move(each.value));
  return made;
}

const KindRules& rules(std::span<const KindRules> list, Kind kind) {
  for (const KindRules& each : list)
    if (each.kind == kind) return each;
  FAIL("no rules");
  return list.front();
}

// Two schemas of one fact each.
struct Pair {
  Facts from, to;
  std::vector<std::string_view> properties;

  Pair(Fact before, Fact after, std::vector<std::string_view> differing)
      : properties(std::move(differing)) {
    from.add(std::move(before));
    to.add(std::move(after));
    from.finish();
    to.finish();
  }
  Difference difference() const { return {from[0], to[0], properties}; }
};

Pair enums(const std::string& before, const std::string& after) {
  return {fact(Kind::type, "TYPE", "s.e", {{"variety", "enum"}, {"labels", before}}),
          fact(Kind::type, "TYPE", "s.e", {{"variety", "enum"}, {"labels", after}}),
          {"labels"}};
}

}  // namespace

TEST_CASE("a view's only relation is not said of its columns") {
  constexpr int old = 150000;
  CHECK(view_text(" SELECT t.a,\n    t.b\n   FROM s.t\n  WHERE (t.a > 1);", old) ==
        "SELECT a,\n    b\n   FROM s.t\n  WHERE (a > 1)");
  CHECK(view_text("SELECT x.a FROM s.t x", old) == "SELECT a FROM s.t x");
  CHECK(view_text("SELECT \"A b\".a FROM s.t \"A b\"", old) == "SELECT a FROM s.t \"A b\"");
  // What is inside a subquery stays, whatever it is of.
  CHECK(
      view_text("SELECT t.a, ( SELECT max(y.b) FROM s.t y WHERE (y.a = t.a)) AS m FROM s.t", old) ==
      "SELECT a, ( SELECT max(y.b) FROM s.t y WHERE (y.a = t.a)) AS m FROM s.t");
  // A whole row keeps its name, and so does what is a label where rows are sorted.
  CHECK(view_text("SELECT t.*::s.t AS t FROM s.t", old) == "SELECT t.*::s.t AS t FROM s.t");
  CHECK(view_text("SELECT lower(t.a) AS a FROM s.t ORDER BY t.a, t.b", old) ==
        "SELECT lower(a) AS a FROM s.t ORDER BY t.a, b");
  // A function of a schema that is called as the relation is.
  CHECK(view_text("SELECT t.f(t.a) AS f FROM t.t", old) == "SELECT t.f(a) AS f FROM t.t");
  // More than one relation.
  for (const char* text : {"SELECT a.x FROM (s.a JOIN s.b ON ((a.x = b.x)))",
                           "SELECT a.x FROM s.a, s.b", "SELECT a.x FROM s.a UNION SELECT 1"})
    CHECK(view_text(text, old) == text);
  // Later versions do it themselves.
  CHECK(view_text("SELECT t.a FROM s.t;", 160000) == "SELECT t.a FROM s.t");
}

TEST_CASE("a list of strings is written so that it is read as it was kept") {
  const std::string kept =
      "((x)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))";
  const std::string restored =
      "((x)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))";
  CHECK(readable_arrays(kept) ==
        "((x)::text = ANY (ARRAY['a'::character varying, 'b'::character varying]))");
  CHECK(readable_arrays(restored) == restored);
  CHECK(same_arrays(kept, restored));
  CHECK_FALSE(same_arrays(kept, "((x)::text = ANY (ARRAY[('a'::character varying)::text]))"));
  const std::string other = "(x = ANY ((ARRAY['a'::character varying, y.z])::text[]))";
  CHECK(readable_arrays(other) == other);
  const std::string literal =
      "f('ANY ((ARRAY[''a''::character varying])::text[])', ARRAY['a'::character varying])";
  CHECK(readable_arrays(literal) == literal);
}

TEST_CASE("parts of names") {
  CHECK(own_name("s.\"a.b\"") == "\"a.b\"");
  CHECK(schema_of("\"x.y\".t") == "\"x.y\"");
  CHECK(without_arguments("\"a(\".f(integer)") == "\"a(\".f");
  CHECK(without_arguments("s.=== (a, b)") == "s.===");
  CHECK(unquoted("\"a\"\"b\"") == "a\"b");
  CHECK(literals("'a', 'b, ''c', E'\\\\'") ==
        std::vector<std::string_view>{"'a'", "'b, ''c'", "E'\\\\'"});
}

TEST_CASE("a view is redefined where it only gets columns, else made anew") {
  const KindRules& views = rules(view_kinds(), Kind::view);
  auto way = [&](const std::string& before, const std::string& after) {
    const Pair pair(fact(Kind::view, "VIEW", "s.v", {{"definition", "x"}, {"columns", before}}),
                    fact(Kind::view, "VIEW", "s.v", {{"definition", "y"}, {"columns", after}}),
                    {"definition", "columns"});
    return views.way(pair.difference(), Stage(pair.from, pair.to));
  };
  CHECK(way("a integer", "a integer\nb text") == Way::in_place);
  CHECK(way("a integer", "a integer") == Way::in_place);
  CHECK(way("a integer", "a bigint") == Way::replace);
  CHECK(way("a int", "a integer") == Way::replace);
  CHECK(way("a integer\nb text", "b text\na integer") == Way::replace);
}

TEST_CASE("labels are added where they belong, and each is committed first") {
  const Pair pair = enums("'b', 'd'", "'a', 'b', 'c', 'd', 'e'");
  const KindRules& types = rules(type_kinds(), Kind::type);
  const Stage stage(pair.from, pair.to);
  REQUIRE(types.way(pair.difference(), stage) == Way::in_place);
  const Statements made = types.alter(pair.difference(), stage);
  REQUIRE(made.size() == 3);
  CHECK(made[0].sql == "ALTER TYPE s.e ADD VALUE 'a' BEFORE 'b'");
  CHECK(made[1].sql == "ALTER TYPE s.e ADD VALUE 'c' AFTER 'b'");
  CHECK(made[2].sql == "ALTER TYPE s.e ADD VALUE 'e'");
  for (const Statement& each : made) CHECK(each.commits_first);
}

TEST_CASE("a label that goes or moves makes the type anew") {
  const KindRules& types = rules(type_kinds(), Kind::type);
  for (const char* after : {"'b'", "'b', 'a'", "'a', 'c'"}) {
    Pair pair = enums("'a', 'b'", after);
    Stage stage(pair.from, pair.to);
    CHECK(types.way(pair.difference(), stage) == Way::rebuild);
    stage.remade.insert(0);
    const Statements made = types.alter(pair.difference(), stage);
    REQUIRE(made.size() == 3);
    CHECK(made[0].sql == "ALTER TYPE s.e RENAME TO e__old");
    CHECK(made[2].sql == "DROP TYPE s.e__old");
    CHECK(has(made[0].hazards, Hazard::data_loss) == (std::string_view(after) != "'b', 'a'"));
  }
}

TEST_CASE("columns move to a type made anew, in one statement for a table") {
  Facts from, to;
  for (Facts* side : {&from, &to}) {
    const bool before = side == &from;
    const std::size_t type = side->add(fact(
        Kind::type, "TYPE", "s.e", {{"variety", "enum"}, {"labels", before ? "'a', 'b'" : "'a'"}}));
    const std::size_t table = side->add(fact(Kind::table, "TABLE", "s.t", {}));
    for (const char* name : {"s.t.x", "s.t.y"}) {
      Fact column = fact(Kind::column, "COLUMN", name,
                         {{"type", std::string(name) == "s.t.x" ? "s.e" : "s.e[]"}});
      column.parent = table;
      side->use(side->add(std::move(column)), type);
    }
    side->finish();
  }
  Stage stage(from, to);
  stage.remade.insert(0);
  const Difference difference{from[0], to[0], {"labels"}};
  const Statements made = rules(type_kinds(), Kind::type).alter(difference, stage);
  REQUIRE(made.size() == 4);
  CHECK(made[2].sql ==
        "ALTER TABLE s.t ALTER COLUMN x TYPE s.e USING x::text::s.e, "
        "ALTER COLUMN y TYPE s.e[] USING y::text::s.e[]");
  CHECK(made[2].lock == Lock::access_exclusive);
  CHECK(made[2].work == Work::rewrite);
}

TEST_CASE("a function is redefined unless its arguments, its result or a default go") {
  const KindRules& functions = rules(function_kinds(), Kind::function);
  auto way = [&](std::vector<Property> before, std::vector<Property> after,
                 std::vector<std::string_view> differing) {
    before.push_back({"definition", "x"});
    after.push_back({"definition", "y"});
    const Pair pair(fact(Kind::function, "FUNCTION", "s.f(integer)", std::move(before)),
                    fact(Kind::function, "FUNCTION", "s.f(integer)", std::move(after)),
                    std::move(differing));
    return functions.way(pair.difference(), Stage(pair.from, pair.to));
  };
  CHECK(way({}, {}, {"definition"}) == Way::in_place);
  CHECK(way({{"arguments", "a integer"}}, {{"arguments", "b integer"}}, {"arguments"}) ==
        Way::replace);
  CHECK(way({{"result", "integer"}}, {{"result", "text"}}, {"result"}) == Way::replace);
  CHECK(way({{"defaults", "1"}}, {}, {"defaults"}) == Way::replace);
  CHECK(way({{"defaults", "1"}}, {{"defaults", "10"}}, {"defaults"}) == Way::in_place);
}

TEST_CASE("what a text body uses is said to be unknown") {
  const KindRules& functions = rules(function_kinds(), Kind::function);
  const Facts none_from, none_to;
  const Stage stage(none_from, none_to);
  auto hazards = [&](std::vector<Property> properties) {
    properties.push_back({"definition", "CREATE OR REPLACE FUNCTION s.f() ..."});
    return functions.drop(fact(Kind::function, "FUNCTION", "s.f()", std::move(properties)), stage)
        .front()
        .hazards;
  };
  CHECK(has(hazards({{"language", "plpgsql"}}), Hazard::untracked_dependencies));
  CHECK_FALSE(
      has(hazards({{"language", "sql"}, {"parsed", "true"}}), Hazard::untracked_dependencies));
  CHECK_FALSE(has(hazards({{"language", "internal"}}), Hazard::untracked_dependencies));
}
