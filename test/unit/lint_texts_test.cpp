// Reading bodies and conditions by their tokens: what is told, and what must not be.
// Words: see lint/schema/code_text.hpp and condition.hpp.
// No server is needed, and none may be.
#include <doctest/doctest.h>

#include "lint/schema/code_text.hpp"
#include "lint/schema/condition.hpp"

namespace copilot::lint {

namespace {

std::vector<std::string> names(const std::vector<CodeName>& list) {
  std::vector<std::string> names;
  for (const CodeName& each : list)
    names.push_back(each.schema.empty() ? each.name : each.schema + "." + each.name);
  return names;
}

using Names = std::vector<std::string>;

template <class Found, class Expected>
bool equal(const Found& found, const Expected& expected) {
  return found == expected;
}

TEST_CASE("code: finds calls and relations") {
  const CodeText code = read_code(
      "BEGIN SELECT f(a), \"G\"(b) FROM s.t JOIN u ON true; INSERT INTO v (x) VALUES (h()); END");
  CHECK(equal(names(code.calls), (Names{"f", "G", "h"})));
  CHECK(equal(names(code.relations), (Names{"s.t", "u", "v"})));
  CHECK_FALSE(code.empty);
}

TEST_CASE("code: leaves out what only looks like one") {
  const CodeText code = read_code(
      "WITH w AS (SELECT 1) SELECT 'f()', extract(epoch FROM t.c) FROM w WHERE a IN (1) /* g() */ "
      "AND b IS DISTINCT FROM x; -- h()\nCREATE TEMP TABLE s.made (a int); SELECT 1 FROM made");
  CHECK(equal(names(code.calls), Names{}));
  CHECK(equal(names(code.relations), Names{}));
  CHECK(code.makes("made"));
}

TEST_CASE("code: says what it cannot see") {
  CHECK(read_code("EXECUTE 'SELECT ' || x").dynamic);
  CHECK_FALSE(read_code("CREATE TRIGGER t AFTER INSERT ON s EXECUTE FUNCTION f()").dynamic);
  CHECK(read_code("SET search_path = pg_catalog").sets_search_path);
  CHECK(read_code("BEGIN NULL; END").empty);
}

TEST_CASE("code: stays linear on odd texts") {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "f(";
  CHECK(equal(names(read_code(text).calls), Names{"f"}));
}

TEST_CASE("condition: always true") {
  for (const char* text : {"true", "(true)", "(1 = 1)", "'a' = 'a'"}) CHECK(always_true(text));
  for (const char* text : {"", "false", "1 = 2", "a = a", "null = null", "true AND x"})
    CHECK_FALSE(always_true(text));
}

TEST_CASE("condition: wraps steady calls only") {
  const Names functions = {"current_setting", "auth.*"};
  const Wrapped found =
      wrap_steady_calls("((id = auth.uid()) AND (t = current_setting('a'::text)))", functions);
  CHECK(equal(found.text,
              "((id = (SELECT auth.uid())) AND (t = (SELECT current_setting('a'::text))))"));
  CHECK(equal(found.calls, (Names{"auth.uid()", "current_setting()"})));
  for (const char* text : {"(id = ( SELECT auth.uid() AS uid))", "(t = current_setting(name))",
                           "(id = other.uid())", "((id = auth.uid())"})
    CHECK(wrap_steady_calls(text, functions).calls.empty());
  // With a table of its own a subquery can be computed for each row.
  CHECK(equal(wrap_steady_calls("(EXISTS ( SELECT 1 FROM m WHERE m.u = auth.uid()))", functions)
                  .calls.size(),
              1u));
}

TEST_CASE("condition: compared columns") {
  CHECK(equal(compared_columns("((owner = CURRENT_USER) AND ((name)::text = 'a'::text))"),
              (Names{"owner", "current_user", "name"})));
  CHECK(equal(compared_columns("(lower(name) = 'a'::text)"), Names{}));
  CHECK(equal(compared_columns("(EXISTS ( SELECT 1 FROM m WHERE m.a = b))"), Names{}));
}

}  // namespace

}  // namespace copilot::lint
