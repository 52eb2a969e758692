// Rules over indexes and constraints of which a server of one version shows no case.
// Words: a collation's version is that of the library that sorts.
// Each rule has what must be told beside what must not.
#include <doctest/doctest.h>

#include "lint/schema/conjuncts.hpp"
#include "lint_fakes.hpp"

using namespace copilot;
using namespace copilot::test;
using base::Severity;

namespace {

std::vector<std::string> pieces(std::string_view condition) {
  std::vector<std::string> list;
  for (std::string_view each : lint::conjuncts(condition)) list.emplace_back(each);
  return list;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("a condition is taken apart at its outermost ANDs only") {
  CHECK(pieces("") == List{});
  CHECK(pieces("(a IS NOT NULL)") == List{"a IS NOT NULL"});
  CHECK(pieces("((a IS NOT NULL) AND (b > 3))") == List{"a IS NOT NULL", "b > 3"});
  CHECK(pieces("a is not null and (b = 1 or c = 2)") == List{"a is not null", "b = 1 or c = 2"});
  CHECK(pieces("a IS NOT NULL OR b = 1 AND c = 2").size() == 1);
  CHECK(pieces("(a = ' AND ') AND (\"and\" = 1)") == List{"a = ' AND '", "\"and\" = 1"});
  CHECK(pieces("(a) = (b)") == List{"(a) = (b)"});
  CHECK(lint::not_null_column("a IS NOT NULL") == "a");
  CHECK(lint::not_null_column("\"A \"\"b\"\"\" is not null") == "A \"b\"");
  CHECK(lint::not_null_column("A IS NOT NULL") == "a");
  CHECK(lint::not_null_column("a IS NULL") == "");
  CHECK(lint::not_null_column("lower(a) IS NOT NULL") == "");
  CHECK(lint::not_null_column("a IS NOT NULL = b") == "");
}

TEST_CASE("indexes of a collation with another version are one finding, with all of them") {
  LintSchema schema;
  const catalog::Oid oid = schema.table("t", {{"a", "text"}, {"b", "text"}}).oid;
  const auto plant = [&](const char* name, catalog::Oid collation, bool unique) {
    catalog::Index& index = schema.index(*schema.model.relation(oid), name, {1}, unique);
    index.keys[0].collation = collation;
  };
  plant("by_default", 100, false);
  plant("by_german", 12345, true);
  plant("by_french", 12346, false);
  catalog::Collation collation;
  collation.schema = 2200;
  collation.oid = 12345;
  collation.name = "german";
  collation.version = "153.80";
  collation.actual_version = "153.112";
  schema.model.collations.push_back(collation);
  collation.oid = 12346;
  collation.name = "french";
  collation.version = "153.112";
  schema.model.collations.push_back(collation);
  collation.oid = 12347;
  collation.name = "unknown";
  collation.actual_version = "";
  schema.model.collations.push_back(collation);
  auto found = schema.run("index_collation_version_mismatch");
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.german");
  CHECK(found[0].severity == Severity::warning);
  CHECK(found[0].evidence["indexes"] == base::Json::array({"public.by_german"}));
  CHECK(found[0].fix ==
        "REINDEX INDEX CONCURRENTLY public.by_german;\nALTER COLLATION public.german REFRESH "
        "VERSION;");
  CHECK(found[0].detail.find("duplicates") != std::string::npos);
  schema.model.database.collation_version = "2.31";
  schema.model.database.actual_collation_version = "2.36";
  found = schema.run("index_collation_version_mismatch");
  REQUIRE(found.size() == 2);
  CHECK(found[1].object == "shop");
  CHECK(found[1].evidence["index_count"] == 1);
}

TEST_CASE("a constraint that is not enforced is told as that, and not as one to be validated") {
  LintSchema schema;
  const catalog::Oid oid = schema.table("t", {{"a"}}).oid;
  catalog::Constraint& check = schema.constraint(*schema.model.relation(oid), 'c', "loose", {1});
  check.expression = "(a > 0)";
  check.enforced = false;
  check.validated = false;
  CHECK(schema.run("constraint_not_enforced").size() == 1);
  CHECK(schema.run("constraint_not_validated").empty());
}

TEST_CASE("long values under a btree are told by their average width") {
  LintSchema schema;
  catalog::Relation& table = schema.table(
      "t", {{"long", "text"}, {"short", "text"}, {"never", "text"}, {"number", "bigint"}});
  table.columns[0].statistics = catalog::ColumnStatistics{0, 900, -1};
  table.columns[1].statistics = catalog::ColumnStatistics{0, 20, -1};
  table.columns[3].statistics = catalog::ColumnStatistics{0, 900, -1};
  const catalog::Oid oid = table.oid;
  for (int column : {1, 2, 3, 4})
    schema.index(*schema.model.relation(oid), "i" + std::to_string(column), {column});
  schema.index(*schema.model.relation(oid), "hash", {1}).method = "hash";
  const auto found = schema.run("index_btree_wide_text");
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.i1");
  CHECK(schema.run("index_btree_wide_text", {{"average_width", 10}}).size() == 2);
}

TEST_CASE("what could not be read is said once, and nothing is compared by it") {
  LintSchema schema;
  const catalog::Oid oid = schema.table("t", {{"a"}, {"b", "boolean"}}).oid;
  for (const char* name : {"one", "two"}) schema.index(*schema.model.relation(oid), name, {1});
  schema.index(*schema.model.relation(oid), "flag", {2});
  CHECK(schema.run("index_duplicate").size() == 1);
  CHECK(schema.run("index_on_boolean").size() == 1);
  CHECK(schema.run("schema_not_read").empty());
  schema.model.gaps.push_back(
      {"locked", "public.t", "another session holds it exclusively locked"});
  CHECK(schema.run("index_duplicate").empty());
  CHECK(schema.run("index_on_boolean").empty());
  const auto found = schema.run("schema_not_read");
  REQUIRE(found.size() == 1);
  CHECK(found[0].severity == Severity::unknown);
  CHECK(found[0].evidence["objects"] == base::Json::array({"public.t"}));
}

TEST_CASE("a small table's foreign key without an index is a notice, a big one's a warning") {
  LintSchema schema;
  const catalog::Oid parent = schema.table("parent", {{"id", "integer", true}}).oid;
  const catalog::Oid child = schema.table("child", {{"ref"}}).oid;
  catalog::Constraint& key = schema.constraint(*schema.model.relation(child), 'f', "key", {1});
  key.foreign_table = parent;
  key.foreign_columns = {1};
  const auto severity = [&](double rows, std::int64_t pages) {
    schema.model.change_relation(child)->rows = rows;
    schema.model.change_relation(child)->pages = pages;
    return schema.run("fk_without_index").at(0).severity;
  };
  CHECK(severity(-1, 0) == Severity::notice);
  CHECK(severity(500, 10) == Severity::notice);
  CHECK(severity(500, 5000) == Severity::warning);
  CHECK(severity(50000, 500) == Severity::warning);
}
