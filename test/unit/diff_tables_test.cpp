// Columns and sequences: what a change of type does to rows, what a sequence does where nothing is said.
// Words: see diff/kinds/conversion.hpp and diff/kinds/sequence_parameters.hpp.
// What the server would rewrite must never be called free.
#include <doctest/doctest.h>

#include <limits>

#include "diff/kinds/conversion.hpp"
#include "diff/kinds/sequence_parameters.hpp"
#include "diff/kinds/tables.hpp"

using copilot::diff::Conversion;
using copilot::diff::Fact;
using copilot::diff::Facts;
using copilot::diff::Kind;
using Path = copilot::diff::Conversion::Path;

namespace {

Conversion between(const char* from, const char* to) {
  Facts facts;
  facts.finish();
  return copilot::diff::conversion(facts, from, to);
}

Fact sequence(const char* object) {
  Fact fact;
  fact.kind = Kind::sequence;
  fact.object = object;
  return fact;
}

}  // namespace

TEST_CASE("what has room for every value stays as it is") {
  for (const auto& [from, to] : {std::pair{"character varying(20)", "character varying(40)"},
                                 {"character varying(20)", "character varying"},
                                 {"character varying(20)", "text"},
                                 {"text", "character varying"},
                                 {"numeric(10,2)", "numeric(12,2)"},
                                 {"numeric(10,2)", "numeric"},
                                 {"timestamp(3) without time zone", "timestamp without time zone"},
                                 {"bit varying(3)", "bit varying(5)"},
                                 {"cidr", "inet"}}) {
    CAPTURE(from);
    CAPTURE(to);
    const Conversion made = between(from, to);
    CHECK(made.path == Path::automatic);
    CHECK_FALSE(made.rewrites);
    CHECK_FALSE(made.narrows);
    CHECK_FALSE(made.may_fail);
  }
}

TEST_CASE("what is stored otherwise is written anew, though every value fits") {
  for (const auto& [from, to] : {std::pair{"integer", "bigint"},
                                 {"smallint", "numeric"},
                                 {"integer[]", "bigint[]"},
                                 {"character varying(3)[]", "text[]"},
                                 {"character(3)", "character(5)"},
                                 {"numeric(10,2)", "numeric(12,3)"},
                                 {"character(3)", "text"},
                                 {"integer", "text"}}) {
    CAPTURE(from);
    CAPTURE(to);
    const Conversion made = between(from, to);
    CHECK(made.path == Path::automatic);
    CHECK(made.rewrites);
    CHECK_FALSE(made.narrows);
  }
}

TEST_CASE("what is narrower may lose values, or refuse them") {
  for (const auto& [from, to] : {std::pair{"bigint", "integer"},
                                 {"character varying(20)", "character varying(10)"},
                                 {"text", "character varying(10)"},
                                 {"numeric(10,2)", "numeric(8,2)"},
                                 {"numeric(10,2)", "numeric(10,4)"},
                                 {"double precision", "integer"},
                                 {"timestamp without time zone", "date"}}) {
    CAPTURE(from);
    CAPTURE(to);
    const Conversion made = between(from, to);
    CHECK(made.path == Path::automatic);
    CHECK(made.rewrites);
    CHECK(made.narrows);
    CHECK(made.may_fail);
  }
}

TEST_CASE("a cast that must be written is one, and text is the way where there is none") {
  CHECK(between("integer", "boolean").path == Path::cast);
  CHECK(between("text", "date").path == Path::cast);
  CHECK_FALSE(between("text", "date").narrows);
  CHECK(between("bigint", "timestamp without time zone").path == Path::text);
  CHECK(between("public.a", "public.b").path == Path::text);
  CHECK(between("text", "integer[]").path == Path::text);
}

TEST_CASE("a domain is what it is over; its checks read the rows") {
  Facts facts;
  Fact domain;
  domain.kind = Kind::type;
  domain.address = "DOMAIN public.d";
  domain.set("base", "integer");
  const std::size_t place = facts.add(std::move(domain));
  facts.finish();
  CHECK_FALSE(copilot::diff::conversion(facts, "integer", "public.d").rewrites);
  CHECK_FALSE(copilot::diff::conversion(facts, "public.d", "integer").rewrites);
  Fact check;
  check.kind = Kind::constraint;
  check.address = "CONSTRAINT c ON DOMAIN public.d";
  check.parent = place;
  facts.add(std::move(check));
  facts.finish();
  CHECK(copilot::diff::conversion(facts, "integer", "public.d").rewrites);
  CHECK_FALSE(copilot::diff::conversion(facts, "public.d", "integer").rewrites);
}

TEST_CASE("a cast of a user's counts as the server's own") {
  Facts facts;
  Fact cast;
  cast.kind = Kind::cast;
  cast.address = "CAST (public.a AS public.b)";
  cast.set("definition", "WITHOUT FUNCTION AS ASSIGNMENT");
  facts.add(std::move(cast));
  facts.finish();
  CHECK(copilot::diff::conversion(facts, "public.a", "public.b").path == Path::automatic);
}

TEST_CASE("a sequence of which nothing is said counts as CREATE SEQUENCE makes it") {
  const auto plain = copilot::diff::parameters(sequence("public.s"));
  CHECK(plain.minimum == 1);
  CHECK(plain.maximum == std::numeric_limits<std::int64_t>::max());
  CHECK(plain.start == 1);
  Fact down = sequence("public.s");
  down.set("type", "smallint");
  down.set("increment", "-2");
  const auto counts = copilot::diff::parameters(down);
  CHECK(counts.minimum == -32768);
  CHECK(counts.maximum == -1);
  CHECK(counts.start == -1);
}

TEST_CASE("a sequence keeps its limits when its type changes") {
  Fact from = sequence("public.s"), to = sequence("public.s");
  to.set("type", "integer");
  to.set("minimum", "5");
  const auto statements = copilot::diff::alter_parameters(from, to);
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].sql.find("WHERE last_value < 5") != std::string::npos);
  CHECK(statements[1].sql.find("WHERE last_value > 2147483647") != std::string::npos);
  CHECK(statements[2].sql ==
        "ALTER SEQUENCE public.s AS integer MINVALUE 5 MAXVALUE 2147483647 START WITH 5");
  CHECK(copilot::diff::alter_parameters(from, from).empty());
}

TEST_CASE("the own name is what follows the last dot outside of quotes") {
  CHECK(copilot::diff::own_name(sequence("public.s")) == "s");
  CHECK(copilot::diff::own_name(sequence(R"("a.b"."c.d ""e""")")) == R"("c.d ""e""")");
}
