// How indexes, constraints, triggers and policies are changed, over hand-made facts of one table.
// Words: see diff/fact.hpp; a side is the facts of one schema.
// No server here.
#include <doctest/doctest.h>

#include "ambient_fakes.hpp"
#include "diff/kinds/index_sql.hpp"
#include "diff/kinds/on_table.hpp"
#include "diff/plan.hpp"

using namespace copilot;
using diff::Fact;
using diff::Facts;
using diff::Kind;

namespace {

// Of public.t with a column a, or of a partition of it.
struct Side {
  Facts facts;
  std::size_t table;

  Side() : table(add_table("public.t")) { facts.version = 150000; }

  std::size_t add_table(const std::string& name) {
    Fact fact;
    fact.kind = Kind::table;
    fact.address = "TABLE " + name;
    fact.object = name;
    fact.schema = "public";
    return facts.add(std::move(fact));
  }
  std::size_t add(Kind kind, const std::string& address, const std::string& object,
                  std::size_t parent, std::vector<diff::Property> properties) {
    Fact fact;
    fact.kind = kind;
    fact.address = address;
    fact.object = object;
    fact.schema = "public";
    fact.parent = parent;
    fact.properties = std::move(properties);
    return facts.add(std::move(fact));
  }
  std::size_t index(const std::string& name, std::vector<diff::Property> properties) {
    return add(Kind::index, "INDEX " + name, name, table, std::move(properties));
  }
  std::size_t constraint(const std::string& name, std::vector<diff::Property> properties) {
    return add(Kind::constraint, "CONSTRAINT " + name + " ON public.t", "public.t." + name, table,
               std::move(properties));
  }
};

std::vector<std::string> script(Side from, Side to, bool online) {
  from.facts.finish();
  to.facts.finish();
  test::FakeInterrupts interrupts;
  std::vector<std::string> all;
  for (const diff::Step& step : diff::plan(from.facts, to.facts, {{}, online}, interrupts))
    all.push_back(step.statement.sql);
  return all;
}

using Script = std::vector<std::string>;

}  // namespace

TEST_CASE("an index with other keys is built beside the old one, or in its place") {
  Side from, to;
  from.index("public.i", {{"method", "btree"}, {"keys", "a"}});
  to.index("public.i", {{"method", "btree"}, {"keys", "a DESC"}});
  CHECK(script(from, to, true) ==
        Script{"CREATE INDEX CONCURRENTLY i_new ON public.t USING btree (a DESC)",
               "DROP INDEX CONCURRENTLY public.i", "ALTER INDEX public.i_new RENAME TO i"});
  CHECK(script(from, to, false) ==
        Script{"DROP INDEX public.i", "CREATE INDEX i ON public.t USING btree (a DESC)"});
}

TEST_CASE("the other name of an index is one that nobody has") {
  Side from, to;
  const std::string longest = "public.\"" + std::string(60, 'x') + "\xC3\xA4\"";
  from.index(longest, {{"method", "btree"}, {"keys", "a"}});
  to.index(longest, {{"method", "hash"}, {"keys", "a"}});
  const std::string cut = std::string(59, 'x') + "_new";
  CHECK(script(from, to, true)[0] ==
        "CREATE INDEX CONCURRENTLY " + cut + " ON public.t USING hash (a)");
  from.index("public." + cut, {{"method", "btree"}, {"keys", "b"}});
  to.index("public." + cut, {{"method", "btree"}, {"keys", "b"}});
  CHECK(script(from, to, true)[0] ==
        "CREATE INDEX CONCURRENTLY " + std::string(58, 'x') + "_new1 ON public.t USING hash (a)");
}

TEST_CASE("an index that is all a new key wants becomes the key's") {
  Side from, to;
  from.index("public.i", {{"unique", "yes"}, {"method", "btree"}, {"keys", "a, b"}});
  to.constraint("k", {{"type", "p"}, {"columns", "a, b"}});
  CHECK(script(from, to, true) ==
        Script{"ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY USING INDEX i"});
  Side other;
  other.index("public.i", {{"unique", "yes"}, {"method", "btree"}, {"keys", "a, b DESC"}});
  CHECK(script(other, to, true) ==
        Script{"DROP INDEX CONCURRENTLY public.i",
               "CREATE UNIQUE INDEX CONCURRENTLY k ON public.t USING btree (a, b)",
               "ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY USING INDEX k"});
  CHECK(script(other, to, false) ==
        Script{"DROP INDEX public.i",
               "ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (a, b)"});
}

TEST_CASE("two keys do not take the same index") {
  Side from, to;
  from.index("public.i", {{"unique", "yes"}, {"method", "btree"}, {"keys", "a"}});
  to.constraint("k1", {{"type", "p"}, {"columns", "a"}});
  to.constraint("k2", {{"type", "u"}, {"columns", "a"}});
  const Script all = script(from, to, false);
  CHECK(all == Script{"ALTER TABLE ONLY public.t ADD CONSTRAINT k1 PRIMARY KEY USING INDEX i",
                      "ALTER TABLE ONLY public.t ADD CONSTRAINT k2 UNIQUE (a)"});
}

TEST_CASE("a check is made first and read later where others work") {
  Side from, to;
  to.constraint("c", {{"type", "c"}, {"expression", "(a > 0)"}});
  CHECK(script(from, to, true) ==
        Script{"ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID",
               "ALTER TABLE public.t VALIDATE CONSTRAINT c"});
  CHECK(script(from, to, false) == Script{"ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0))"});
  Side half;
  half.constraint("c", {{"type", "c"}, {"expression", "(a > 0)"}, {"not_valid", "yes"}});
  CHECK(script(half, to, false) == Script{"ALTER TABLE public.t VALIDATE CONSTRAINT c"});
  CHECK(script(to, half, false) ==
        Script{"ALTER TABLE public.t DROP CONSTRAINT c",
               "ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID"});
}

TEST_CASE("when a foreign key is looked at can be changed, what it says cannot") {
  Side from, to;
  from.constraint("f", {{"type", "f"}, {"columns", "a"}, {"references", "public.t(b)"}});
  to.constraint("f", {{"type", "f"},
                      {"columns", "a"},
                      {"references", "public.t(b)"},
                      {"deferrable", "DEFERRABLE"}});
  CHECK(script(from, to, true) ==
        Script{"ALTER TABLE public.t ALTER CONSTRAINT f DEFERRABLE INITIALLY IMMEDIATE"});
  CHECK(script(to, from, true) == Script{"ALTER TABLE public.t ALTER CONSTRAINT f NOT DEFERRABLE"});
}

TEST_CASE("options of an index are set, and set anew where their order would differ") {
  diff::Statements all;
  auto change = [&](const char* before, const char* after) {
    Fact from, to;
    from.set("options", before);
    to.set("options", after);
    all.clear();
    diff::alter_storage({from, to, {"options"}}, "public.i", all);
    Script texts;
    for (const diff::Statement& each : all) texts.push_back(each.sql);
    return texts;
  };
  CHECK(change("fillfactor='70'", "fillfactor='80'") ==
        Script{"ALTER INDEX public.i SET (fillfactor='80')"});
  CHECK(change("fillfactor='70', x='a,''b'", "fillfactor='70'") ==
        Script{"ALTER INDEX public.i RESET (x)"});
  CHECK(all[0].lock == diff::Lock::access_exclusive);
  CHECK(change("a='1', b='2'", "b='2', a='1'") ==
        Script{"ALTER INDEX public.i RESET (a, b)", "ALTER INDEX public.i SET (b='2', a='1')"});
}

TEST_CASE("a part's index goes with the whole's, and is built anew with it") {
  auto make = [](const char* keys) {
    Side side;
    const std::size_t part = side.add_table("public.p");
    const std::size_t join =
        side.add(Kind::inheritance, "INHERITANCE OF TABLE public.p", "public.p", part,
                 {{"parent", "public.t"}, {"bound", "DEFAULT"}});
    side.facts.use(join, side.table);
    const std::size_t whole =
        side.index("public.i", {{"method", "btree"}, {"keys", keys}, {"partitioned", "yes"}});
    const std::size_t index = side.add(Kind::index, "INDEX public.pi", "public.pi", part,
                                       {{"method", "btree"}, {"keys", keys}});
    side.facts.change(index).goes_with = whole;
    side.facts.use(index, whole);
    const std::size_t attachment =
        side.add(Kind::index_attachment, "ATTACHMENT OF INDEX public.pi", "public.pi", index, {});
    side.facts.use(attachment, whole);
    return side;
  };
  CHECK(script(make("a"), make("b"), true) ==
        Script{"DROP INDEX public.i", "CREATE INDEX i ON ONLY public.t USING btree (b)",
               "CREATE INDEX CONCURRENTLY pi ON public.p USING btree (b)",
               "ALTER INDEX public.i ATTACH PARTITION public.pi"});
}

TEST_CASE("a trigger is replaced where it stands, unless it is a constraint") {
  Side from, to;
  auto add = [](Side& side, std::vector<diff::Property> properties) {
    side.add(Kind::trigger, "TRIGGER \"x ON y\" ON public.t", "public.t.\"x ON y\"", side.table,
             std::move(properties));
  };
  add(from, {{"definition", "BEFORE INSERT ON public.t"}});
  add(to, {{"definition", "BEFORE UPDATE ON public.t"}, {"enabled", "DISABLE"}});
  CHECK(script(from, to, true) ==
        Script{"CREATE OR REPLACE TRIGGER \"x ON y\" BEFORE UPDATE ON public.t",
               "ALTER TABLE public.t DISABLE TRIGGER \"x ON y\""});
  Side constraint;
  add(constraint, {{"constraint", "yes"}, {"definition", "AFTER UPDATE ON public.t"}});
  CHECK(script(from, constraint, true) ==
        Script{"DROP TRIGGER \"x ON y\" ON public.t",
               "CREATE CONSTRAINT TRIGGER \"x ON y\" AFTER UPDATE ON public.t"});
}

TEST_CASE("a policy is altered, but replaced where it loses an expression") {
  auto make = [](std::vector<diff::Property> properties) {
    Side side;
    side.add(Kind::policy, "POLICY p ON public.t", "public.t.p", side.table, std::move(properties));
    return side;
  };
  CHECK(script(make({{"using", "a"}}), make({{"roles", "ann"}, {"using", "b"}, {"check", "c"}}),
               true) == Script{"ALTER POLICY p ON public.t TO ann USING (b) WITH CHECK (c)"});
  CHECK(script(make({{"roles", "ann"}, {"using", "b"}, {"check", "c"}}), make({{"using", "b"}}),
               true) ==
        Script{"DROP POLICY p ON public.t", "CREATE POLICY p ON public.t USING (b)"});
}
